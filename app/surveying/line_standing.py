"""Where lines stand: whether they ask now, or what keeps them from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.catalogue import Catalogue
from app.clearances.approvals import said_by
from app.clearances.counting import standings
from app.clearances.gate import has_expired
from app.clearances.standing import Standing
from app.lines import Line, Lines
from app.pauses.reading import running
from app.records.contacts import Invitation
from app.surveying.clearance_findings import clearance_findings
from app.surveying.line_findings import line_findings
from flows.findings import Finding

MOST_COUNTED = 10_000
"""Waiting invitations are counted up to here: a page does not read them all."""


@dataclass(frozen=True, slots=True)
class LineStanding:
    """One line as of now."""

    line: Line
    pause: Row[Any] | None
    """The pause that runs, the last to end if there are several."""
    clearance: Standing | None
    expired: bool
    used_up: bool

    @property
    def asks(self) -> bool:
        """Whether anybody new may be asked."""
        return self.pause is None and not self.expired and not self.used_up


def where_they_stand(connection: Connection, lines: Lines, which: Sequence[Line], now: datetime) -> list[LineStanding]:
    """Where these lines stand, in their order."""
    zone = lines.reporting.zone
    clearances = standings(connection, said_by(lines.lines), now, zone)
    pauses: dict[str, Row[Any]] = {}
    for row in running(connection, now):
        pauses.setdefault(row.line_id, row)
    return [_standing(line, pauses.get(line.id), clearances, now) for line in which]


def _standing(line: Line, pause: Row[Any] | None, clearances: dict[str, Standing], now: datetime) -> LineStanding:
    stands = None if line.clearance is None else clearances[line.clearance.control_number]
    used_up = stands is not None and stands.used_up(now)
    return LineStanding(line, pause, stands, has_expired(line, now), used_up)


def waiting(connection: Connection, lines: Lines, line: Line) -> int:
    """How many invitations and reminders of a line wait to be sent, up to ``MOST_COUNTED``."""
    planned = (Invitation.state == "planned", Invitation.sender == lines.sender_of(line).id)
    mine = select(Invitation.id).where(*planned, Invitation.line_id == line.id).limit(MOST_COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(mine)).scalar_one())


def findings_of(catalogue: Catalogue, lines: Lines, line: Line, now: datetime) -> list[Finding]:
    """What ``aftercall check`` says of a line, errors first."""
    surveys = list(catalogue.files.values())
    place = lines.lines.index(line)
    found = [*line_findings(place, line, surveys, now), *clearance_findings(place, line, lines.reporting, now)]
    return sorted(found, key=lambda one: one.severity != "error")
