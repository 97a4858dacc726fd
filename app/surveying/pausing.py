"""Pausing a line: nobody new is asked until the pause is over, and what is due meanwhile waits for its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from app.access import audit
from app.access.audit import Action, Actor
from app.errors import BadInput
from app.lines import Line, Lines
from app.masking import mask
from app.pauses.reading import pauses_of
from app.records.contacts import Invitation
from app.records.database import Database
from app.records.locks import lock_invitations
from app.records.pauses import LinePause

LONGEST = timedelta(days=90)
"""A line that is to rest for longer is taken out of the lines file."""
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class PastPause:
    """A pause of a line, and what became of invitations during it."""

    row: Row[Any]
    over_at: datetime
    """When it ended or ends."""
    ran_out: int
    """Invitations whose last moment came while the line was paused. They ended as ``too_late``."""


def pause(  # each is one thing that is put down
    database: Database, lines: Lines, line: Line, reason: str, until: datetime, now: datetime, actor: Actor
) -> None:
    """Pause a line from now on; a pause of it that runs is replaced. Raises BadInput."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(f"Please give a reason of 1 to {LONGEST_REASON} characters.")
    if not now < until <= now + LONGEST:
        raise BadInput(f"The pause has to end later than now, and within {LONGEST.days} days.")
    with database.begin() as connection:
        replaced = _lift(connection, line, now, actor)
        row = {"line_id": line.id, "reason": reason, "begins_at": now, "ends_at": until, "made_by": actor.name}
        connection.execute(insert(LinePause).values(row))
        details = {"reason": mask(reason).words, "until": until.isoformat(timespec="seconds")}
        audit.note(connection, actor, Action.LINE_PAUSED, now, line.id, **details)
    _bring_forward(database, lines, line, replaced, now)


def lift(database: Database, lines: Lines, line: Line, now: datetime, actor: Actor) -> bool:
    """End the pause of a line before its time; whether there was one. What it put off is due now."""
    with database.begin() as connection:
        lifted = _lift(connection, line, now, actor)
        if lifted:
            audit.note(connection, actor, Action.PAUSE_LIFTED, now, line.id)
    _bring_forward(database, lines, line, lifted, now)
    return bool(lifted)


def history(connection: Connection, line: Line) -> list[PastPause]:
    """The pauses of a line, the newest first."""
    rows = pauses_of(connection, line.id)
    return [PastPause(row, over := row.lifted_at or row.ends_at, _ran_out(connection, row, over)) for row in rows]


def _ran_out(connection: Connection, row: Row[Any], over: datetime) -> int:
    mine = (Invitation.line_id == row.line_id, Invitation.final == "too_late")
    then = (Invitation.final_at >= row.begins_at, Invitation.final_at < over)
    return int(connection.execute(select(func.count()).where(*mine, *then)).scalar_one())


def _lift(connection: Connection, line: Line, now: datetime, actor: Actor) -> Sequence[datetime]:
    """The ends that the pauses had which are lifted now."""
    lifted = (
        update(LinePause)
        .where(LinePause.line_id == line.id, LinePause.ends_at > now, LinePause.lifted_at.is_(None))
        .values(lifted_at=now, lifted_by=actor.name)
        .returning(LinePause.ends_at)
    )
    return connection.execute(lifted).scalars().all()


def _bring_forward(database: Database, lines: Lines, line: Line, ends: Sequence[datetime], now: datetime) -> None:
    """What pauses put off to these ends, or to its own last moment, is due now; a look before it goes is taken anew.

    In a transaction after that of the lifting: a claim that still saw the pause has put down by then what it put off.
    Should it be lost, what was put off goes when the pause would have ended. What is due at such a moment for another
    reason, since its ``delay`` is not over, stays there.
    """
    if not ends:
        return
    outreach = line.outreach
    put_off = (
        Invitation.state == "planned",
        Invitation.sender == lines.sender_of(line).id,
        Invitation.due_at > now,
        Invitation.line_id == line.id,
        or_(Invitation.due_at.in_(ends), Invitation.due_at == Invitation.not_after),
        Invitation.not_after <= now + timedelta(seconds=outreach.within - outreach.delay),
    )
    with database.begin() as connection:
        if lock_invitations(connection, *put_off):
            connection.execute(update(Invitation).where(*put_off).values(due_at=now))
