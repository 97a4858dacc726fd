"""Federal fiscal quarters: their days, and when their figures are due.

Source: OMB Circular A-11 section 280.15 and 280.16; quarter 1 is October to December of the year before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import BadInput

_WRITTEN = re.compile(r"(?:FY)?(\d{4})[- ]?Q([1-4])", re.IGNORECASE)
_MONTHS = 3
_INTO_THE_NEXT = 100
"""Days from the first of a quarter to the first month of the next."""
_FIRST_MONTH = 10
_LAST_YEAR = 9998
_SATURDAY = 5

ANNOUNCED: Mapping[str, date] = {
    "2022-Q1": date(2022, 1, 28),
    "2022-Q2": date(2022, 4, 29),
    "2022-Q3": date(2022, 7, 29),
    "2022-Q4": date(2022, 10, 28),
}
"""Due dates that the circular itself gives; two of them differ from its rule."""


@dataclass(frozen=True, slots=True, order=True)
class FiscalQuarter:
    """One quarter of a federal fiscal year; ``str`` gives ``2026-Q1``."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if not (1 <= self.quarter <= 4 and 1900 <= self.year <= _LAST_YEAR):  # noqa: PLR2004 (quarters of a year)
            raise BadInput(f"fiscal year {self.year}, quarter {self.quarter}: there is no such quarter")

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"

    @classmethod
    def parse(cls, written: str) -> FiscalQuarter:
        """The quarter written as ``2026-Q1``, ``FY2026 Q1`` or ``2026Q1``. Raises BadInput."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            raise BadInput(f"{written!r} is no fiscal quarter, such as 2026-Q1")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> FiscalQuarter:
        """The quarter in which a day lies."""
        year = day.year + (day.month >= _FIRST_MONTH)
        return cls(year, (day.month - _FIRST_MONTH) % 12 // _MONTHS + 1)

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        month = _FIRST_MONTH + _MONTHS * (self.quarter - 1)
        return date(self.year - 1, month, 1) if month <= 12 else date(self.year, month - 12, 1)  # noqa: PLR2004 (months)

    @property
    def last_day(self) -> date:
        """The last day of the quarter, which belongs to it whole."""
        return (self.first_day + timedelta(days=_INTO_THE_NEXT)).replace(day=1) - timedelta(days=1)

    def due_on(self, overrides: Mapping[str, date]) -> date:
        """The last business day of the month after the quarter, federal holidays counted, unless a date was set for it.

        ``overrides`` holds dates that OMB announced, by ``str`` of the quarter; they win, then those of ``ANNOUNCED``.
        """
        set_for_it = overrides.get(str(self), ANNOUNCED.get(str(self)))
        return set_for_it or last_business_day(self.last_day + timedelta(days=1))


def last_business_day(month: date) -> date:
    """The last day of the month of a day that is neither on a weekend nor a federal holiday."""
    import holidays  # noqa: PLC0415  # half of what an export would need to start, which uses no due date

    closed = holidays.country_holidays("US", years=month.year)
    day = (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    while day.weekday() >= _SATURDAY or day in closed:
        day -= timedelta(days=1)
    return day
