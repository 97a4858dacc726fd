"""The data dictionary names what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import JSON, Boolean, Float, Integer, Text, Uuid

from app.records.base import UtcTime
from app.records.models import Answer, Response
from app.records.responses import STATUSES
from app.reporting.export import FORMATS
from flows.session import Missing

PAGE = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
KINDS = {
    UtcTime: "time",
    Uuid: "UUID",
    Text: "text",
    Boolean: "true or false",
    Integer: "whole number",
    Float: "number",
    JSON: "JSON",
}


def table_under(heading):
    """The rows of the first table below a heading, cells without backquotes."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    text = next(part for part in section if part.startswith(heading + "\n"))
    lines = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def column(model_column):
    kind = next(name for kind, name in KINDS.items() if isinstance(model_column.type, kind))
    return [model_column.name, kind, "yes" if model_column.nullable else "no"]


@pytest.mark.parametrize(("heading", "model"), [("`responses`", Response), ("`answers`", Answer)])
def test_every_column_stands_in_the_dictionary_in_its_order(heading, model):
    rows = table_under(heading)
    assert [row[:3] for row in rows] == [column(each) for each in model.__table__.columns]
    assert all(len(row) == 4 and row[3] for row in rows)


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Exports", FORMATS), ("Missing codes", get_args(Missing)), ("Status", STATUSES)],
)
def test_every_code_is_explained(heading, words):
    assert [row[0] for row in table_under(heading)] == list(words)
