"""Settling: invitations get their final disposition, once, when nothing can change it any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from app.line_outreach import LONGEST_WITHIN
from app.outreach import follow_ups, moves
from app.outreach.dispositions import Case, disposition
from app.outreach.follow_ups import Later
from app.records.contacts import Invitation
from app.records.database import Database
from app.records.outreach import Send
from app.records.responses import Response
from app.runtime import Runtime

AT_ONCE = 1000
"""Invitations settled in one transaction."""

SETTLES_AFTER = timedelta(minutes=15)
"""How long after its end a session is taken for ended: an answer in flight at a hang-up still counts."""
UNSENT_FOR = timedelta(hours=1)
"""How long after ``not_after`` an offer that was not made is given up; before that its sender does so."""
OPEN_FOR = timedelta(seconds=LONGEST_WITHIN) + timedelta(hours=25)
"""How long after ``not_after``, or its making, an invitation without an end is given up: no session is open longer."""


def settle_ended(runtime: Runtime) -> int:
    """Settle invitations whose session has ended; how many. Raises DatabaseAway."""
    return settle(runtime.database, follow_ups.later(runtime), ended_by(now := _now(runtime)), now)


def settle_overdue(runtime: Runtime) -> int:
    """Settle invitations that nothing can come of any more; how many. Raises DatabaseAway."""
    return settle(runtime.database, follow_ups.later(runtime), overdue_by(now := _now(runtime)), now, over=True)


def settle(
    database: Database,
    later: Later,
    which: ColumnElement[bool],
    now: datetime,
    *,
    over: bool = False,
    limit: int = AT_ONCE,
) -> int:
    """Give up to ``limit`` open invitations their disposition, plan the follow-ups, erase the numbers; how many."""
    with database.begin() as connection:
        rows = _cases(connection, _taken(connection, which, limit))
        ends: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            final = disposition(case_of(row), over=over)
            if final is not None:
                ends[final].append(row.invitation_id)
        # Before the numbers are erased.
        follow_ups.plan(connection, later, [row.response_id for row in rows if row.response_id is not None], now)
        moves.finish(connection, ends, now)
    return sum(map(len, ends.values()))


def ended_by(now: datetime) -> ColumnElement[bool]:
    """Invitations whose session ended long enough ago, with nothing planned or under way."""
    at_rest = or_(Invitation.state.is_(None), Invitation.state.not_in(("planned", "sending")))
    return and_(Invitation.ended_at <= now - SETTLES_AFTER, at_rest)


def overdue_by(now: datetime) -> ColumnElement[bool]:
    """Invitations that should have ended and have not.

    Nobody was handed over, their line was taken out of the lines file, or their session was lost.
    """
    begun = func.coalesce(Invitation.not_after, Invitation.created_at)
    waits = or_(Invitation.state == "planned", Invitation.state.is_(None))
    unsent = and_(waits, Invitation.opening.is_(None), Invitation.not_after < now - UNSENT_FOR)
    return or_(unsent, begun < now - OPEN_FOR)


CASE_COLUMNS = (
    Invitation.kind,
    Invitation.door,
    Invitation.state,
    Response.status,
    Invitation.disposition.label("session_end"),
    (func.coalesce(Response.turn, 0) > 0).label("replied"),
    (func.coalesce(Response.asked_count, 0) > 0).label("asked"),
    (func.coalesce(Response.answered_count, 0) > 0).label("answered"),
    Send.state.label("sent"),
    Invitation.delivered_at.is_not(None).label("offered"),
)
"""The columns of a Case, in its order."""

NEWEST_SEND = and_(Send.invitation_id == Invitation.id, Send.attempt == Invitation.attempt)


def case_of(row: Row[Any]) -> Case:
    """The case of a row that has ``CASE_COLUMNS``; truth values may be 0 and 1."""
    return Case._make(
        bool(value) if name in {"replied", "asked", "answered", "offered"} else value
        for name, value in ((name, getattr(row, name)) for name in Case._fields)
    )


def _taken(connection: Connection, which: ColumnElement[bool], limit: int) -> Sequence[str]:
    """The ids of open invitations, locked; on PostgreSQL those that another process is changing are passed over."""
    found = select(Invitation.id).where(Invitation.final.is_(None), which).order_by(Invitation.ended_at).limit(limit)
    return connection.execute(found.with_for_update(skip_locked=True)).scalars().all()


def _cases(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """One row an invitation; should it have two responses, the one with more answers counts."""
    found = (
        select(*CASE_COLUMNS, Invitation.id.label("invitation_id"), Invitation.contact_id, Response.response_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .outerjoin(Send, NEWEST_SEND)
        .where(Invitation.id.in_(ids))
        .order_by(func.coalesce(Response.answered_count, 0), Response.id)
    )
    best: dict[str, Any] = {row.invitation_id: row for row in connection.execute(found)}
    return list(best.values())


def _now(runtime: Runtime) -> datetime:
    return datetime.fromtimestamp(runtime.clock(), UTC)
