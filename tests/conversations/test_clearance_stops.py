"""A clearance that has stopped: no session begins any more, and those under way go on to their end."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from houses import LIKERT_LINE, Caller, Texter
from sqlalchemy import insert, select

from app.clearances.gate import Clearances
from app.conversations.calls import NoSurvey
from app.conversations.offering import offering
from app.lines import Lines
from app.records.clearances import Clearance
from app.records.responses import Response

NUMBER = "1234-5678"


def now(house):
    return datetime.fromtimestamp(house.clock(), UTC)


def stop(house):
    """What comes of it when the one approved response of the year is there."""
    limits = {"control_number": NUMBER, "expires_on": date(2099, 5, 31), "approved_responses": 1, "source": "the API"}
    with house.runtime.database.begin() as connection:
        connection.execute(insert(Clearance).values(**limits, created_at=now(house), updated_at=now(house)))
    house.record()
    house.runtime.clearances.refresh(now(house))


def expire(house):
    """The lines with a clearance that ended yesterday."""
    given = house.runtime.lines.model_dump(by_alias=True, exclude_unset=True)
    for one in given["lines"]:
        one["clearance"]["expires"] = date(2026, 11, 21)
    lines = Lines.model_validate(given)
    house.runtime = replace(house.runtime, lines=lines, clearances=Clearances(lines, house.runtime.database))


def test_the_call_under_way_goes_on_and_the_next_one_begins_no_session(house):
    first = Caller(house, sid="CA1").press("1 5")
    stop(house)
    with pytest.raises(NoSurvey):
        Caller(house, sid="CA2", number="+12025550133")
    first.press("4 5 5 4 4 5")
    house.record()
    row, answers = house.known(first.response_id)
    assert (row.status, row.clearance, answers["satisfaction"], answers["employee"]) == ("complete", NUMBER, 5, 5)


def test_the_first_webhook_of_a_call_that_is_brought_again_finds_the_call(house):
    first = Caller(house, sid="CA1").press("1 5")
    stop(house)
    again = Caller(house, sid="CA1")
    assert again.session.opening.session == first.session.opening.session
    assert again.session.turn == first.session.turn


def test_the_thread_under_way_goes_on_and_the_next_text_is_told_that_there_is_no_survey(house):
    first = Texter(house)
    first.send("hi")
    first.send("5")
    stop(house)
    other = Texter(house, number="+12025550134")
    assert "no survey" in other.send("hi")
    assert other.send("hello") == ""
    for reply in ("4", "5", "5", "4", "4", "5", "SKIP"):
        first.send(reply)
    house.record()
    with house.runtime.database.read() as connection:
        rows = connection.execute(select(Response.status, Response.answered_count)).all()
    assert [(row.status, row.answered_count) for row in rows] == [("complete", 7)]


def test_the_offer_is_not_made_any_more(house):
    def offered():
        return offering(house.runtime, LIKERT_LINE, "+12025550135", "CA9", "center-9")

    assert offered() is not None
    Caller(house).press("1 5")
    stop(house)
    assert offered() is None


def test_after_the_last_valid_day_no_session_begins(house):
    expire(house)
    with pytest.raises(NoSurvey):
        Caller(house)
    assert "no survey" in Texter(house).send("hi")


def test_with_the_store_away_no_session_begins_either(house, valkey_server):
    expire(house)
    valkey_server.kill()
    with pytest.raises(NoSurvey):
        Caller(house)
