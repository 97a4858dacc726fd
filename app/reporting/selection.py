"""Which responses are meant: by line, survey, channel, status and local days, and who counts as a respondent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func

from app.errors import BadInput
from app.records.responses import Response


def happened_at() -> ColumnElement[datetime]:
    """When a response counts: as the contact ended; where that is unknown, as the survey began or was recorded."""
    return func.coalesce(Response.contact_ended_at, Response.started_at, Response.created_at)


@dataclass(frozen=True, slots=True)
class Selection:
    """Responses by what is given here; None leaves it open. Both days are included and lie in ``zone``."""

    zone: ZoneInfo
    line: str | None = None
    survey: str | None = None
    channel: str | None = None
    status: str | None = None
    since: date | None = None
    until: date | None = None
    include_test: bool = False
    walk_ins: bool = False
    """Whether ``respondents`` takes walk-ins too, for trying out."""

    def responses(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions of all responses meant. Deleted ones never leave; BadInput for days out of the calendar."""
        return tuple(self._conditions())

    def respondents(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions of those among them that may be reported; whether they answered is left to the caller."""
        reportable = (Response.status != "in_progress", Response.flagged.is_(False), Response.spam.is_(False))
        invited = () if self.walk_ins else (Response.entry != "walk_in",)
        return (*self._conditions(), *reportable, *invited)

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        yield Response.deleted.is_(False)
        if not self.include_test:
            yield Response.test.is_(False)
        named = {"line_id": self.line, "survey_id": self.survey, "channel": self.channel, "status": self.status}
        for column, value in named.items():
            if value is not None:
                yield Response.__table__.c[column] == value
        if self.since is not None:
            yield happened_at() >= self._midnight(self.since)
        if self.until is not None:
            yield happened_at() < self._midnight(self.until, days=1)

    def _midnight(self, day: date, days: int = 0) -> datetime:
        try:
            return datetime.combine(day + timedelta(days=days), time(), self.zone).astimezone(UTC)
        except OverflowError as error:
            raise BadInput(f"{day}: lies outside the calendar") from error
