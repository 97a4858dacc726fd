"""A response is in the language that the person spoke last."""

import pytest


@pytest.fixture
def language(house):
    """The language of a person's response, once the recorder has written it."""

    def of(person):
        house.record()
        return house.known(person.response_id)[0].language

    return of


def test_a_thread_takes_the_language_that_the_person_switches_to(texter, language):
    person = texter()
    for body, expected in (("hi", "en"), ("5", "en"), ("español", "es"), ("4", "es"), ("english", "en"), ("es", "es")):
        person.send(body)
        assert language(person) == expected


def test_a_switch_as_the_last_word_counts(texter, language):
    person = texter()
    for body in ("hi", "5", "es"):
        person.send(body)
    assert language(person) == "es"


def test_it_stays_after_the_live_store_was_lost_and_at_the_end(house, texter, language):
    person = texter()
    for body in ("hi", "es", "5"):
        person.send(body)
    assert language(person) == "es"
    house.flush()
    assert "2 de 8" in person.send("4")
    for body in "4444444":
        person.send(body)
    assert language(person) == "es"


def test_stop_leaves_the_language(texter, language):
    person = texter()
    for body in ("hi", "es", "alto"):
        person.send(body)
    assert language(person) == "es"


@pytest.mark.parametrize(("key", "expected"), [("1", "en"), ("2", "es")])
def test_a_call_is_in_the_language_that_was_chosen_by_key(house, call, language, key, expected):
    caller = call().press(f"{key} 5 4")
    caller.hang_up()
    assert language(caller) == expected
