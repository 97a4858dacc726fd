"""When a report is due, and which days it tells of: at seven in the morning where the agency reports."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.overview.view import Period
from app.reporting.fiscal import FiscalQuarter

AT = time(7)
_MONDAY = 0
_FIRST_MONTHS = (1, 4, 7, 10)
"""In which fiscal quarters begin (OMB Circular A-11 section 280.15)."""

MEANINGS = {
    "daily": "every day at 7 a.m., of the day before",
    "weekly": "on Mondays at 7 a.m., of the week before",
    "monthly": "on the first of each month at 7 a.m., of the month before",
    "quarterly": "on the first of January, April, July and October at 7 a.m., of the fiscal quarter before",
}
"""By rhythm, when its reports come and of which days."""


def next_due(rhythm: str, after: datetime, zone: ZoneInfo) -> datetime:
    """The first due moment later than ``after``, in UTC. It is the wall clock that says seven, in summer and winter."""
    day = after.astimezone(zone).date()
    while not (_is_day(rhythm, day) and _moment(day, zone) > after):
        day += timedelta(days=1)
    return _moment(day, zone)


def due_moments(rhythm: str, first: datetime, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """The due moments from ``first``, which is one, up to now."""
    moments = []
    while first <= now:
        moments.append(first)
        first = next_due(rhythm, first, zone)
    return moments


def period_of(rhythm: str, day: date) -> Period:
    """The days that a report of that day tells of, all of them over: the day, week, month or fiscal quarter before."""
    yesterday = day - timedelta(days=1)
    if rhythm == "daily":
        return Period(yesterday, yesterday)
    if rhythm == "weekly":
        sunday = day - timedelta(days=day.weekday() + 1)
        return Period(sunday - timedelta(days=6), sunday)
    if rhythm == "monthly":
        last = day.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    return Period.of_quarter(FiscalQuarter.of(FiscalQuarter.of(day).first_day - timedelta(days=1)))


def _is_day(rhythm: str, day: date) -> bool:
    if rhythm == "daily":
        return True
    if rhythm == "weekly":
        return day.weekday() == _MONDAY
    return day.day == 1 and (rhythm == "monthly" or day.month in _FIRST_MONTHS)


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, AT, zone).astimezone(UTC)
