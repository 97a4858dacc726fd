"""The days that a page shows, as its address gives them, and the ways from them to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import BadInput
from app.overview.view import LONGEST_DAYS, Period
from app.reporting.fiscal import FiscalQuarter
from app.web.pages.typed import day

DAYS = ("quarter", "since", "until")
_OPEN_DAYS = 90
"""How many days are shown where the address gives only the last; where it gives only the first, up to today."""
_RECENT_DAYS = 28
_FIRST, _LAST = date(1899, 10, 1), date(9998, 9, 30)
"""From the first fiscal quarter that there is up to the last."""


@dataclass(frozen=True, slots=True)
class Step:
    """A way to other days: what stands on the link, and what its address gives instead."""

    words: str
    given: Mapping[str, str]
    chosen: bool
    """Whether these are the days that are shown."""


def period_of(given: Mapping[str, str], today: date) -> Period:
    """The days asked for; those of the present fiscal quarter where none are. Raises BadInput."""
    if given["quarter"]:
        if given["since"] or given["until"]:
            raise BadInput("Please give either a fiscal quarter or days.")
        return Period.of_quarter(FiscalQuarter.parse(given["quarter"]))
    since, until = (_day(given[name]) for name in ("since", "until"))
    if since is None and until is None:
        return Period.of_quarter(FiscalQuarter.of(today))
    if until is None and since is not None and since > today:
        raise BadInput("The first day lies in the future. Please give the last day too.")
    until = until or today
    return _period(since or max(_FIRST, until - timedelta(days=_OPEN_DAYS - 1)), until)


def quarter_of(period: Period) -> FiscalQuarter | None:
    """The fiscal quarter that has exactly these days."""
    if not _FIRST <= period.since <= _LAST:
        return None
    quarter = FiscalQuarter.of(period.since)
    return quarter if Period.of_quarter(quarter) == period else None


def steps(period: Period, today: date) -> Iterator[Step]:
    """The fiscal quarters around the days that are shown, the present one, and the last 28 days."""
    present = FiscalQuarter.of(today)
    shown = quarter_of(period)
    middle = shown or FiscalQuarter.of(period.until)
    around = {middle, present, *_neighbours(middle, today)}
    for quarter in sorted(around):
        named = f"FY{quarter.year} Q{quarter.quarter}"
        words = f"{named} (present)" if quarter == present else named
        yield Step(words, {"quarter": str(quarter)}, quarter == shown)
    recent = Period(today - timedelta(days=_RECENT_DAYS - 1), today)
    days = {"since": recent.since.isoformat(), "until": recent.until.isoformat()}
    yield Step(f"Last {_RECENT_DAYS} days", days, recent == period)


def _neighbours(quarter: FiscalQuarter, today: date) -> Iterator[FiscalQuarter]:
    if quarter.first_day > _FIRST:
        yield FiscalQuarter.of(quarter.first_day - timedelta(days=1))
    if quarter.last_day < today:
        yield FiscalQuarter.of(quarter.last_day + timedelta(days=1))


def _period(since: date, until: date) -> Period:
    if since > until:
        raise BadInput("The first day comes after the last.")
    if (until - since).days >= LONGEST_DAYS:
        raise BadInput(f"At most {LONGEST_DAYS:,} days can be shown at once.")
    return Period(since, until)


def _day(written: str) -> date | None:
    given = day(written) if written else None
    if given is not None and not _FIRST <= given <= _LAST:
        raise BadInput(f"{given} lies outside the calendar.")
    return given
