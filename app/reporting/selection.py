"""Which responses are meant: by what they are about, by local days, and who counts as a respondent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_

from app.errors import BadInput
from app.records.responses import Response


def happened_at() -> ColumnElement[datetime]:
    """When a response counts: as the contact ended; where that is unknown, as the survey began or was recorded."""
    return func.coalesce(Response.contact_ended_at, Response.started_at, Response.created_at)


def happened_within(since: Any, before: Any) -> ColumnElement[bool]:
    """Whether ``happened_at`` lies in the time from ``since`` up to ``before``, said so that indexes find it.

    Both are times, or parameters that stand for them.
    """
    first, *others = (Response.contact_ended_at, Response.started_at, Response.created_at)
    ways = [and_(first.is_not(None), first >= since, first < before)]
    for place, moment in enumerate(others, start=1):
        unknown = (earlier.is_(None) for earlier in (first, *others)[:place])
        ways.append(and_(*unknown, moment >= since, moment < before))
    return or_(*ways)


def in_order() -> ColumnElement[bool]:
    """Nobody marked the response as one to leave out of figures."""
    return and_(Response.flagged.is_(False), Response.spam.is_(False))


COLUMNS = {
    "line": "line_id",
    "survey": "survey_id",
    "service": "service",
    "unit": "organizational_unit",
    "location": "location_code",
    "agent": "agent_key",
    "queue": "queue",
    "channel": "channel",
    "language": "language",
    "status": "status",
}
"""By filter, the column of the response that it looks at."""

Kind = tuple[tuple[str, str | int | None], ...]
"""Columns of a response with the value of each; None for null."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Responses by what is given here; None leaves it open. Both days are included and lie in ``zone``."""

    zone: ZoneInfo
    line: str | None = None
    survey: str | None = None
    service: str | None = None
    unit: str | None = None
    location: str | None = None
    agent: str | None = None
    channel: str | None = None
    language: str | None = None
    status: str | None = None
    since: date | None = None
    until: date | None = None
    include_test: bool = False
    walk_ins: bool = False
    """Whether ``respondents`` takes walk-ins too, for trying out."""
    late: bool = True
    """Whether those are meant too that came after the close; the quarter leaves them out."""
    kinds: tuple[Kind, ...] = ()
    """If there are any, only responses of one of these kinds are meant."""
    units: frozenset[str] | None = None
    """The organizational units that whoever asks may see; None for all, also for responses that name no unit."""
    queue: str | None = None
    agents_of: frozenset[str] | None = None
    """Lines of which the responses of a single agent may be asked for; None for all."""

    def responses(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions of all responses meant. Deleted ones never leave; BadInput for days out of the calendar."""
        return tuple(self._conditions())

    def respondents(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions of the respondents among them: reportable, invited, with at least one substantive answer."""
        return (*self.reportable(), Response.answered_count > 0)

    def reportable(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions of those among them that count: ended, in order, and of people who were invited."""
        invited = () if self.walk_ins else (Response.entry != "walk_in",)
        return (*self._conditions(), Response.status != "in_progress", in_order(), *invited)

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        yield Response.deleted.is_(False)
        if not self.include_test:
            yield Response.test.is_(False)
        for name, column in COLUMNS.items():
            value = getattr(self, name)
            if value is not None:
                yield Response.__table__.c[column] == value
        if self.units is not None:
            yield Response.organizational_unit.in_(sorted(self.units))
        if self.agent is not None and self.agents_of is not None:
            yield Response.line_id.in_(sorted(self.agents_of))
        if not self.late:
            yield Response.late.is_(False)
        if self.kinds:
            yield or_(*(_is_of(kind) for kind in self.kinds))
        if self.since is not None:
            yield happened_at() >= self._midnight(self.since)
        if self.until is not None:
            yield happened_at() < self._midnight(self.until, days=1)

    def _midnight(self, day: date, days: int = 0) -> datetime:
        try:
            return datetime.combine(day + timedelta(days=days), time(), self.zone).astimezone(UTC)
        except OverflowError as error:
            raise BadInput(f"{day}: lies outside the calendar") from error


def _is_of(kind: Kind) -> ColumnElement[bool]:
    columns = Response.__table__.c
    return and_(*(columns[name].is_(None) if value is None else columns[name] == value for name, value in kind))
