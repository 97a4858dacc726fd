"""The year of a clearance: OMB approves a number of responses and hours a year (Form OMB 83-I, item 13).

A year goes from one anniversary of the approval to the next, so that the years of a clearance of three years are
exactly three.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Year:
    """The first and the last day of a year of a clearance."""

    begins: date
    ends: date


def year_of(anniversary: date, day: date) -> Year:
    """The year that a day lies in. That of 29 February begins on 1 March where there is no such day."""
    begins = _in(anniversary, day.year)
    if begins > day:
        begins = _in(anniversary, day.year - 1)
    return Year(begins, _in(anniversary, begins.year + 1) - timedelta(days=1))


def _in(anniversary: date, year: int) -> date:
    if (anniversary.month, anniversary.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return anniversary.replace(year=year)
