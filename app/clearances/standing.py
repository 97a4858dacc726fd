"""Standings: how much of a clearance is used now, whether it has stopped, and how far sampling is lowered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from app.clearances.approvals import Approval
from app.clearances.years import Year, year_of

LOWERED_FROM = 80
"""The percentage of a year's responses from which on fewer contacts are drawn."""


def lowered_at(limit: int) -> int:
    """The number of the response that reaches ``LOWERED_FROM`` percent of a limit."""
    return -(-limit * LOWERED_FROM // 100)


@dataclass(frozen=True, slots=True)
class Standing:
    """A clearance within one of its years. ``used`` counts the responses of that year so far."""

    approval: Approval
    year: Year
    used: int
    zone: ZoneInfo
    """Where its days begin and end."""
    lowered_since: datetime | None = None
    """When the response came that reached 80 % of the limit; None before."""

    @classmethod
    def at(cls, approval: Approval, now: datetime, zone: ZoneInfo, used: int = 0) -> Self:
        """The standing in the year that an aware moment lies in."""
        return cls(approval, year_of(approval.anniversary, now.astimezone(zone).date()), used, zone)

    @property
    def since(self) -> datetime:
        """The first moment of the year, in UTC."""
        return self._midnight(self.year.begins)

    @property
    def lasts_until(self) -> datetime:
        """The moment until which the approved responses have to last: the end of the year, or of the clearance."""
        return self._midnight(min(self.year.ends, self.approval.valid_through) + timedelta(days=1))

    @property
    def hours_used(self) -> float | None:
        """The hours of people's time that the responses took, by the burden approved for one; None where unknown."""
        minutes = self.approval.burden_minutes
        return None if minutes is None else self.used * minutes / 60

    def days_left(self, now: datetime) -> int:
        """Days until the last valid one; 0 on that day, negative once it has expired."""
        return (self.approval.valid_through - self.day(now)).days

    def day(self, now: datetime) -> date:
        """The agency's day."""
        return now.astimezone(self.zone).date()

    def used_up(self, now: datetime) -> bool:
        """Whether as many responses were given as were approved for a year, which is not over yet."""
        limit = self.approval.limit
        return limit is not None and self.used >= limit and self.day(now) <= self.year.ends

    def factor(self, now: datetime) -> float:
        """What sampling rates are multiplied by, up to 1.

        Below 80 % of the limit L it is 1. That share took the time t of the year, at rates that were not lowered. From
        there on, with U responses used and a time T left, the factor is (L - U)/T : 0.8 L/t, at most 1: the pace at
        which the rest lasts to the end, over the pace at full rates. Once nothing is left nobody is drawn at any rate.
        """
        limit, at, left = self.approval.limit, self.lowered_since, self.lasts_until - now
        if limit is None or at is None or not lowered_at(limit) <= self.used < limit or left <= timedelta(0):
            return 1.0
        return min(1.0, (limit - self.used) / lowered_at(limit) * ((at - self.since) / left))

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)
