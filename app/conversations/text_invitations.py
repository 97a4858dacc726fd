"""A reply to an invitation whose session has not begun: the process that sent it died, or the store was lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from app.conversations.beginnings import closes_at
from app.conversations.inbound import Inbound
from app.conversations.packing import of_text
from app.conversations.restoring import Restored
from app.live.sessions import TextState
from app.runtime import Runtime
from flows import engine


def unbegun(
    runtime: Runtime, arrived: Inbound, invitation: Row[Any] | None, state: TextState | None, newest: Restored | None
) -> Restored | None:
    """The session that the person's newest invitation would have begun, at its first question.

    None where the reply means another: one that lives, one that began later, or one that is closed by now. ``state`` is
    the person's live session, ``newest`` their newest in SQL. Raises RedisAway.
    """
    if invitation is None:
        return None
    opened = of_text(invitation.opening)
    survey = runtime.catalogue.version(opened.survey, opened.version)
    session = engine.begin(survey, opened).session
    others = [found.session.opening for found in (state, newest) if found is not None]
    if session.door != "text" or any(other.started_at >= opened.started_at for other in others):
        return None
    if arrived.at > closes_at(survey, session) or runtime.live.load(opened.session) is not None:
        return None
    return Restored(survey, session._replace(reached_at=arrived.at))
