"""What people say in odd ways: a STOP in single letters, after the store was lost, and texts of any length."""

import pytest

from flows.load import SHIPPED_SURVEYS, load_survey
from flows.replies import LONGEST_ANSWER, read_words, wish
from flows.session import Said

LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")


def read(words):
    question = LIKERT.by_id["trust"]
    return read_words(question, LIKERT.scale_of(question), Said(words), "text", "en")


@pytest.mark.parametrize("words", ["S.T.O.P", "s t o p", "S-T-O-P!"])
def test_a_stop_in_single_letters_is_one(house, texter, words):
    assert wish(words) == "stop"
    person = texter()
    person.send("hi")
    assert person.send(words).startswith("You will get no more survey texts")
    assert person.send("5") == ""


def test_whoever_stopped_after_the_store_was_lost_is_asked_nothing_before_the_records_know(house, texter):
    person = texter()
    person.send("hi")
    person.send("5")
    house.record()
    house.flush()
    person.send("STOP")
    assert person.send("4") == ""
    house.record()
    row, answers = house.known(person.response_id)
    assert (row.status, answers["satisfaction"], answers["trust"]) == ("broken_off", 5, "opted_out")


def test_a_start_after_that_stop_counts_as_well(house, texter):
    person = texter()
    person.send("hi")
    house.record()
    house.flush()
    person.send("stop texting me")
    person.send("START")
    assert person.send("5").startswith("1 of 8")


def test_words_longer_than_any_text_are_no_answer_but_their_wishes_count():
    assert read("4 " * (LONGEST_ANSWER // 2)).value == 4
    assert read("4 " * LONGEST_ANSWER).reason == "unclear"
    assert read("please stop texting me " * 100).reason == "stop"
    assert read("I want to die " * 200).reason == "distress"


@pytest.mark.parametrize("words", ["*", " * "])
def test_one_asterisk_is_no_answer(words):
    assert read(words).reason == "empty"
    assert read("***").value == 3
