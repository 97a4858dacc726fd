"""Volumes and clearances through the API."""

import json
from datetime import date

import pytest
from api import problem
from sqlalchemy import select, update

from app.records.clearances import Clearance, Volume

ROW = {"day": "2026-01-05", "service": "Benefits", "channel": "automated_phone", "customers": 1200, "abandoned": 30}
CLEARANCE = {"control_number": "1234-5678", "expires_on": "2027-03-31", "title": "Calls", "approved_responses": 5000}


def test_volumes_are_kept_once_however_often_they_are_posted(api):
    rows = [ROW, {**ROW, "channel": "phone"}]
    assert api("POST", "/volumes", json=rows).json == {"new": 2, "changed": 0, "unchanged": 0}
    assert api("POST", "/volumes", json=rows).json == {"new": 0, "changed": 0, "unchanged": 2}
    changed = [{**ROW, "customers": 1300}]
    assert api("POST", "/volumes", json=changed).json == {"new": 0, "changed": 1, "unchanged": 0}
    found = api("GET", "/volumes?since=2026-01-01&until=2026-01-31&channel=automated_phone").json["items"]
    assert found == [{**ROW, "customers": 1300, "speed_of_answer_seconds": None, "offered": None}]
    assert api("GET", "/volumes?since=2026-01-06&until=2026-01-31").json == {"items": []}
    with api.runtime.database.read() as connection:
        assert set(connection.execute(select(Volume.source)).scalars()) == {"API: token 0"}


def test_of_wrong_volumes_none_is_kept(sqlite_api):
    rows = [ROW, {**ROW, "day": "soon", "channel": "fon"}, {**ROW, "customers": -1}, {**ROW, "colour": "red"}]
    told = problem(sqlite_api("POST", "/volumes", json=rows), 422, "invalid")
    assert {error["pointer"] for error in told["errors"]} == {"/1/day", "/1/channel", "/2/customers", "/3/colour"}
    assert sqlite_api("GET", "/volumes?since=2026-01-01&until=2026-01-31").json == {"items": []}


@pytest.mark.parametrize("body", [[], {}, [[]], [ROW, ROW]])
def test_a_body_that_is_no_list_of_different_volumes_is_refused(sqlite_api, body):
    problem(sqlite_api("POST", "/volumes", json=body), 422, "invalid")


@pytest.mark.parametrize("query", ["", "since=2026-01-01", "since=2026-01-01&until=2028-01-01", "since=1&until=2"])
def test_volumes_are_told_of_days_within_a_year(sqlite_api, query):
    problem(sqlite_api("GET", f"/volumes?{query}"), 422, "invalid")


def test_a_clearance_is_put_and_told(api):
    unsaid = "issued_on burden_minutes approved_hours extended_until extended_reason extended_by federal_register_url"
    stored = {**dict.fromkeys(unsaid.split()), **CLEARANCE}
    for _ in range(2):
        answer = api("PUT", "/clearances/1234-5678", json=CLEARANCE)
        assert (answer.status_code, answer.json) == (200, stored)
    assert api("GET", "/clearances/1234-5678").json == stored
    assert api("GET", "/clearances").json == {"items": [stored]}
    renewed = {"control_number": "1234-5678", "expires_on": "2030-03-31"}
    assert api("PUT", "/clearances/1234-5678", json=renewed).json == {**stored, **renewed}
    with api.runtime.database.read() as connection:
        assert connection.execute(select(Clearance.source)).scalar_one() == "API: token 0"


def test_an_extension_needs_its_reason_and_the_person_who_put_it_down(sqlite_api):
    half = {**CLEARANCE, "extended_until": "2027-09-30", "extended_by": "A. Person"}
    told = problem(sqlite_api("PUT", "/clearances/1234-5678", json=half), 422, "invalid")
    assert "an extension needs extended_reason too" in json.dumps(told)
    whole = {**half, "extended_reason": "under review"}
    assert sqlite_api("PUT", "/clearances/1234-5678", json=whole).json["extended_until"] == "2027-09-30"


def test_a_clearance_that_is_not_there_or_not_the_one_of_the_path_is_told(sqlite_api):
    problem(sqlite_api("GET", "/clearances/0000-0000"), 404, "not-found")
    told = problem(sqlite_api("PUT", "/clearances/0000-0000", json=CLEARANCE), 422, "invalid")
    assert [error["pointer"] for error in told["errors"]] == ["/control_number"]


def test_what_does_not_go_with_what_is_stored_is_refused(sqlite_api):
    sqlite_api("POST", "/volumes", json=[ROW])
    fewer = {name: value for name, value in ROW.items() if name != "abandoned"} | {"customers": 29}
    told = problem(sqlite_api("POST", "/volumes", json=[fewer]), 422, "invalid")
    assert "with what is stored, abandoned, 30, is more than customers, 29" in told["detail"]


def test_rows_that_contradict_themselves_are_told_as_they_are_stored(sqlite_api):
    sqlite_api("POST", "/volumes", json=[ROW])
    sqlite_api("PUT", "/clearances/1234-5678", json=CLEARANCE)
    with sqlite_api.runtime.database.begin() as connection:
        connection.execute(update(Volume).values(customers=1))
        connection.execute(update(Clearance).values(issued_on=date(2030, 1, 1)))
    found = sqlite_api("GET", "/volumes?since=2026-01-01&until=2026-01-31").json["items"]
    assert [(row["customers"], row["abandoned"]) for row in found] == [(1, 30)]
    assert [row["issued_on"] for row in sqlite_api("GET", "/clearances").json["items"]] == ["2030-01-01"]
