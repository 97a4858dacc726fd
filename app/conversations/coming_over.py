"""A session that changes its channel: from a text that was not delivered to a call, from a busy line to a text."""

from __future__ import annotations

from dataclasses import dataclass

from app.conversations.keeping import ATTEMPTS, Lost, commit, record
from app.conversations.packing import of_text
from app.conversations.restoring import restored
from app.errors import RedisAway
from app.live.sessions import SessionGone, Stored
from app.runtime import Runtime
from flows import engine
from flows.session import Session
from flows.survey import Survey


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has begun: as the live store holds it, or, where ``stored`` is None, as SQL tells of it."""

    survey: Survey
    session: Session
    stored: Stored | None = None


def begun_session(runtime: Runtime, opening: str | None, *, though_away: bool = True) -> Begun | None:
    """The session of an opening, given as JSON text; None where none has begun.

    ``though_away``: whether SQL, which may be behind, will do while the live store is away. Raises DatabaseAway, and
    RedisAway where it will not.
    """
    if opening is None:
        return None
    opened = of_text(opening)
    try:
        stored = runtime.live.load(opened.session)
    except RedisAway:
        if not though_away:
            raise
        stored = None
    if stored is not None:
        began = stored.session.opening
        return Begun(runtime.catalogue.version(began.survey, began.version), stored.session, stored)
    found = restored(runtime, opened.response_id)
    return None if found is None else Begun(found.survey, found.session)


def come_over(runtime: Runtime, begun: Begun, channel: str, sid: str) -> Session:
    """The session on another channel, kept; where it stands if it has ended, or is there already.

    ``sid`` is the provider's id of the call, or what stands for it where a text goes first. With Redis away it is
    written to SQL. Raises DatabaseAway, Lost.
    """
    stored, session = begun.stored, begun.session
    for _ in range(ATTEMPTS):
        step = engine.come_over(begun.survey, session, channel, sid, runtime.clock())
        if step.session == session:
            return session
        try:
            stored = commit(runtime, begun.survey, stored, step, came_over=True)
        except SessionGone:
            stored = None
            continue
        except RedisAway:
            record(runtime, begun.survey, step)
            return step.session
        if stored is None:
            return step.session
        session = stored.session
    raise Lost(f"{session.opening.session}: the session moved {ATTEMPTS} times as it came over")
