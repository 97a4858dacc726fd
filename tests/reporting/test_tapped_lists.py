"""What a response says to each driver, by what its survey offered and how far the person came."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from app.records.responses import INDICATORS
from app.reporting.touchpoints.tapped_lists import indicators, lists_of
from flows.conditions import Condition
from flows.load import SHIPPED_SURVEYS, load_surveys
from flows.survey import DRIVERS

LIKERT, TAPPED = sorted(load_surveys(SHIPPED_SURVEYS), key=lambda survey: survey.id)
VOICE, TEXT = "automated_phone", "sms_text_messages"
NOTHING = dict.fromkeys(INDICATORS)
NULL, ZERO = [None] * 7, [0] * 7
TRUST_MISSING = {"no_answer": "trust"}


def told(codes, lists=None, **stored):
    """The indicators, positive and negative apart."""
    found = indicators(NOTHING | stored, lists_of(TAPPED, VOICE) if lists is None else lists, codes)
    return found[:7], found[7:]


def asking(when, survey=TAPPED, **changes):
    """The survey with another condition, or more, for its list of what did not go so well."""
    questions = [
        question.model_copy(update={"when": when, **changes}) if question.sign == "negative" else question
        for question in survey.questions
    ]
    return survey.model_copy(update={"questions": tuple(questions)})


def test_the_shipped_lists_offer_every_driver_on_both_channels():
    for channel in (VOICE, TEXT):
        assert [(tapped.question, tapped.sign, set(tapped.drivers)) for tapped in lists_of(TAPPED, channel)] == [
            ("went_well", "positive", set(DRIVERS)),
            ("went_wrong", "negative", set(DRIVERS)),
        ]
    assert lists_of(LIKERT, VOICE) == ()


def test_the_list_that_trust_did_not_lead_to_is_zero():
    chosen = {f"positive_{driver}": int(driver == "ease") for driver in DRIVERS}
    assert told({"went_well": None, "went_wrong": "not_applicable"}, **chosen) == ([0, 1, 0, 0, 0, 0, 0], ZERO)


@pytest.mark.parametrize("code", ["skipped", "no_input", "invalid", "not_sure"])
def test_a_list_that_was_passed_without_a_choice_is_zero(code):
    assert told({"went_well": code, "went_wrong": "not_applicable"}) == (ZERO, ZERO)


@pytest.mark.parametrize("code", ["broken_off", "expired", "opted_out", "not_reached"])
def test_a_person_who_left_before_choosing_was_not_asked(code):
    assert told({"went_well": code, "went_wrong": "not_applicable"}) == (NULL, NULL)
    assert told({"went_well": None, "went_wrong": code}, positive_ease=1) == ([0, 1, 0, 0, 0, 0, 0], NULL)


def test_without_any_word_on_the_lists_nothing_was_asked():
    assert told({}) == (NULL, NULL)


def test_a_survey_without_lists_was_not_asked_any():
    assert told({}, lists=()) == (NULL, NULL)


def test_a_driver_that_a_list_does_not_offer_was_not_asked():
    short = TAPPED.scales["bad"].model_copy(update={"options": TAPPED.scales["bad"].options[:2]})
    survey = TAPPED.model_copy(update={"scales": {**TAPPED.scales, "bad": short}})
    found = told({"went_well": None, "went_wrong": "not_applicable"}, lists_of(survey, VOICE), positive_ease=1)
    assert found[1] == [0, 0, None, None, None, None, None]


def test_a_single_list_that_trust_did_not_lead_to_is_zero():
    survey = TAPPED.model_copy(update={"questions": tuple(q for q in TAPPED.questions if q.sign != "positive")})
    assert told({"went_wrong": "not_applicable"}, lists_of(survey, VOICE)) == (NULL, ZERO)


@pytest.mark.parametrize(
    ("when", "voice", "text"),
    [
        ({"channel": [TEXT]}, False, True),
        ({"not": {"channel": [VOICE]}}, False, True),
        ({"all": [TRUST_MISSING, {"channel": [TEXT]}]}, False, True),
        ({"any": [TRUST_MISSING, {"channel": [TEXT]}]}, True, True),
        ({"not": {"any": [TRUST_MISSING, {"channel": [VOICE]}]}}, False, True),
        (TRUST_MISSING, True, True),
        (None, True, True),
    ],
)
def test_a_list_that_its_condition_keeps_off_a_channel_is_not_in_that_channel(when, voice, text):
    survey = asking(when and TypeAdapter(Condition).validate_python(when))
    assert [len(lists_of(survey, channel)) for channel in (VOICE, TEXT)] == [1 + voice, 1 + text]


def test_a_list_of_a_kind_that_the_channel_cannot_ask_is_not_in_that_channel():
    survey = asking(None, kind="text")
    assert [len(lists_of(survey, channel)) for channel in (VOICE, TEXT, "website")] == [1, 2, 2]
