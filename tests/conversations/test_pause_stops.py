"""A line that is paused: no session begins, and those under way go on to their end."""

from datetime import UTC, datetime, timedelta

import pytest
from houses import LIKERT_LINE, Caller, Texter

from app.access.audit import COMMAND
from app.conversations.calls import NoSurvey
from app.conversations.offering import offering
from app.surveying import pausing


def pause(house, hours=1):
    here, now = house.runtime, datetime.fromtimestamp(house.clock(), UTC)
    line = here.lines.by_number[LIKERT_LINE]
    pausing.pause(here.database, here.lines, line, "Storm", now + timedelta(hours=hours), now, COMMAND)
    here.pauses.refresh(now)


def test_the_call_under_way_goes_on_and_the_next_one_begins_no_session(house):
    first = Caller(house, sid="CA1").press("1 5")
    pause(house)
    with pytest.raises(NoSurvey):
        Caller(house, sid="CA2", number="+12025550133")
    again = Caller(house, sid="CA1")
    assert again.session.turn == first.session.turn
    first.press("4 5 5 4 4 5")
    house.record()
    assert house.known(first.response_id)[0].status == "complete"


def test_the_thread_under_way_goes_on_and_the_next_text_is_answered(house):
    first = Texter(house)
    first.send("hi")
    pause(house)
    assert "no survey" in Texter(house, number="+12025550134").send("hi")
    assert first.send("5").startswith("2 of 8")


def test_the_offer_is_not_made_while_it_lasts(house):
    def offered():
        return offering(house.runtime, LIKERT_LINE, "+12025550135", "CA9", "center-9")

    pause(house)
    assert offered() is None
    house.clock.at += 3600
    assert offered() is not None


def test_it_ends_by_itself_with_nobody_reading_the_database(house):
    pause(house)
    house.clock.at += 3599
    with pytest.raises(NoSurvey):
        Caller(house, sid="CA3")
    house.clock.at += 1
    assert Caller(house, sid="CA4").session.turn == 0
