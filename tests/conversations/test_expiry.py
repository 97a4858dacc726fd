from dataclasses import replace

from app.conversations.expiry import expire_due, expire_left_behind
from app.lines import Lines

MINUTE, DAY = 60, 86400


def test_a_call_that_nobody_ended_expires_a_quarter_of_an_hour_after_its_last_key(house, call):
    caller = call().press("1 5 4")
    house.clock.at += 14 * MINUTE
    assert expire_due(house.runtime) == 0
    house.clock.at += 2 * MINUTE
    assert expire_due(house.runtime) == 1
    assert expire_due(house.runtime) == 0
    house.record()
    row, answers = house.known(caller.response_id)
    assert (row.status, answers["effectiveness"], answers["ease"]) == ("broken_off", "broken_off", "not_reached")


def test_a_thread_expires_a_day_after_its_last_text_and_is_closed_then(house, texter):
    person = texter()
    for body in ("hi", "5", "4", "3", "2"):
        person.send(body)
    house.clock.at += DAY - MINUTE
    assert expire_due(house.runtime) == 0
    house.clock.at += 2 * MINUTE
    assert expire_due(house.runtime) == 1
    house.record()
    row, answers = house.known(person.response_id)
    assert (row.status, answers["efficiency"]) == ("partial", "expired")
    assert person.send("5").startswith("This survey is closed")


def test_a_thread_never_stays_open_longer_than_three_days(house, texter):
    person = texter()
    person.send("hi")
    for language, still in (("es", "1 de 8"), ("en", "1 of 8"), ("es", "1 de 8")):
        house.clock.at += DAY - MINUTE
        assert expire_due(house.runtime) == 0
        assert still in person.send(language)
    house.clock.at += 4 * MINUTE
    assert expire_due(house.runtime) == 1


def test_a_row_whose_session_is_gone_is_ended_by_the_sweep_of_sql(house, call, texter):
    caller, person = call().press("1 5"), texter()
    person.send("hi")
    house.record()
    house.flush()
    assert expire_left_behind(house.runtime) == 0
    house.clock.at += 2 * DAY
    assert expire_left_behind(house.runtime) == 2
    assert expire_left_behind(house.runtime) == 0
    assert house.known(caller.response_id)[0].status == "broken_off"
    assert house.known(caller.response_id)[1]["trust"] == "broken_off"
    assert house.known(person.response_id)[0].ended_at is not None


def test_a_session_of_a_line_that_was_taken_away_does_not_hold_up_the_others(house, call):
    caller = call().press("1 5")
    house.record()
    house.clock.at += DAY
    without = Lines(lines=tuple(line for line in house.runtime.lines.lines if line.id != "demo-likert"))
    poorer = replace(house.runtime, lines=without)
    assert expire_due(poorer) == 0
    assert expire_left_behind(poorer) == 1
    assert expire_left_behind(poorer) == 0
    house.clock.at += 2 * DAY
    assert expire_left_behind(house.runtime) == 1
    house.record()
    assert house.known(caller.response_id)[0].status == "broken_off"
