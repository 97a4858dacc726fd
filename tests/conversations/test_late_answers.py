"""What comes after the close: an answer on a call that goes on is kept and marked, a text answers nothing."""

from __future__ import annotations

import pytest

from app.conversations.expiry import expire_due

MINUTE, DAY = 60, 86400


def row_of(house, person):
    house.record()
    return house.known(person.response_id)


@pytest.mark.parametrize("swept", [True, False], ids=["after the sweep", "before the sweep"])
def test_an_answer_on_the_phone_after_the_close_is_kept_and_its_response_is_late(house, call, swept):
    caller = call().press("1 5")
    house.clock.at += 16 * MINUTE
    if swept:
        assert expire_due(house.runtime) == 1
    caller.press("4")
    row, answers = row_of(house, caller)
    assert (row.late, answers["satisfaction"], answers["trust"]) == (True, 5, 4)


def test_it_stays_late_to_its_end(house, call):
    caller = call().press("1 5")
    house.clock.at += 16 * MINUTE
    caller.press("4 4 4 4 4 4")
    row, _ = row_of(house, caller)
    assert (row.status, row.late) == ("complete", True)


def test_it_stays_late_where_the_live_store_forgets_it(house, call):
    caller = call().press("1 5")
    house.clock.at += 16 * MINUTE
    caller.press("4")
    assert row_of(house, caller)[0].late
    house.flush()
    caller.press("4")
    row, answers = row_of(house, caller)
    assert (row.late, answers["effectiveness"]) == (True, 4)


def test_a_call_that_goes_on_in_time_is_not_late(house, call):
    caller = call().press("1")
    for key in "5444444":
        house.clock.at += 14 * MINUTE
        caller.press(key)
    row, _ = row_of(house, caller)
    assert (row.status, row.late) == ("complete", False)


def test_a_silence_after_the_close_makes_nothing_late(house, call):
    caller = call().press("1 5")
    house.clock.at += 16 * MINUTE
    caller.press("-")
    assert row_of(house, caller)[0].late is False


def test_a_text_after_the_close_is_kept_and_answers_nothing(house, texter):
    person = texter()
    for body in ("hi", "5"):
        person.send(body)
    house.clock.at += DAY + MINUTE
    person.send("4")
    row, answers = row_of(house, person)
    assert (row.late, answers["satisfaction"], answers["trust"]) == (False, 5, "expired")
    assert house.message(person.sid).handling == "after_close"
