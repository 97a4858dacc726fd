"""Endings that come from outside: a hang-up, a newer invitation, a deadline. They take no turn and lose no answer."""

from __future__ import annotations

import structlog

from app.conversations.beginnings import closes_at
from app.conversations.keeping import ATTEMPTS, commit, record
from app.conversations.restoring import restored
from app.errors import Away
from app.live.sessions import SessionGone, Stored
from app.records import queries
from app.runtime import Runtime
from flows import engine
from flows.session import Ending, Session

log = structlog.get_logger()


def end(runtime: Runtime, session_id: str, reason: Ending) -> None:
    """End a session where it stands: in the live store, else in SQL; nothing if it has ended. Raises Away."""
    stored = runtime.live.load(session_id)
    if stored is None:
        end_in_records(runtime, session_id, reason)
    else:
        end_stored(runtime, stored, reason)


def end_stored(runtime: Runtime, stored: Stored, reason: Ending) -> None:
    """End a live session; an answer that comes in between is kept, and then a call ends, but no expiry. Raises Away."""
    current: Stored | None = stored
    for _ in range(ATTEMPTS):
        if current is None or current.ending or (reason == "expired" and not _is_over(runtime, current.session)):
            return
        opening = current.session.opening
        survey = runtime.catalogue.version(opening.survey, opening.version)
        try:
            current = commit(runtime, survey, current, engine.leave(current.session, reason, runtime.clock()))
        except SessionGone:
            end_in_records(runtime, opening.session, reason)
            return


def _is_over(runtime: Runtime, session: Session) -> bool:
    survey = runtime.catalogue.version(session.opening.survey, session.opening.version)
    return closes_at(survey, session) <= runtime.clock()


def end_in_records(runtime: Runtime, session_id: str, reason: Ending) -> None:
    """End a session that only SQL holds; nothing where SQL does not know it or it has ended. Raises DatabaseAway."""
    found = restored(runtime, session_id.split("-", 1)[1])
    if found is None or (reason == "hung_up" and _waits_for_text(runtime, found.session)):
        return
    if found.session.ended is None:
        record(runtime, found.survey, engine.leave(found.session, reason, runtime.clock()))


def _waits_for_text(runtime: Runtime, session: Session) -> bool:
    """Whether the caller asked for a text by a key, which a hang-up does not take back."""
    with runtime.database.read() as connection:
        return queries.text_was_asked_for(connection, session.opening.invitation)


def supersede(runtime: Runtime, session_id: str) -> None:
    """End an older session of a person whose new one has begun; if that fails now, its deadline ends it."""
    try:
        stored = runtime.live.load(session_id)
        if stored is not None:
            end_stored(runtime, stored, "superseded")
    except Away as error:
        log.warning("older session not ended yet", session_id=session_id, error=str(error))
