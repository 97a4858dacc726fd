"""The merge fields that lines fill, and how long a survey takes in their words."""

import json

import pytest

from app.line_fields import fields_of, time_fields
from app.lines import LOCAL_LINES, Line, load_lines
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.survey import Survey

LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
TAPPED = load_survey(SHIPPED_SURVEYS / "a11-tapped.yaml")
LINE = load_lines(LOCAL_LINES).lines[0]


def changed(**more):
    return Survey.model_validate({**json.loads(LIKERT.canonical), **more})


def longer(minutes):
    """The survey with a welcome that takes so many minutes more."""
    welcome = {"voice": "Please listen. " * 54 * minutes, "text": "please read. " * 119 * minutes}
    return changed(wording={**json.loads(LIKERT.canonical)["wording"], "welcome": welcome})


@pytest.mark.parametrize(
    ("survey", "door", "language", "fields"),
    [
        (LIKERT, "voice", "en", ("2", "two", "two minutes")),
        (LIKERT, "voice", "es", ("2", "dos", "dos minutos")),
        (LIKERT, "text", "en", ("2", "two", "two minutes")),
        (LIKERT, "text", "es", ("2", "dos", "dos minutos")),
        (TAPPED, "voice", "en", ("1", "one", "one minute")),
    ],
)
def test_the_length_is_said_in_digits_in_words_and_with_its_unit(survey, door, language, fields):
    assert tuple(time_fields(survey, LINE, door, language).values()) == fields


def test_one_minute_has_the_singular_in_spanish_too():
    short = changed(questions=json.loads(LIKERT.canonical)["questions"][:1])
    assert time_fields(short, LINE, "voice", "es")["minutes_spoken"] == "un minuto"


@pytest.mark.parametrize("door", ["voice", "text"])
def test_a_longer_survey_says_so(door):
    assert time_fields(longer(3), LINE, door, "en")["minutes"] in {"4", "5"}


def test_the_choice_of_language_counts():
    assert time_fields(TAPPED, LINE, "voice", "en", LINE.languages)["minutes"] == "2"


def test_the_length_does_not_hang_on_the_clearance():
    plain = LINE.model_dump(exclude={"clearance"}, by_alias=True)
    for clearance in (None, {"control_number": "1234-5678", "expires": "2027-05-31", "burden_minutes": 30}):
        line = Line.model_validate({**plain, "clearance": clearance})
        assert time_fields(LIKERT, line, "voice", "en")["minutes"] == "2"
        assert "minutes" not in fields_of(line, "voice", "en")
