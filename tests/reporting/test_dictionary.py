"""The dictionary joins the models with words, and neither has what the other lacks."""

from __future__ import annotations

from typing import get_args

import pytest

from app.records.models import Answer, Response
from app.records.responses import ENTRIES, INSTRUMENTS, STATUSES
from app.reporting.dictionary import (
    DICTIONARY_COLUMNS,
    Limits,
    code_rows,
    columns,
    dictionary_rows,
    leaving,
    long_csv,
)
from app.reporting.formats.long import long_columns
from app.reporting.meanings import ANSWERS, CODES, LONG, RESPONSES
from flows.channels import CHANNEL_NAMES
from flows.session import Missing
from flows.survey import Measure


@pytest.mark.parametrize(("words", "model"), [(RESPONSES, Response), (ANSWERS, Answer)])
def test_every_column_has_a_meaning_in_the_order_of_the_model(words, model):
    assert list(words) == [column.name for column in model.__table__.columns]
    assert all(meaning.text for meaning in words.values())


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("entry", ENTRIES),
        ("instrument", INSTRUMENTS),
        ("channel", CHANNEL_NAMES),
        ("status", STATUSES),
        ("trust_scale", ("likert_5", "thumbs")),
        ("measure", get_args(Measure)),
        ("missing", get_args(Missing)),
    ],
)
def test_every_code_of_the_model_is_explained_once(column, codes):
    assert tuple(CODES[column][1]) == codes
    assert [code for name, code, meaning in code_rows() if name == column and meaning] == list(codes)


def test_a_column_with_a_check_names_its_codes():
    checked = {
        (table, column.name): column.codes
        for table in ("responses", "answers")
        for column in columns(table).values()
        if column.codes
    }
    assert set(checked) == {
        *(("responses", name) for name in ("entry", "instrument", "channel", "channels_used", "status", "trust_scale")),
        *(("answers", name) for name in ("measure", "channel", "missing")),
    }
    assert checked["responses", "channels_used"] == checked["answers", "channel"] == CHANNEL_NAMES


def test_limits_are_those_of_the_checks():
    described = columns("responses")
    assert described["satisfaction"].limits == {None: Limits(1, 5)}
    assert described["negative_other"].limits == {None: Limits(0, 1)}
    assert described["trust"].limits == {"likert_5": Limits(1, 5), "thumbs": Limits(0, 1)}
    assert described["trust"].limited_by == "trust_scale"
    assert described["wait_seconds"].limits == {}
    assert not any(column.limited_by for column in described.values() if column.name != "trust")


def test_types_and_nulls_are_those_of_the_model():
    described = columns("responses")
    kinds = {name: described[name].kind for name in ("id", "response_id", "late", "duration_seconds", "tags", "queue")}
    assert kinds == {
        "id": "whole number",
        "response_id": "UUID",
        "late": "true or false",
        "duration_seconds": "number",
        "tags": "JSON",
        "queue": "text",
    }
    assert (described["created_at"].kind, described["created_at"].nullable) == ("time", False)
    assert (described["ended_at"].kind, described["ended_at"].nullable) == ("time", True)
    assert [name for name, column in described.items() if column.big] == ["id", "seed", "change_seq"]


def test_every_column_of_json_says_what_it_holds():
    assert {name for name, column in columns("responses").items() if column.kind == "JSON"} == {
        name for name, meaning in RESPONSES.items() if meaning.holds
    }


def test_what_leaves_is_said_as_it_is_done():
    said = {name: column.leaves for name, column in columns("responses").items()}
    assert [name for name, leaves in said.items() if leaves == "no"] == ["id"]
    plain, identifying = ({column.name for column in leaving(identifying=asked)} for asked in (False, True))
    assert {name for name, leaves in said.items() if leaves == "identifying"} == identifying - plain
    assert said["ended_at"] == "as a day"


def test_the_dictionary_has_a_row_a_column_and_a_row_a_code():
    rows = [dict(zip(DICTIONARY_COLUMNS, row, strict=True)) for row in dictionary_rows()]
    assert [row["column"] for row in rows if row["table"] == "responses"] == list(RESPONSES)
    assert [row["column"] for row in rows if row["table"] == "answers"] == list(ANSWERS)
    assert sum(row["table"] == "codes" for row in rows) == sum(len(codes) for _, codes in CODES.values())
    assert all(row["meaning"] and "`" not in row["meaning"] for row in rows)
    trust = next(row for row in rows if row["column"] == "trust")
    assert (trust["values"], trust["unit"]) == ("1 to 5 (likert_5), 0 to 1 (thumbs)", "points")


def test_what_leaves_of_the_answers_is_what_the_two_files_hold():
    said = {name: column.leaves for name, column in columns("answers").items()}
    assert [name for name, leaves in said.items() if leaves == "no"] == ["raw", "confidence", "survey_version"]
    assert [name for name, leaves in said.items() if leaves == "identifying"] == ["sid", "asked_at", "answered_at"]


def test_the_columns_of_long_csv_are_explained_in_their_order():
    for identifying in (False, True):
        named = [name for name, _, leaves, meaning in long_csv() if meaning and (identifying or leaves == "yes")]
        assert named == [column.name for column in long_columns(identifying=identifying)]
    assert set(LONG) <= {column.name for column in long_columns(identifying=True)}
