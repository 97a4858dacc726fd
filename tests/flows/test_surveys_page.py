"""The page on survey files names every setting with its real default."""

import pytest
import yaml
from documented_settings import DOCS, check_defaults, fields, in_seconds, models_of, tables

from flows import speaking, survey
from flows.parts import Part

PAGE = DOCS / "surveys.md"
SECTIONS = {
    "The file": survey.Survey,
    "A question: `questions`": survey.Question,
    "A scale: `scales`": survey.Scale,
    "An option: `options`": survey.Option,
    "Speech: `voice`": speaking.Voice,
    "Spoken answers: `speech`": speaking.Recognition,
    "Waits: `waits`": speaking.Waits,
    "What follows silence or a mistake: `silence`, `wrong_key`, and `wrong` of `text`": speaking.Policy,
    "Texts: `text`": survey.Text,
    "Gate: `gate`": survey.Gate,
    "Open for: `open_for`": survey.OpenFor,
    "Effective: `effective`": survey.Effective,
    "Completeness: `completeness`": survey.Completeness,
}


def written(default):
    """A default of the page, as the value that it stands for."""
    seconds = in_seconds(default, "smh")
    return yaml.safe_load(default) if seconds is None else seconds


def shown(value):
    return list(value) if isinstance(value, tuple) else value


def test_every_part_of_a_survey_file_has_a_section():
    assert set(SECTIONS.values()) == models_of(survey, speaking, kind=Part)
    assert set(tables(PAGE)) == set(SECTIONS)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_setting_is_documented_and_every_documented_setting_exists(heading):
    assert sorted(tables(PAGE)[heading]) == sorted(fields(SECTIONS[heading]))


@pytest.mark.parametrize("heading", SECTIONS)
def test_documented_defaults_are_the_real_ones(heading):
    check_defaults(tables(PAGE)[heading], SECTIONS[heading], written, shown)
