"""docs/dispositions.md names every word of the records, with AAPOR's letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.outreach.cells import OPEN_STATES
from app.records.contacts import DECISIONS, DISPOSITIONS
from app.reporting.figures.outcome_rates import DISPOSITIONS as LETTERS
from app.reporting.figures.outcome_rates import Disposition

PAGE = (Path(__file__).parents[2] / "docs" / "dispositions.md").read_text(encoding="utf-8")


def table(heading):
    """The first and last cells of the rows of the table below a heading."""
    part = PAGE.split(f"## {heading}")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", part, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Why nobody is asked", DECISIONS[1:]), ("How an offer ends", DISPOSITIONS)],
)
def test_the_page_has_every_word_with_its_letter(heading, words):
    found = dict(table(heading))
    letters = {word: "outside" if LETTERS[word] == Disposition.NOT_IN_SAMPLE else LETTERS[word].value for word in words}
    assert found == letters


def test_decisions_stand_in_the_order_in_which_they_are_looked_at():
    assert [word for word, _ in table("Why nobody is asked")] == list(DECISIONS[1:])


def test_the_page_names_every_open_state():
    assert all(f"`{state}`" in PAGE for state in OPEN_STATES)
