"""What is spoken on a call: answers as their keys, and wishes, of which staff or the register is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.catalogue import Catalogue
from app.conversations import calls
from app.records.alerts import Alert
from app.records.contacts import OptOut
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.session import Said
from flows.survey import Survey

PLAIN = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml").model_dump(by_alias=True)
LISTENING = Survey.model_validate(PLAIN | {"version": 99, "voice": PLAIN["voice"] | {"input": ["dtmf", "speech"]}})


@pytest.fixture
def listening(house):
    """The house with one survey, which may be answered by speaking."""
    runtime = house.runtime
    house.runtime = replace(
        runtime, catalogue=Catalogue({Path("a11-likert.yaml"): LISTENING}, runtime.breaker, runtime.database)
    )
    house.runtime.catalogue.publish()
    return house


def say(caller, words, confidence=0.9):
    turn = replace(caller.turn("-"), what=Said(words, confidence))
    caller.turned.append(turn)
    caller.standing = calls.answer(caller.house.runtime, turn)
    return caller


def rows(house, model):
    house.record()
    with house.runtime.database.read() as connection:
        return connection.execute(select(model)).all()


def test_words_of_distress_end_the_call_with_help_and_tell_staff_once(listening, call):
    caller = say(call().press("1 5"), "I want to kill myself", 0.2)
    assert "9 8 8" in caller.hears
    assert caller.again() == caller.standing
    (alert,) = rows(listening, Alert)
    assert (alert.kind, alert.source, alert.response_id) == ("distress", "CA1", caller.response_id)
    assert listening.known(caller.response_id)[1]["satisfaction"] == 5


def test_a_spoken_stop_is_an_opt_out(listening, call):
    caller = say(call().press("1 5"), "stop calling me")
    assert caller.session.ended == "opted_out"
    (word,) = rows(listening, OptOut)
    assert (word.respondent_key, word.how) == (caller.session.opening.respondent, "speech")


def test_what_was_said_stands_in_no_url(listening, call):
    caller = say(call().press("1"), "strongly agree")
    assert caller.session.tape == "15"
    listening.record()
    assert listening.known(caller.response_id)[1] == {"satisfaction": 5}


def test_with_the_store_away_staff_is_told_through_the_records(listening, call):
    caller = call().press("1 5")
    with listening.without_the_store():
        say(caller, "I want to kill myself")
    assert "9 8 8" in caller.hears
    assert len(rows(listening, Alert)) == 1


def test_both_rebuilt_and_told_twice_it_is_one_alert(listening, call):
    caller = call().press("1 5")
    turn = replace(caller.turn("-"), what=Said("I want to kill myself", 0.9))
    calls.answer(listening.runtime, turn)
    listening.record()
    listening.flush()
    calls.answer(listening.runtime, turn)
    assert len(rows(listening, Alert)) == 1


def test_a_spoken_answer_goes_on_the_tape_as_its_key_and_survives_the_loss_of_the_store(listening, call):
    caller = say(call().press("1"), "strongly agree")
    assert caller.session.tape == "15"
    listening.flush()
    caller.press("2")
    listening.record()
    assert listening.known(caller.response_id)[1] == {"satisfaction": 5, "trust": 2}


def test_a_spoken_answer_waits_as_its_key_while_no_store_answers(listening, call):
    turn = replace(call().press("1").turn("-"), what=Said("agree", 0.9))
    language, what = calls.without_stores(listening.runtime, turn)
    assert (language, what.keys) == ("en", "4")
