"""Days and times as pages say them, in the zone of the agency's reporting."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.web.pages.guard import moment, runtime

NOON = 12


def local_today() -> date:
    """The present day."""
    return moment().astimezone(local_zone()).date()


def local_zone() -> ZoneInfo:
    """The zone."""
    return runtime().lines.reporting.zone


def said_day(on: date) -> str:
    """``Nov 3, 2026``; of a moment, the day that it is then."""
    day = on.astimezone(local_zone()) if isinstance(on, datetime) else on
    return f"{day:%b} {day.day}, {day.year}"


def said_time(at: datetime) -> str:
    """``Nov 3, 2026, 2:05 p.m. EST``: to the minute, since exact seconds would tell whose call it was."""
    local = at.astimezone(local_zone())
    half = "a.m." if local.hour < NOON else "p.m."
    return f"{said_day(local)}, {local.hour % NOON or NOON}:{local:%M} {half} {local:%Z}"


def machine_time(at: datetime) -> str:
    """The same for programs, as the ``datetime`` of a ``time`` element."""
    return at.astimezone(local_zone()).strftime("%Y-%m-%dT%H:%M%z")


FILTERS = {"said_day": said_day, "said_time": said_time, "machine_time": machine_time}
"""What templates say days and times with."""
