"""Checks of single cells that several kinds of file have: numbers, control numbers, channels, words, days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from app.errors import BadInput
from app.reporting.check.findings import Finding
from app.reporting.check.kinds import Columns
from app.reporting.fiscal import FiscalQuarter
from app.reporting.touchpoints.published_cells import control_number, is_plain_volume, number, volume
from flows.channels import CHANNEL_NAMES

_LONGEST_ABBREVIATION = 12


class Cells:
    """One row with its columns: reads cells, and keeps what was found in doing so."""

    def __init__(self, columns: Columns, cells: Sequence[str]) -> None:
        self._columns = columns
        self._cells = cells
        self.found: list[Finding] = []

    def __contains__(self, column: str) -> bool:
        return column in self._columns

    def text(self, column: str) -> str:
        """The cell as it is. What is said of a column that the file does not have is said of its header alone."""
        return self._columns.cell(self._cells, column)

    def add(
        self, code: str, why: str, column: str | None = None, *, stated: object = None, recomputed: object = None
    ) -> None:
        """Keep a finding. Without ``stated`` it states the cell of its column."""
        told = self.text(column) if stated is None and column is not None else stated
        self.found.append(
            Finding(
                code,
                why,
                None if column is None else self._columns.spelt(column),
                None if told is None else str(told),
                None if recomputed is None else str(recomputed),
            )
        )

    def number(self, column: str) -> Decimal | None:
        """The number of a cell that may hold fractions; None where there is none, which is a finding if unreadable."""
        try:
            return number(self.text(column))
        except ValueError as error:
            self.add("number-unreadable", str(error), column)
            return None

    def volume(self, column: str, *, needed: bool = True) -> int | None:
        """The whole number of a cell; None where there is none."""
        text = self.text(column)
        if column not in self:
            return None
        try:
            found = volume(text)
        except ValueError as error:
            self.add("number-unreadable", str(error), column)
            return None
        if found is None:
            if needed:
                self.add("volume-missing", "is empty", column)
        elif not is_plain_volume(text):
            self.add("volume-is-text", "should be digits alone", column, recomputed=found)
        return found

    def volumes(self, customers: str, offered: str, respondents: str) -> int | None:
        """Customers ≥ offered ≥ respondents, where they are known. Returns the respondents."""
        all_of_them, asked, answered = self.volume(customers), self.volume(offered), self.volume(respondents)
        if all_of_them is not None and asked is not None and asked > all_of_them:
            self.add("offered-exceed-customers", _unknown(all_of_them, "customers"), offered, recomputed=all_of_them)
        if asked is not None and answered is not None and answered > asked:
            self.add("respondents-exceed-offered", _unknown(asked, "people offered it"), respondents, recomputed=asked)
        return answered

    def control_number(self, column: str) -> None:
        """An OMB control number, and nothing beside it."""
        text = self.text(column)
        found = control_number(text)
        if column not in self:
            return
        if not text.strip():
            self.add("control-number-missing", "is empty", column)
        elif found is None:
            self.add(
                "control-number-malformed", "holds no control number, four digits, a hyphen and four digits", column
            )
        elif found != text:
            self.add("control-number-dirty", "something stands around the number", column, recomputed=found)

    def channel(self, column: str) -> None:
        """A channel by its name in Touchpoints."""
        text = self.text(column)
        if column not in self:
            return
        if not text.strip():
            self.add("channel-missing", "is empty", column)
        elif text not in CHANNEL_NAMES:
            self.add("unknown-channel", "is none of the names of channels", column)

    def word(self, column: str, words: Sequence[str]) -> None:
        """One of the words that a column may hold."""
        if column in self and self.text(column) not in words:
            self.add("unknown-word", f"is none of {', '.join(words)}", column)

    def organization(self, name: str, abbreviation: str) -> None:
        """Name and abbreviation of an organization, each in its own column."""
        if _is_abbreviation(self.text(name)) and " " in self.text(abbreviation).strip():
            self.add("organization-columns-swapped", f"holds what {abbreviation} should", name)

    def quarter(self, year: str, quarter: str) -> FiscalQuarter | None:
        """The fiscal quarter of two cells."""
        if year not in self or quarter not in self:
            return None
        try:
            found = FiscalQuarter(int(self.text(year)), int(self.text(quarter)))
            _due(found)
        except (ValueError, BadInput):
            told = f"{self.text(year)} {self.text(quarter)}"
            self.add("quarter-unknown", "year and quarter name none", quarter, stated=told)
            return None
        return found

    def day(self, column: str) -> date | None:
        """The day of a cell that holds a day or a time, in UTC; None for an empty one."""
        text = self.text(column).strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
            day = (moment.astimezone(UTC) if moment.tzinfo else moment).date()
            _due(FiscalQuarter.of(day))
        except (ValueError, OverflowError, BadInput):
            told = "is no day such as 2026-01-01 and no time such as 2026-01-01 09:30:00 UTC"
            self.add("date-unreadable", told, column)
            return None
        return day

    def sent_in(self, sent: str, quarter: FiscalQuarter | None, *, last_changed: str | None = None) -> None:
        """The days on which a quarter's figures were sent and last changed: after its end, and until they were due."""
        first = self.day(sent)
        last = first if last_changed is None else self.day(last_changed) or first
        if first is None or last is None or quarter is None:
            return
        if last <= quarter.last_day:
            self.add("before-quarter-ended", f"{quarter} ends on {quarter.last_day}", last_changed or sent)
        elif first > (due := _due(quarter)):
            self.add("after-due", f"{quarter} was due on {due}, unless OMB set another day", sent)

    def whole_quarter(self, start: str, end: str) -> None:
        """First and last day, which should be those of one fiscal quarter."""
        first, last = self.day(start), self.day(end)
        for column, day in ((start, first), (end, last)):
            if column in self and day is None and not self.text(column).strip():
                self.add("date-unreadable", "is empty", column)
        if first is None or last is None:
            return
        quarter = FiscalQuarter.of(first)
        if last < first:
            self.add("dates-reversed", f"comes before {start}, {first}", end)
        elif (first, last) != (quarter.first_day, quarter.last_day):
            told = f"{quarter} runs from {quarter.first_day} to {quarter.last_day}"
            self.add("dates-not-a-quarter", told, start, stated=f"{first} to {last}")


@lru_cache(maxsize=256)
def _due(quarter: FiscalQuarter) -> date:
    """When the quarter is due by the rule. Raises BadInput for one of the last quarters that a calendar can have."""
    return quarter.due_on({})


def _unknown(limit: int, whom: str) -> str:
    return f"there were no more {whom}" if limit else f"0 {whom} probably means unknown, which is an empty cell"


def _is_abbreviation(text: str) -> bool:
    bare = text.strip()
    return bool(bare) and " " not in bare and bare.isupper() and len(bare) <= _LONGEST_ABBREVIATION
