"""Hours: when a person may be contacted, in every time zone that they may live in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import cycle
from zoneinfo import ZoneInfo

import holidays

from app.line_outreach import WEEKDAYS, Outreach

_DAY = timedelta(days=1)


def is_permitted(zones: Sequence[ZoneInfo], rules: Outreach, moment: datetime) -> bool:
    """Whether the aware ``moment`` is inside the line's window, on an open day, in all of the zones."""
    return bool(zones) and all(_permits(rules, moment.astimezone(zone)) for zone in zones)


def next_permitted(zones: Sequence[ZoneInfo], rules: Outreach, since: datetime, until: datetime) -> datetime | None:
    """The first permitted moment from ``since`` to ``until``, both included and aware, in UTC; None where none is.

    Each zone in turn moves the moment on to its own next opening, until all of them agree to it.
    """
    moment, until, agreed = since.astimezone(UTC), until.astimezone(UTC), 0
    for zone in cycle(zones):
        opening = _next_opening(zone, rules, moment, until)
        if opening is None or opening > until:
            return None
        moment, agreed = opening, agreed + 1 if opening == moment else 0
        if agreed == len(zones):
            return moment
    return None


def last_permitted(zones: Sequence[ZoneInfo], rules: Outreach, moment: datetime, until: datetime) -> datetime:
    """The last moment up to ``until``, in UTC, before the window around a permitted ``moment`` ends in any zone."""
    ends = (datetime.combine(moment.astimezone(zone), rules.window.closes, zone).astimezone(UTC) for zone in zones)
    return min(until.astimezone(UTC), *(end - timedelta.resolution for end in ends))


def _next_opening(zone: ZoneInfo, rules: Outreach, moment: datetime, until: datetime) -> datetime | None:
    """``moment`` itself where the zone permits it, else the next time the window opens there on an open day."""
    local = moment.astimezone(zone)
    if _permits(rules, local):
        return moment
    day = local.date() if local.time() < rules.window.opens else local.date() + _DAY
    last = until.astimezone(zone).date()
    while day <= last:
        for fold in (0, 1) if _is_open_on(rules, day) else ():
            opening = datetime.combine(day, rules.window.opens, zone).replace(fold=fold).astimezone(UTC)
            if opening > moment:
                return opening
        day += _DAY
    return None


def _permits(rules: Outreach, local: datetime) -> bool:
    return rules.window.opens <= local.time() < rules.window.closes and _is_open_on(rules, local.date())


def _is_open_on(rules: Outreach, day: date) -> bool:
    return WEEKDAYS[day.weekday()] in rules.window.days and not is_closed_on(rules, day)


def is_closed_on(rules: Outreach, day: date) -> bool:
    """Whether a day is one of the line's closed days, or a holiday that it keeps."""
    return day in rules.closed_days or (rules.holidays != "none" and day in _federal_holidays(day.year))


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    """The federal holidays of a year, with the days on which they are observed."""
    return frozenset(holidays.country_holidays("US", years=year))
