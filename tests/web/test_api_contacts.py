"""Contacts through the API."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from api import Api, problem
from jsonschema import Draft202012Validator
from reported_contacts import CLEARANCE
from sqlalchemy import select

from app.access.scopes import Scope
from app.outreach.contact_reports import MOST
from app.records.contacts import Contact, Invitation

ENDED = datetime.now(UTC) - timedelta(minutes=1)
CALL = {"contact_id": "c-1", "line": "benefits", "number": "+12125550123", "ended_at": ENDED.isoformat()}


def lines_file(directory):
    """A line that asks everybody by text, at any time of which there is some left."""
    line = {
        "id": "benefits",
        "number": "+12025550100",
        "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
        "languages": ["en"],
        "agency": "Department of Example",
        "program": "Benefits",
        "clearance": {**CLEARANCE, "expires": "2099-12-31"},
        "outreach": {"invite": "text", "holidays": "none"},
    }
    path = directory / "lines.yaml"
    path.write_text(yaml.safe_dump({"lines": [line]}), encoding="utf-8")
    return str(path)


@pytest.fixture
def center(tmp_path, database_url, valkey):
    """The API with that line, once on SQLite and once on PostgreSQL."""
    client = Api(tmp_path, database_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    yield client
    client.close()


@pytest.fixture
def sqlite_center(tmp_path, sqlite_url, valkey):
    client = Api(tmp_path, sqlite_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    yield client
    client.close()


def stored(center, model):
    with center.runtime.database.read() as connection:
        return connection.execute(select(model)).all()


def test_a_contact_is_posted_and_its_decision_told_as_often_as_it_is_posted(center):
    first = center("POST", "/contacts", json=CALL)
    assert first.status_code == 202, first.text
    (decision,) = first.json
    assert (decision["contact_id"], decision["decision"], decision["reason"]) == ("c-1", "ask", None)
    (invitation,) = stored(center, Invitation)
    assert decision["invitation_id"] == invitation.id
    assert datetime.fromisoformat(decision["due_at"]) == invitation.due_at
    again = center("POST", "/contacts", json=[CALL])
    assert (again.status_code, again.json) == (202, first.json)
    assert len(stored(center, Invitation)) == len(stored(center, Contact)) == 1


def test_each_contact_of_a_list_has_its_decision_in_its_place(center):
    calls = [{**CALL, "contact_id": "a"}, {**CALL, "contact_id": "b"}, {**CALL, "contact_id": "c", "number": None}]
    told = center("POST", "/contacts", json=calls).json
    assert [(one["contact_id"], one["decision"], one["reason"]) for one in told] == [
        ("a", "ask", None),
        ("b", "do_not_ask", "quarantined"),
        ("c", "do_not_ask", "invalid_number"),
    ]
    assert [one["invitation_id"] is None for one in told] == [False, True, True]


def test_a_call_that_starts_learns_whether_the_caller_hears_the_offer(sqlite_center):
    (told,) = sqlite_center("POST", "/contacts", json={**CALL, "state": "started", "ended_at": None}).json
    assert (told["decision"], told["due_at"]) == ("ask", None)


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"contact_id": 7}, {"/contact_id"}),
        ({"contact_id": " "}, {"/contact_id"}),
        ({"contact_id": "a\x00b"}, {"/contact_id"}),
        ({"line": "nowhere"}, {"/line"}),
        ({"state": "over"}, {"/state"}),
        ({"ended_at": None}, {"/ended_at"}),
        ({"ended_at": "2026-01-05T10:00:00"}, {"/ended_at"}),
        ({"ended_at": "2026-01-05"}, {"/ended_at"}),
        ({"ended_at": 1_767_600_000}, {"/ended_at"}),
        ({"ended_at": "0026-01-05T10:00:00Z"}, {"/ended_at"}),
        ({"ended_at": "2099-01-05T10:00:00Z"}, {"/ended_at"}),
        ({"started_at": (ENDED + timedelta(seconds=1)).isoformat()}, {"/ended_at"}),
        ({"wait_seconds": -1, "handle_seconds": "12"}, {"/wait_seconds", "/handle_seconds"}),
        ({"consent": "yes", "landline": 1}, {"/consent", "/landline"}),
        ({"time_zone": "America/Nowhere"}, {"/time_zone"}),
        ({"language": "Spanish"}, {"/language"}),
        ({"offer": "maybe", "transaction_point": "x"}, {"/offer", "/transaction_point"}),
        ({"facts": {"a": [1]}}, {"/facts/a"}),
        ({"facts": {"A": 1}}, {"/facts"}),
        ({"colour": "red"}, {"/colour"}),
        ({"reason": "x" * 201}, {"/reason"}),
    ],
)
def test_what_is_wrong_is_told_field_by_field(sqlite_center, changes, pointers):
    alone = problem(sqlite_center("POST", "/contacts", json={**CALL, **changes}), 422, "invalid")
    assert {error["pointer"] for error in alone["errors"]} == pointers
    assert len(alone["errors"]) == len(pointers)
    listed = problem(sqlite_center("POST", "/contacts", json=[CALL, {**CALL, **changes}]), 422, "invalid")
    assert {error["pointer"] for error in listed["errors"]} == {f"/1{pointer}" for pointer in pointers}
    assert stored(sqlite_center, Contact) == []


@pytest.mark.parametrize("body", [[], 3, "c-1", None, [[]], {}, [CALL] * (MOST + 1)])
def test_a_body_that_is_no_contact_or_too_many_is_refused(sqlite_center, body):
    problem(sqlite_center("POST", "/contacts", data=json.dumps(body), content_type="application/json"), 422, "invalid")
    assert stored(sqlite_center, Contact) == []


def test_as_many_contacts_as_may_be_are_taken_at_once(sqlite_center):
    calls = [{**CALL, "contact_id": f"c-{number}", "number": f"+1212{2_000_000 + number}"} for number in range(MOST)]
    answer = sqlite_center("POST", "/contacts", json=calls)
    assert answer.status_code == 202
    assert len(answer.json) == len(stored(sqlite_center, Invitation)) == MOST


def test_two_that_report_the_same_contacts_in_opposite_order_at_once_are_both_answered(center):
    calls = [{**CALL, "contact_id": f"c-{number}", "number": f"+1212{2_000_000 + number}"} for number in range(MOST)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda given: center("POST", "/contacts", json=given), [calls, calls[::-1]]))
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json == answers[1].json[::-1]
    assert len(stored(center, Invitation)) == MOST


def test_times_that_contradict_an_earlier_report_are_told(center):
    started = ENDED.isoformat()
    center("POST", "/contacts", json={**CALL, "state": "started", "started_at": started, "ended_at": None})
    ended = (ENDED - timedelta(minutes=1)).isoformat()
    told = problem(center("POST", "/contacts", json=[{**CALL, "ended_at": ended}]), 422, "invalid")
    assert told["errors"] == [
        {"pointer": "/0/ended_at", "detail": f"is before started_at of an earlier report, {started}"}
    ]


def test_reporting_needs_its_own_scope(sqlite_center):
    token = sqlite_center.new_token(*(set(Scope) - {Scope.CONTACTS_WRITE}))
    problem(sqlite_center("POST", "/contacts", token, json=CALL), 403, "missing-scope")


def test_the_document_describes_contacts_and_decisions_as_they_are(sqlite_center):
    document = sqlite_center("GET", "/openapi.json").json
    operation = document["paths"]["/api/v1/contacts"]["post"]
    parts = {"components": document["components"]}
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    for given in (CALL, [CALL, {**CALL, "facts": {"a": True, "b": 2, "c": "x"}}]):
        Draft202012Validator(body | parts).validate(given)
    assert not Draft202012Validator(body | parts).is_valid({**CALL, "colour": "red"})
    answer = operation["responses"]["202"]["content"]["application/json"]["schema"]
    Draft202012Validator(answer | parts).validate(sqlite_center("POST", "/contacts", json=CALL).json)
