"""A view: what a page is asked for, as it stands in the page's address, and what whoever asks may see."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import BadInput
from app.reporting.fiscal import FiscalQuarter
from app.reporting.selection import Selection

LONGEST_DAYS = 3700


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``since`` to ``until``, both included. Raises BadInput for no day, and for too many."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if not 0 < self.days <= LONGEST_DAYS:
            raise BadInput(f"{self.since} to {self.until}: not a period of 1 to {LONGEST_DAYS} days")

    @classmethod
    def of_quarter(cls, quarter: FiscalQuarter) -> Period:
        """The days of a fiscal quarter."""
        return cls(quarter.first_day, quarter.last_day)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    def before(self) -> Period:
        """The period right before: as many whole months where it is whole months, else as many days."""
        last = self.since - timedelta(days=1)
        if self.since.day == 1 and (self.until + timedelta(days=1)).day == 1:
            months = 12 * (self.until.year - self.since.year) + self.until.month - self.since.month + 1
            place = 12 * self.since.year + self.since.month - 1 - months
            return Period(date(place // 12, place % 12 + 1, 1), last)
        return Period(self.since - timedelta(days=self.days), last)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is looked at. None leaves a filter open; ``units`` has to be said, so that no page forgets it."""

    units: frozenset[str] | None
    """The organizational units that the person may see; None for all of them, and for what names no unit."""
    zone: ZoneInfo
    """That of the agency's reporting, in whose days everything is counted."""
    period: Period
    line: str | None = None
    survey: str | None = None
    service: str | None = None
    unit: str | None = None
    location: str | None = None
    queue: str | None = None
    channel: str | None = None
    language: str | None = None
    walk_ins: bool = False
    """Whether walk-ins are counted too, as local mode does."""
    agents_of: frozenset[str] = field(default=frozenset())
    """Lines whose agents may be compared."""

    @property
    def selection(self) -> Selection:
        """The same responses as exports and the quarter select them."""
        same = {one.name for one in fields(Selection)} & {one.name for one in fields(self)}
        given = {name: getattr(self, name) for name in same}
        return Selection(**given, since=self.period.since, until=self.period.until, late=False)

    def of(self, period: Period) -> View:
        """The same at another time."""
        return replace(self, period=period)

    def without(self, *filters: str) -> View:
        """The same with these filters open."""
        opened: dict[str, Any] = dict.fromkeys(filters)
        return replace(self, **opened)
