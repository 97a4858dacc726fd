"""Deadlines: sessions that nobody ends in any other way. One sweep reads the live store, a second one SQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import structlog

from app.catalogue import UnknownSurvey
from app.conversations.endings import end_in_records, end_stored
from app.conversations.keeping import Lost
from app.live import keys
from app.live.sessions import Stored
from app.records import queries
from app.runtime import Runtime
from flows.session import opening_from_list

log = structlog.get_logger()

AT_ONCE = 200
"""Sessions ended in one sweep of a shard, so that a sweep stays short; the next one goes on."""

TRIED_AGAIN_AFTER = timedelta(days=1)
GRACE = timedelta(minutes=2)
"""How long after its deadline a row that the live store has not ended is taken for left behind."""


def expire_due(runtime: Runtime) -> int:
    """End the live sessions whose deadline is over; how many there were. Raises Away."""
    ended = 0
    for shard in range(keys.SHARDS):
        for session_id in runtime.live.due(shard, runtime.clock(), AT_ONCE):
            stored = runtime.live.load(session_id)
            if stored is None or stored.ending or not _ended(runtime, stored):
                runtime.live.forget_deadline(session_id)
            else:
                ended += 1
    return ended


def _ended(runtime: Runtime, stored: Stored) -> bool:
    """False where the session cannot be ended: its row then is left to the sweep of SQL."""
    try:
        end_stored(runtime, stored, "expired")
    except (Lost, UnknownSurvey) as error:
        log.warning("a live session cannot be ended", session_id=stored.session.opening.session, error=str(error))
        return False
    return True


def expire_left_behind(runtime: Runtime) -> int:
    """End responses whose deadline is over while SQL still has them in progress; how many there were. Raises Away."""
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    with runtime.database.read() as connection:
        found = queries.overdue(connection, now - GRACE, AT_ONCE)
    for stored in found:
        _end_left_behind(runtime, stored, now)
    return len(found)


def _end_left_behind(runtime: Runtime, stored: queries.StoredSession, now: datetime) -> None:
    invitation = stored.invitation
    if invitation is None:
        return
    session_id = opening_from_list(json.loads(invitation.opening)).session
    try:
        live = runtime.live.load(session_id)
        if live is None or live.session.turn < stored.response.turn:
            end_in_records(runtime, session_id, "expired")
            return
        # The live store has it: it ends there, or its deadline moved without a turn, or its end is on its way.
        end_stored(runtime, live, "expired")
        _postpone(runtime, invitation.id, now + GRACE)
    except (Lost, UnknownSurvey) as error:
        log.warning("a session cannot be ended; tried again tomorrow", session_id=session_id, error=str(error))
        _postpone(runtime, invitation.id, now + TRIED_AGAIN_AFTER)


def _postpone(runtime: Runtime, invitation_id: str, until: datetime) -> None:
    with runtime.database.begin() as connection:
        queries.postpone(connection, invitation_id, until)
