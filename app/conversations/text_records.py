"""What SQL remembers of a text and its sender."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from app.conversations.inbound import Inbound
from app.conversations.restoring import Restored, from_records
from app.errors import DatabaseAway
from app.live.sessions import TextState
from app.records import queries
from app.runtime import Runtime
from flows.session import Session

log = structlog.get_logger()

NOTHING_STARTS_FOR_DAYS = 30
"""After a session on a line, a text of the same person starts no other for so long."""

ASKED_AGAIN = "again"
"""The wording that leads a question put again because of a loss."""

HELD_BEFORE_SECONDS = 30
"""A held text counts if it came this long before the present prompt was made: two processes may see one at once."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the records say about a text and its sender."""

    reply: str | None = None
    """The reply that this very text got before."""
    held: bool = False
    """An earlier text of this question was held, and asked for once more."""
    distressed: bool = False
    """An earlier text of this question told of distress while the live store was away: nothing more is asked."""
    opted_out: bool = False
    session: Restored | None = None
    """The person's newest session; looked for only where the live store does not vouch for one."""
    closed_said: bool = False
    invitation: Row[Any] | None = None
    """An invitation to the person that went out, and whose session the records know nothing of."""


def remembered(runtime: Runtime, arrived: Inbound, state: TextState | None) -> Remembered | None:
    """What the records say; while they are away nothing if there is a live session to go on with, else None."""
    try:
        with runtime.database.read() as connection:
            message = queries.message_by_sid(connection, arrived.text.sid)
            out = queries.opted_out(connection, arrived.respondent)
            invitation = queries.unbegun_invitation(connection, arrived.who.line.id, arrived.respondent)
            if state is not None and state.same_run:
                met = _met_since(connection, arrived, _prompted(state.session))
                first = None if message is None else message.reply or ""
                return Remembered(first, "held" in met, "distress" in met, out, invitation=invitation)
            known = queries.newest_response(connection, arrived.who.line.id, arrived.respondent)
            told = known is not None and queries.was_told_closed(connection, known.response.response_id)
            met = frozenset() if known is None else _met_since(connection, arrived, known.response.started_at)
    except DatabaseAway as error:
        log.warning("a text is answered without the records", error=str(error))
        return None if state is None else Remembered()
    recent = None if known is None or _long_ago(known.response.started_at, arrived.at) else known
    return Remembered(
        reply=None if message is None else message.reply or "",
        distressed="distress" in met,
        opted_out=out,
        session=None if recent is None else from_records(runtime, recent),
        closed_said=told,
        invitation=invitation,
    )


def _met_since(connection: Connection, arrived: Inbound, since: datetime) -> Collection[str]:
    """How the person's texts were met while the live store was away, since the present question went out."""
    return queries.met_away_since(connection, arrived.who.line.id, arrived.respondent, since)


def _prompted(session: Session) -> datetime:
    """From when on a held text means that its sender waits for the present question again."""
    prompted = session.opening.started_at if session.prompted_at is None else session.prompted_at
    return datetime.fromtimestamp(prompted - (0 if ASKED_AGAIN in session.lead else HELD_BEFORE_SECONDS), UTC)


def _long_ago(started: datetime, at: float) -> bool:
    return (datetime.fromtimestamp(at, UTC) - started).days >= NOTHING_STARTS_FOR_DAYS
