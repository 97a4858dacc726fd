"""Checks the files of A-11 version 1: header (one row a survey) and questions (one row a question)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.reporting.check.cells import Cells
from app.reporting.check.checker import Checker
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.items import Item, check_text, check_use, counted, figures
from app.reporting.check.kinds import Columns
from app.reporting.check.rates import rate_figure
from app.reporting.touchpoints.columns import ITEMS_V1, POINTS
from app.reporting.touchpoints.published_cells import are_percentages

MODES = ("Web", "Email", "Phone", "In person", "Other")
_REQUIRED = range(1, 6)
"""Questions that every survey has; Touchpoints leaves out 6 and 7 where there is no such item."""


class HeaderRows(Checker):
    """Volumes, mode, days and clearance of a survey."""

    def row(self, row: int, cells: Sequence[str]) -> Sequence[Finding]:
        """One survey."""
        del row
        read = Cells(self.columns, cells)
        read.volumes("total_volume", "survey_opp_volume", "response_count")
        read.word("mode", MODES)
        read.whole_quarter("start_date", "end_date")
        read.control_number("OMB_control_number")
        return read.found

    def figures(self, cells: Sequence[str]) -> Iterator[Figure]:
        """The response rate."""
        return rate_figure(Cells(self.columns, cells), "survey_opp_volume", "response_count")


class QuestionRows(Checker):
    """The five counts of a question and their sum."""

    _NUMBER = "standardized_question_number"
    _IDENTIFIER = "standardized_question_identifier"

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self._seen: list[int] = []

    def row(self, row: int, cells: Sequence[str]) -> Sequence[Finding]:
        """One question."""
        del row
        read = Cells(self.columns, cells)
        number = self._numbered(read)
        counts = counted(read, _item(number or 0))
        volume = read.volume("response_volume")
        if counts is not None:
            check_text(read, counts.item, counts.n)
            if are_percentages([counts.counts], None):
                read.add(
                    "percentages-in-counts", "holds fractions", counts.item.counts[0], stated=_shown(counts.counts)
                )
            else:
                check_use(read, counts)
            self.recomputed += volume is not None
            if volume is not None and counts.n != volume:
                why = "answers off the scale are in it" if volume > counts.n else "is less than the five counts"
                read.add("response-volume-differs", why, "response_volume", recomputed=counts.n)
        read.whole_quarter("start_date", "end_date")
        return read.found

    def end(self) -> Iterator[Finding]:
        """Required questions that are not there."""
        for number in _REQUIRED:
            if self._seen and number not in self._seen:
                column = self.columns.spelt(self._NUMBER)
                yield Finding("question-missing", f"question {number} ({ITEMS_V1[number - 1]}) has no row", column)

    def figures(self, cells: Sequence[str]) -> Iterator[Figure]:
        """Point scale and percent positive."""
        read = Cells(self.columns, cells)
        if (counts := counted(read, _item(0))) is not None:
            yield from figures(read.text(self._IDENTIFIER), counts)

    def _numbered(self, read: Cells) -> int | None:
        text = read.text(self._NUMBER)
        number = int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0
        if not 1 <= number <= len(ITEMS_V1):
            read.add("question-order", f"is no question of 1 to {len(ITEMS_V1)}", self._NUMBER)
            return None
        if read.text(self._IDENTIFIER) != (right := f"answer_{number:02}"):
            read.add("question-order", f"is not that of question {number}", self._IDENTIFIER, recomputed=right)
        if self._seen and number <= self._seen[-1]:
            read.add("question-order", "comes twice" if number in self._seen else "comes too late", self._NUMBER)
        self._seen.append(number)
        return number


def _item(number: int) -> Item:
    return Item(number, "customized_question_text", tuple(f"likert_scale_{point}" for point in POINTS))


def _shown(counts: Sequence[Decimal]) -> str:
    return " ".join(map(str, counts))
