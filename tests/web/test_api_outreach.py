"""Invitations, the funnel and opt-outs through the API."""

from __future__ import annotations

from datetime import timedelta

import offers
import pytest
import yaml
from api import Api, problem
from planned_invitations import NOON, line
from service import SECRETS
from sqlalchemy import select

from app.access.scopes import Scope
from app.phone_numbers import respondent_key
from app.records.contacts import Invitation, OptOut

DAYS = "since=2026-11-24&until=2026-11-25"


@pytest.fixture
def benefits(tmp_path, database_url, valkey):
    """The API over one line with three contacts of a day, and one of the next."""
    path = tmp_path / "lines.yaml"
    path.write_text(
        yaml.safe_dump({"lines": [line() | {"clearance_not_needed": "only staff are asked"}]}), encoding="utf-8"
    )
    api = Api(tmp_path, database_url, valkey.url, LINES_FILE=str(path))
    with api.runtime.database.begin() as connection:
        offers.talked(connection, 1)
        for number in (2, 3):
            offers.contact(connection, number, created_at=NOON + timedelta(hours=number))
            offers.invitation(connection, number)
        offers.contact(connection, 4, created_at=NOON + timedelta(days=1), decision="not_drawn", draw=0.9)
    yield api
    api.close()


def number_key(number):
    return respondent_key(SECRETS["RESPONDENT_SECRET"].encode(), number)


def test_invitations_are_told_page_by_page(benefits):
    first = benefits("GET", f"/invitations?line=benefits&{DAYS}&limit=2").json
    assert [item["id"] for item in first["items"]] == ["invitation-1", "invitation-2"]
    second = benefits(
        "GET",
        "/invitations",
        query_string={
            "line": "benefits",
            "since": "2026-11-24",
            "limit": 2,
            "until": "2026-11-25",
            "after": first["next"],
        },
    ).json
    assert [item["id"] for item in second["items"]] == ["invitation-3"]
    assert second["next"] is None
    item = second["items"][0]
    assert (item["state"], item["action"], item["disposition"], item["contact_id"]) == ("planned", "invite", None, None)


def test_the_centers_own_ids_need_a_scope_of_their_own(benefits):
    path = f"/invitations?line=benefits&{DAYS}&identifying=true"
    assert "exports:identifying" in problem(benefits("GET", path), 403, "missing-scope")["detail"]
    token = benefits.new_token(Scope.OUTREACH_READ, Scope.EXPORTS_IDENTIFYING)
    assert [item["contact_id"] for item in benefits("GET", path, token).json["items"]] == ["C-1", "C-2", "C-3"]


def test_the_funnel_is_told_day_by_day_and_adds_up(benefits):
    today, tomorrow = benefits("GET", f"/funnel?{DAYS}").json["items"]
    assert (today["line"], today["since"], today["until"]) == ("benefits", "2026-11-24", "2026-11-24")
    assert (today["contacts"], today["open"], today["ended"]) == (3, {"planned": 2}, {"complete": 1})
    assert (tomorrow["contacts"], tomorrow["not_asked"]) == (1, {"not_drawn": 1})
    assert today["spend"][0]["sends"] == 1
    assert (today["aapor"]["I"], tomorrow["aapor"]["not in the sample"]) == (1, 1)


def test_agents_need_a_scope_of_their_own(benefits):
    path = f"/funnel?{DAYS}&agents=true"
    assert "exports:identifying" in problem(benefits("GET", path), 403, "missing-scope")["detail"]
    assert benefits("GET", path, benefits.new_token(Scope.OUTREACH_READ, Scope.EXPORTS_IDENTIFYING)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/funnel",
        "/funnel?since=2026-11-24&until=2026-11-23",
        "/funnel?since=2026-11-24&until=2026-12-25",
        f"/invitations?{DAYS}",
        f"/invitations?line=benefits&{DAYS}&after=soon",
        f"/invitations?line=benefits&{DAYS}&after=0001-01-01T00:00:00%2B23:00~x",
        f"/invitations?line=benefits&{DAYS}&limit=0",
    ],
)
def test_a_wrong_question_is_refused(benefits, path):
    problem(benefits("GET", path), 422, "invalid")


@pytest.mark.parametrize("path", [f"/funnel?line=nowhere&{DAYS}", f"/invitations?line=nowhere&{DAYS}"])
def test_a_line_that_is_not_there_is_told(benefits, path):
    problem(benefits("GET", path), 404, "not-found")


def test_opt_outs_are_put_down_looked_up_and_lifted(api):
    numbers = {"numbers": ["(202) 555-0143", "+12025550144"]}
    assert api("POST", "/opt-outs", json=numbers).json == {"new": 2, "changed": 0, "unchanged": 0}
    assert api("POST", "/opt-outs", json=numbers).json == {"new": 0, "changed": 0, "unchanged": 2}
    found = api("POST", "/opt-outs/look-up", json={"number": "202.555.0143"}).json
    assert (found["opted_out"], found["how"], found["line"]) == (True, "api", None)
    assert api("POST", "/opt-outs/lift", json={"numbers": ["2025550143"]}).json == {
        "new": 0,
        "changed": 1,
        "unchanged": 0,
    }
    assert not api("POST", "/opt-outs/look-up", json={"number": "2025550143"}).json["opted_out"]
    unknown = {"opted_out": False, "at": None, "how": None, "line": None}
    assert api("POST", "/opt-outs/look-up", json={"number": "2025550199"}).json == unknown
    with api.runtime.database.read() as connection:
        keys = set(connection.execute(select(OptOut.respondent_key)).scalars())
    assert keys == {number_key("+12025550143"), number_key("+12025550144")}


def test_an_opt_out_cancels_what_is_planned(benefits):
    mine = number_key("+12025550143")
    with benefits.runtime.database.begin() as connection:
        connection.execute(Invitation.__table__.update().values(respondent_key=mine))
    benefits("POST", "/opt-outs", json={"numbers": ["+12025550143"]})
    items = benefits("GET", f"/invitations?line=benefits&{DAYS}").json["items"]
    assert [item["disposition"] for item in items] == [None, "opted_out", "opted_out"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/opt-outs", {}),
        ("/opt-outs", {"numbers": []}),
        ("/opt-outs", {"numbers": ["soon"]}),
        ("/opt-outs", {"numbers": ["+12025550143"] * 1001}),
        ("/opt-outs/lift", {"numbers": [2025550143]}),
        ("/opt-outs/look-up", {"number": "anonymous"}),
        ("/opt-outs/look-up", {"number": "+12025550143", "colour": "red"}),
    ],
)
def test_what_is_no_number_is_refused(sqlite_api, path, body):
    problem(sqlite_api("POST", path, json=body), 422, "invalid")
