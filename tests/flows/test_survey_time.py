"""How long a whole survey takes a typical person."""

import pytest
from generated import surveys
from hypothesis import given
from hypothesis import strategies as st
from plain_survey import changed

from flows.load import SHIPPED_SURVEYS, load_survey
from flows.session import Keys, Said
from flows.survey import Survey
from flows.survey_time import SurveyTime, reading_seconds, replying_seconds, survey_time, typical_way

LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
TAPPED = load_survey(SHIPPED_SURVEYS / "a11-tapped.yaml")
FIELDS = {"agency": "Department of Example", "program": "Benefits Help Line"}


def of_seconds(total):
    return SurveyTime(1, 0, total, 0, 0, 0, total, "?trust")


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 1), (29, 1), (60, 1), (89.9, 1), (90, 2), (149, 2), (150, 3), (600, 10)]
)
def test_halves_of_minutes_are_rounded_up_and_nothing_takes_less_than_one(seconds, minutes):
    assert of_seconds(seconds).minutes == minutes


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("door", ["voice", "text"])
def test_the_shipped_surveys_take_one_to_two_minutes(door, language):
    assert survey_time(LIKERT, door, language, FIELDS).minutes == 2
    assert survey_time(TAPPED, door, language, FIELDS).minutes in {1, 2}


def test_a_call_has_speech_and_a_pause_and_a_thread_has_reading():
    call, thread = (survey_time(LIKERT, door, "en", FIELDS) for door in ("voice", "text"))
    assert call.pause == 1
    assert call.speech > 60
    assert call.reading == 0
    assert thread.pause == thread.speech == 0
    assert thread.reading > 40
    assert call.total == pytest.approx(call.pause + call.speech + call.thinking + call.replying)


def test_the_comment_is_asked_by_text_only():
    assert survey_time(LIKERT, "voice", "en", FIELDS).questions == 7
    assert survey_time(LIKERT, "text", "en", FIELDS).questions == 8


@pytest.mark.parametrize("door", ["voice", "text"])
def test_the_first_question_with_the_welcome_is_the_longest_prompt(door):
    found = survey_time(LIKERT, door, "en", FIELDS)
    assert found.longest_at == "?satisfaction"
    assert found.longest < (found.speech or found.reading)


def test_a_choice_of_language_takes_time_of_a_call_and_none_of_a_thread():
    both = ("en", "es")
    call, thread = (survey_time(LIKERT, door, "es", FIELDS).total for door in ("voice", "text"))
    assert survey_time(LIKERT, "voice", "es", FIELDS, languages=both).total > call + 4
    assert survey_time(LIKERT, "text", "es", FIELDS, languages=both).total == thread


def test_an_optional_question_counts_unless_the_contact_is_known_not_to_need_it():
    asked = survey_time(LIKERT, "voice", "en", FIELDS)
    spared = survey_time(LIKERT, "voice", "en", FIELDS, facts={"employee_involved": False})
    assert (asked.questions, spared.questions) == (7, 6)
    assert asked.total > spared.total + 5


def test_where_answers_decide_the_longer_way_counts():
    times = [
        sum(replying_seconds(one.reply) for one in typical_way(TAPPED, "voice", "en", first=first) if one.reply)
        for first in (True, False)
    ]
    places = [[one.prompt.place for one in typical_way(TAPPED, "voice", "en", first=first)] for first in (True, False)]
    assert [any("went_wrong" in place for place in way) for way in places] == [True, False]
    found = survey_time(TAPPED, "voice", "en", FIELDS)
    assert found.replying in times
    assert found.questions == 3


def test_a_gate_is_heard_and_its_key_is_pressed():
    gated = Survey.model_validate(changed(gate={"key": "1"}))
    ungated = Survey.model_validate(changed())
    asked, open_ = (survey_time(survey, "voice", "en", FIELDS) for survey in (gated, ungated))
    assert asked.speech > open_.speech
    assert asked.replying > open_.replying


def test_several_keys_take_longer_than_one_and_words_longer_than_keys():
    one, several = Keys("4"), Keys("13", finished=True)
    assert replying_seconds(one) < replying_seconds(several)
    assert replying_seconds(Said("4")) < replying_seconds(Said("1 3"))
    comment = next(one.reply for one in typical_way(LIKERT, "text", "en") if one.prompt.place == "?comment")
    assert replying_seconds(comment) > 2 * replying_seconds(Said("1 3"))


def test_reading_goes_by_words():
    assert reading_seconds("") == 0
    assert reading_seconds("one two three four") == pytest.approx(2 * reading_seconds("one two"))
    assert reading_seconds("example.gov/s1") == reading_seconds("one")


@given(surveys(), st.sampled_from(["voice", "text"]))
def test_the_parts_of_any_survey_add_up_and_it_ends(survey: Survey, door):
    found = survey_time(survey, door, "en", FIELDS)
    parts = (found.pause, found.speech, found.reading, found.thinking, found.replying)
    assert min(parts) >= 0
    assert found.total == pytest.approx(sum(parts))
    assert 0 < found.longest <= found.speech + found.reading
    assert found.questions <= len(survey.questions)
