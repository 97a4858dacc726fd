"""A token that has organizational units: what it is refused, and what it writes."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from api import Api, problem
from many_responses import store_responses
from reported_contacts import CLEARANCE
from sqlalchemy import text

from app.access import tokens
from app.access.scopes import WHOLE_AGENCY, Scope
from app.errors import BadInput
from app.web.api.marks import Marks

NOW = datetime.now(UTC)
CALL = {"line": "north-line", "number": "+12125550123", "ended_at": (NOW - timedelta(minutes=1)).isoformat()}
LINE = {
    "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
    "languages": ["en"],
    "agency": "Department of Example",
    "program": "Benefits",
    "clearance": {**CLEARANCE, "expires": "2099-12-31"},
}
LINES = [
    {**LINE, "id": "north-line", "number": "+12025550100", "organizational_unit": "north"},
    {**LINE, "id": "south-line", "number": "+12025550101", "organizational_unit": "south"},
    {**LINE, "id": "shared-line", "number": "+12025550102"},
]


@pytest.fixture
def center(tmp_path, database_url, valkey):
    """The API with a line of the north, one of the south and one of nobody, once on each database."""
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump({"lines": LINES}), encoding="utf-8")
    client = Api(tmp_path, database_url, valkey.url, LINES_FILE=str(path))
    yield client
    client.close()


def north(center, *scopes, units=("north",)):
    """A token of the north."""
    return tokens.create(center.runtime.database, f"of {units} {scopes}", scopes, NOW, units=units)


def test_a_token_of_units_cannot_be_given_what_is_of_the_whole_agency(center):
    for scope in WHOLE_AGENCY:
        with pytest.raises(BadInput, match=f"{scope}: is of the whole agency"):
            north(center, scope)
    for units in ((), ("  ",)):
        with pytest.raises(BadInput, match="at least one"):
            north(center, Scope.RESPONSES_READ, units=units)


def test_one_that_has_such_a_scope_all_the_same_is_refused_and_told_why(center):
    token = center.new_token(*WHOLE_AGENCY, name="old")
    with center.runtime.database.begin() as connection:
        connection.execute(text("update api_tokens set units = '[\"north\"]' where name = 'old'"))
    for method, path, body in (
        ("GET", "/volumes?since=2026-01-01&until=2026-01-31", None),
        ("POST", "/volumes", []),
        ("GET", "/reports/quarter?fy=2026&q=1", None),
        ("POST", "/opt-outs", {"numbers": ["+12025550123"]}),
        ("POST", "/opt-outs/look-up", {"number": "+12025550123"}),
        ("PUT", "/clearances/1234-5678", {}),
    ):
        told = problem(center(method, path, token, json=body), 403, "whole-agency")
        assert told["detail"].endswith("is of the whole agency, and the token is for north alone")


def test_contacts_of_another_units_line_or_unit_are_refused_and_the_unit_is_named(center):
    token = north(center, Scope.CONTACTS_WRITE)
    assert center("POST", "/contacts", token, json={**CALL, "contact_id": "mine"}).status_code == 202
    for changes, said in (
        ({"line": "south-line"}, "its line is of the organizational unit south"),
        ({"line": "+12025550101"}, "its line is of the organizational unit south"),
        ({"line": "shared-line"}, "its line is of no organizational unit"),
        ({"organizational_unit": "south"}, "it is of the organizational unit south"),
        ({"organizational_unit": "North"}, "it is of the organizational unit North"),
    ):
        both = [{**CALL, "contact_id": "good"}, {**CALL, "contact_id": "bad", **changes}]
        told = problem(center("POST", "/contacts", token, json=both), 403, "other-unit")
        assert said in told["detail"]
        assert "for north alone" in told["detail"]
    assert contacts(center) == {"mine"}


def test_a_contact_of_another_unit_is_not_reported_again(center):
    for name, changes in (("theirs", {"line": "south-line"}), ("moved", {"organizational_unit": "south"})):
        assert center("POST", "/contacts", json={**CALL, "contact_id": name, **changes}).status_code == 202
        answer = center(
            "POST",
            "/contacts",
            north(center, Scope.CONTACTS_WRITE, units=["north", name]),
            json={**CALL, "contact_id": name},
        )
        assert "another organizational unit" in problem(answer, 403, "other-unit")["detail"]


def contacts(center):
    with center.runtime.database.read() as connection:
        return set(connection.execute(text("select external_id from contacts")).scalars())


def test_changes_are_followed_by_marks_that_tell_no_number(center):
    store_responses(center.runtime.database, 6)
    with center.runtime.database.begin() as connection:
        connection.execute(text("update responses set organizational_unit = 'north' where id in (1, 3, 5)"))
        connection.execute(text("update responses set organizational_unit = 'south' where id = 6"))
    token = north(center, Scope.RESPONSES_READ)
    first = center("GET", "/responses?limit=2", token).json
    rest = center("GET", f"/responses?changed_since={first['next']}", token).json
    assert [len(page["items"]) for page in (first, rest)] == [2, 1]
    assert "change_seq" not in first["items"][0]
    assert center("GET", f"/responses?changed_since={rest['next']}", token).json["next"] == rest["next"]
    for guess in (1, 3, rest["next"] + 1, 2**62):
        told = problem(center("GET", f"/responses?changed_since={guess}", token), 422, "invalid")
        assert told["detail"] == "changed_since was told to nobody: begin again without it"


def test_a_deleted_response_is_named_to_its_own_unit_alone(center):
    store_responses(center.runtime.database, 3)
    with center.runtime.database.begin() as connection:
        for number, unit in ((1, "north"), (2, "south")):
            change = "update responses set organizational_unit = :unit, deleted = true where id = :id"
            connection.execute(text(change), {"unit": unit, "id": number})
    assert len(center("GET", "/responses", north(center, Scope.RESPONSES_READ)).json["deleted"]) == 1
    assert len(center("GET", "/responses").json["deleted"]) == 2


@pytest.mark.parametrize("number", [0, 1, 2, 1000, 2**40, 2**52 - 1])
def test_a_mark_stands_for_its_number_for_one_token_alone(number):
    marks, others = Marks(b"k" * 40, "one"), Marks(b"k" * 40, "two")
    assert marks.number(marks.of(number)) == number
    assert 0 <= marks.of(number) <= 2**52
    assert number == 0 or marks.of(number) != others.of(number)


def test_reads_stand_in_the_audit_with_how_many_were_shown(center):
    store_responses(center.runtime.database, 3)
    center("GET", "/responses?limit=2&language=en")
    center("GET", "/responses?language=es")
    with center.runtime.database.read() as connection:
        events = connection.execute(
            text("select actor, subject, details from audit_events where action = 'seen'")
        ).all()
    (event,) = events
    assert event.actor.startswith("token:")
    assert event.subject == "/api/v1/responses?limit=2&language=en"
    assert "2" in str(event.details)
