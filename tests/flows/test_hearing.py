"""Answers that are spoken: what is taken, what is asked for again, and what the tape writes of it."""

import pytest
from phones import LIKERT, call
from plain_survey import changed, listed

from flows import engine
from flows.hearing import hints
from flows.session import Keys, Said
from flows.speaking import Recognition
from flows.survey import Survey


def listening(**voice):
    voice = LIKERT.voice.model_copy(update={"input": ("dtmf", "speech"), **voice})
    return LIKERT.model_copy(update={"voice": voice})


def said(phone, words, confidence=0.9):
    return phone.give(Said(words, confidence))


@pytest.mark.parametrize(("words", "value"), [("four", 4), ("agree", 4), ("Strongly disagree.", 1), ("5", 5)])
def test_a_spoken_number_or_label_is_an_answer_and_the_tape_holds_its_key(words, value):
    phone = said(call(listening()), words)
    assert phone.answers["satisfaction"] == value
    assert phone.session.tape == str(value)
    assert phone.session.answers[0].raw == words


@pytest.mark.parametrize(("words", "language", "value"), [("cuatro", "es", 4), ("de acuerdo", "es", 4)])
def test_spanish_is_heard_in_spanish(words, language, value):
    assert said(call(listening(), language=language), words).answers["satisfaction"] == value


def test_an_answer_that_the_provider_is_unsure_of_is_asked_for_again_by_key():
    phone = said(call(listening()), "agree", 0.59)
    assert phone.session.place == "?satisfaction"
    assert phone.says.startswith("I did not understand that. Press 1, strongly disagree, to 5")
    assert phone.session.tape == "x"
    assert said(phone, "agree", 0.6).answers["satisfaction"] == 4


def test_the_survey_sets_how_sure_is_sure_enough():
    strict = listening(speech=Recognition(min_confidence=0.95))
    strict = Survey.model_validate_json(Survey.model_validate(strict.model_dump(by_alias=True)).canonical)
    assert said(call(strict), "agree", 0.9).session.place == "?satisfaction"
    assert said(call(strict), "agree", None).answers["satisfaction"] == 4


@pytest.mark.parametrize("words", ["maybe four or five", "the weather is nice", "1 great"])
def test_what_could_mean_two_things_is_no_answer(words):
    phone = said(call(listening()), words)
    assert (phone.session.place, phone.session.wrong) == ("?satisfaction", 1)


@pytest.mark.parametrize(
    ("words", "key", "place"),
    [
        ("repeat", "s", "?trust"),
        ("skip", "h", "?effectiveness"),
        ("help", "0", "notice"),
        ("go back", "b", "?satisfaction"),
    ],
)
def test_a_wish_does_what_its_key_does(words, key, place):
    phone = said(call(listening()).press("5"), words)
    assert phone.session.tape == "5" + key
    assert phone.session.place == place


@pytest.mark.parametrize("confidence", [0.9, 0.1, None])
@pytest.mark.parametrize(
    ("words", "letter", "ending", "event"),
    [
        ("stop calling me", "d", "opted_out", "opted_out"),
        ("I want to kill myself", "e", "distress", "distress"),
    ],
)
def test_a_stop_and_words_of_distress_end_the_survey_however_unsure_the_provider_is(
    words, letter, ending, event, confidence
):
    phone = said(call(listening()).press("5"), words, confidence)
    assert (phone.session.ended, phone.session.tape) == (ending, "5" + letter)
    assert event in {one.kind for one in phone.events}
    assert phone.answers["satisfaction"] == 5
    assert phone.says


def test_somebody_else_says_so_and_is_let_go():
    phone = said(call(listening()), "wrong number")
    assert (phone.session.ended, phone.session.tape) == ("wrong_person", "w")


@pytest.mark.parametrize("words", ["stop calling me", "I want to kill myself", "wrong number", "agree", "four or five"])
def test_the_tape_rebuilds_what_words_did(words):
    phone = said(call(listening()).press("5"), words)
    rebuilt = engine.rebuild(listening(), phone.session.opening, phone.session.tape).session
    assert (rebuilt.place, rebuilt.lead, rebuilt.ended, rebuilt.turn) == (
        phone.session.place, phone.session.lead, phone.session.ended, phone.session.turn,
    )  # fmt: skip


def test_a_survey_that_takes_keys_alone_hears_no_words():
    assert said(call(), "agree").session.place == "?satisfaction"


def test_in_a_list_no_word_is_taken_for_the_key_that_says_none():
    plain = changed(
        listed("drivers", sign="positive"),
        scales={"list": {"options": [{"key": "1", "measure": "ease", "words": "easy"}]}},
        voice={"input": ["dtmf", "speech"]},
    )
    phone = call(Survey.model_validate(plain)).press("5 5")
    assert said(phone, "skip").session.place == "?drivers"


def test_hints_are_the_answers_their_number_words_and_their_digits():
    told = hints(call(listening()).prompt).split(", ")
    assert told[:2] == ["Strongly disagree", "Disagree"]
    assert {"one", "five", "1", "5"} <= set(told)
    assert not {"six", "zero", "uno"} & set(told)
    assert {"uno", "De acuerdo"} <= set(hints(call(listening(), language="es").prompt).split(", "))


def test_hints_hold_no_comma_of_a_label_and_none_that_is_too_long():
    plain = changed(
        scales={"agree": {"options": [
            {"key": "1", "value": 1, "words": "No, not at all"}, {"key": "2", "value": 5, "words": "y" * 101},
        ]}},
        voice={"input": ["dtmf", "speech"]},
    )  # fmt: skip
    told = hints(call(Survey.model_validate(plain)).prompt).split(", ")
    assert told[0] == "No not at all"
    assert "y" * 101 not in told


def test_a_key_beats_words():
    assert call(listening()).give(Keys("2", finished=True)).answers["satisfaction"] == 2
