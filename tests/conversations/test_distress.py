"""Words of distress: nothing more is asked, the approved words go out, and staff is told once."""

import pytest
from houses import LIKERT_LINE, Caller
from sqlalchemy import select

from app.records.alerts import Alert
from app.records.contacts import OptOut
from flows.words import Words

SCALES = ("hi", "5", "4", "3", "2", "1", "5", "4")


def alerts(house):
    house.record()
    with house.runtime.database.read() as connection:
        return connection.execute(select(Alert).order_by(Alert.made_at)).all()


def test_it_ends_the_thread_with_the_words_of_help_and_one_alert(house, texter):
    person = texter()
    person.send("hi")
    person.send("5")
    said = person.send("1 i want to die", sid="SM-distress")
    assert said.startswith("If anyone is in danger, call 911.")
    assert person.send("1 i want to die", sid="SM-distress") == said
    (alert,) = alerts(house)
    assert (alert.kind, alert.source, alert.line_id) == ("distress", "SM-distress", "demo-likert")
    assert (alert.response_id, alert.words) == (person.response_id, None)
    row, answers = house.known(person.response_id)
    assert (row.status, answers["satisfaction"], answers["trust"]) == ("broken_off", 5, "broken_off")
    assert house.message("SM-distress").handling == "distress"


def test_after_it_nothing_is_said_but_to_words_of_distress_and_those_once_a_day(house, texter):
    person = texter()
    person.send("hi")
    person.send("I want to kill myself")
    assert person.send("ok thanks") == ""
    assert "988" in person.send("I really want to kill myself")
    assert person.send("I want to kill myself") == ""
    assert len(alerts(house)) == 3


def test_a_line_says_its_own_approved_words(house, texter, monkeypatch):
    line = house.runtime.lines.by_number[LIKERT_LINE]
    own = line.model_copy(update={"distress": Words(text={"en": "Call {help_number}, day and night."})})
    monkeypatch.setitem(house.runtime.lines.by_number, LIKERT_LINE, own)
    monkeypatch.setitem(house.runtime.lines.by_id, line.id, own)
    person, other = texter(), texter(number="+12025550129")
    person.send("hi")
    assert person.send("I want to die").endswith(", day and night.")
    assert other.send("I want to die").endswith(", day and night.")


def test_a_comment_with_it_is_kept(house, texter):
    person = texter()
    for body in SCALES:
        person.send(body)
    assert "988" in person.send("You cut me off and now I want to die")
    (alert,) = alerts(house)
    row, _ = house.known(person.response_id)
    assert (row.comment, row.status) == ("You cut me off and now I want to die", "complete")
    assert alert.response_id == person.response_id


def test_after_the_close_the_words_go_out_and_nothing_starts(house, texter):
    person = texter()
    for body in (*SCALES, "Be well"):
        person.send(body)
    house.clock.at += 3600
    assert "988" in person.send("I want to die")
    (alert,) = alerts(house)
    assert alert.response_id == person.response_id
    assert house.known(person.response_id)[0].comment == "Be well"


def test_whoever_opted_out_gets_no_words_and_staff_is_told(house, texter):
    person = texter()
    person.send("hi")
    person.send("STOP")
    assert person.send("I want to die") == ""
    house.record()
    house.flush()
    assert person.send("I want to die") == ""
    assert len(alerts(house)) == 2


def test_somebody_without_a_session_gets_the_words_and_no_survey(house, texter):
    person = texter()
    assert "988" in person.send("I want to die", sid="SM-first")
    (alert,) = alerts(house)
    assert (alert.source, alert.response_id) == ("SM-first", None)


def test_it_counts_as_a_stop_too_where_it_says_stop(house, texter):
    person = texter()
    person.send("hi")
    assert "988" in person.send("stop texting me or I'll kill you")
    house.record()
    with house.runtime.database.read() as connection:
        assert connection.execute(select(OptOut.how)).scalars().all() == ["text"]
    assert person.send("hello") == ""


def test_with_the_store_away_staff_is_told_at_once_and_nothing_is_asked_afterwards(house, texter):
    person = texter()
    person.send("hi")
    person.send("5")
    with house.without_the_store():
        said = person.send("I want to die", sid="SM-away", settle=False)
        assert person.send("I want to die", sid="SM-away", settle=False) == said
    assert "988" in said
    assert "of 8" not in person.send("4")
    assert [alert.source for alert in alerts(house)] == ["SM-away"]
    row, answers = house.known(person.response_id)
    assert (row.ended_at is not None, answers["satisfaction"]) == (True, 5)


def test_after_the_store_was_emptied_it_still_ends_the_thread(house, texter):
    person = texter()
    person.send("hi")
    person.send("5")
    house.record()
    house.flush()
    assert "988" in person.send("I want to die")
    assert "of 8" not in person.send("4")
    assert len(alerts(house)) == 1


def test_it_is_met_before_the_settle_time_is_over(house, texter):
    person = texter()
    person.send("hi")
    house.settle_for(600)
    assert "988" in person.send("I want to die", settle=False)


@pytest.mark.parametrize("words", ["the hold music killed me", "you are killing it", "I was dying to get through"])
def test_a_way_of_speaking_alarms_nobody(house, texter, words):
    person = texter()
    for body in (*SCALES, words):
        person.send(body)
    assert alerts(house) == []


def test_no_alert_comes_of_a_plain_call(house):
    Caller(house).press("1 5 4 3 2 1 5 4")
    assert alerts(house) == []
