"""The page about the schema, and the files beside it, say what the program says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.reporting.dictionary import markdown_tables
from app.reporting.export import FORMATS
from app.reporting.row_schema import row_schema

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = {
    section.splitlines()[0]: section
    for section in re.split(r"^## ", (DOCS / "schema.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
}


def tables_under(heading):
    return re.findall(r"(?:^\|.*\n)+", SECTIONS[heading], re.MULTILINE)


@pytest.mark.parametrize("heading", markdown_tables())
def test_a_table_of_the_page_is_the_one_that_the_program_prints(heading):
    assert tables_under(heading)[0] == markdown_tables()[heading]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\(#([^)]+)\)", "".join(markdown_tables().values())))))
def test_a_link_of_a_table_leads_to_a_heading(target):
    assert target in {heading.lower().replace(" ", "-") for heading in SECTIONS}


def test_every_format_is_explained():
    rows = tables_under("Exports")[0].splitlines()[2:]
    assert {row.split("|")[1].strip(" `") for row in rows} == set(FORMATS)


def test_the_schema_beside_the_page_is_the_one_that_the_program_prints():
    assert json.loads((DOCS / "response.schema.json").read_text(encoding="utf-8")) == row_schema()
