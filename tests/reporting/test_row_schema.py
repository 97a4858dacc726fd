"""The JSON Schema of a response takes what the export writes and refuses what the database would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.reporting.row_schema import row_schema
from flows.survey import SCORES

GOLDEN = Path(__file__).with_name("golden")
SCHEMA = row_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def lines_of(name):
    return [json.loads(line) for line in (GOLDEN / name).read_text(encoding="utf-8").splitlines()]


def row(**changes):
    return lines_of("responses.jsonl")[0] | changes


def answered(**changes):
    given_row = row()
    return given_row | {"answers": [given_row["answers"][0] | changes]}


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["responses.jsonl", "responses-identifying.jsonl"])
def test_every_line_of_an_export_is_valid(name):
    lines = lines_of(name)
    assert lines
    for line in lines:
        VALIDATOR.validate(line)


@pytest.mark.parametrize(
    "broken",
    [
        row(trust=6),
        row(trust=0),
        row(trust=4, trust_scale=None),
        row(trust=2, trust_scale="thumbs"),
        row(trust_scale="stars"),
        row(satisfaction=0),
        row(satisfaction=3.5),
        row(satisfaction="3"),
        row(positive_ease=2),
        row(status="done"),
        row(status=None),
        row(channel="telegraph"),
        row(channels_used=["telegraph"]),
        row(channels_used="automated_phone"),
        row(response_id="17"),
        row(created_at=None),
        row(created_at="2026-09-21T14:30:15Z"),
        row(created_at="2026-13-41"),
        row(agent_key=None, contact_id=None),
        row(agent_key=None),
        row(late=0),
        row(tags=[1]),
        row(label_order=["a"]),
        row(answers=None),
        row(id=1),
        answered(missing="forgotten"),
        answered(measure="joy"),
        answered(value="4"),
        answered(raw="4"),
        {name: value for name, value in row().items() if name != "trust"},
    ],
)
def test_a_broken_row_is_refused(broken):
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize("missing", [name for name in row() if name not in {"agent_key", "contact_id"}])
def test_no_column_may_be_missing(missing):
    assert not VALIDATOR.is_valid({name: value for name, value in row().items() if name != missing})


def test_an_imported_response_is_valid():
    VALIDATOR.validate(
        row(
            entry="imported",
            source="touchpoints:abc",
            line_id=None,
            seed=None,
            survey_version=None,
            channel="website",
            channels_used=["website"],
            trust=1,
            trust_scale="thumbs",
            label_order={"offered": ["positive_ease", "negative_other"]},
            answers=[],
        )
    )


def allowed(trust, scale):
    """The rule of the two columns in plain words."""
    return trust is None or (scale == "likert_5" and 1 <= trust <= 5) or (scale == "thumbs" and 0 <= trust <= 1)


@given(st.none() | st.integers(-2, 8), st.sampled_from([None, "likert_5", "thumbs"]))
def test_trust_goes_with_its_scale(trust, scale):
    assert VALIDATOR.is_valid(row(trust=trust, trust_scale=scale)) == allowed(trust, scale)


@given(st.sampled_from([score for score in SCORES if score != "trust"]), st.none() | st.integers())
def test_a_score_lies_between_1_and_5(score, value):
    assert VALIDATOR.is_valid(row(**{score: value})) == (value is None or 1 <= value <= 5)
