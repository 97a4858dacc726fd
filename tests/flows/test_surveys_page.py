"""The page on survey files names every setting with its real default."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from flows import speaking, survey
from flows.parts import Part

PAGE = Path(__file__).parents[2] / "docs" / "surveys.md"
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
SECONDS = {"s": 1, "m": 60, "h": 3600}


def tables():
    """The rows of each section's table, as key → default."""
    parts = re.split(r"^##+ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {
        heading: dict(re.findall(r"^\| `(\w+)` \| .* \| ?(.*?) ?\|$", text, re.MULTILINE))
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {heading: rows for heading, rows in found.items() if rows}


def fields(model):
    return {field.alias or name: field for name, field in model.model_fields.items()}


def written(default):
    """A default of the page, as the value that it stands for."""
    bare = default.strip("`")
    seconds = re.fullmatch(r"(\d+)([smh])", bare)
    return int(seconds[1]) * SECONDS[seconds[2]] if seconds else yaml.safe_load(bare)


def shown(value):
    return list(value) if isinstance(value, tuple) else value


def test_every_part_of_a_survey_file_has_a_section():
    parts = {
        found
        for module in (survey, speaking)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Part) and found.__module__ == module.__name__
    }
    assert set(SECTIONS.values()) == parts
    assert set(tables()) == set(SECTIONS)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_setting_is_documented_and_every_documented_setting_exists(heading):
    assert sorted(tables()[heading]) == sorted(fields(SECTIONS[heading]))


@pytest.mark.parametrize("heading", SECTIONS)
def test_documented_defaults_are_the_real_ones(heading):
    for key, default in tables()[heading].items():
        field = fields(SECTIONS[heading])[key]
        if default == "":
            assert field.is_required(), key
        elif default == "none":
            assert not field.get_default(), key
        elif default == "see below":
            assert isinstance(field.get_default(), BaseModel), key
        else:
            assert shown(field.get_default()) == written(default), key
