"""Moments that are reported: times with a zone, in years that are no slip of the pen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationInfo

CLOCKS_APART = timedelta(minutes=5)
"""How far the clock of whoever reports may be ahead of ours."""

_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the times of a file are read: the context of their validation."""

    now: datetime
    zone: ZoneInfo | None = None
    """Where times are local that name no zone; without it each has to name one."""


def in_future(moment: datetime, now: datetime) -> bool:
    """Whether a moment is yet to come, whosever clock told it."""
    return moment > now + CLOCKS_APART


def _read(given: Any, info: ValidationInfo) -> datetime:
    reading = info.context if isinstance(info.context, Reading) else None
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        moment = None
    if isinstance(moment, datetime) and moment.tzinfo is None and reading and reading.zone and not _is_day(given):
        moment = _local(moment, reading.zone)
    if not isinstance(moment, datetime) or moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("is no time with a zone, such as 2026-01-31T14:05:00-05:00")
    if moment.year not in _YEARS:
        raise ValueError(f"lies in the year {moment.year}")
    if reading and in_future(moment, reading.now):
        raise ValueError("lies in the future")
    return moment


def _is_day(given: Any) -> bool:
    """Whether a text names a day and no time of it."""
    try:
        date.fromisoformat(given)
    except (TypeError, ValueError):
        return False
    return True


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment that a wall clock shows in a zone; of an hour that comes twice, the first."""
    local = moment.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise ValueError(f"is no time in {zone.key}: the clocks go forward over it")
    return local


Moment = Annotated[datetime, BeforeValidator(_read)]
"""A time, aware; the context of the validation may be a Reading."""
