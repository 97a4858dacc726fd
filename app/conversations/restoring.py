"""A session out of SQL: from how it began and the answers that were recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.records import queries
from app.records.queries import StoredSession
from app.runtime import Runtime
from flows import engine
from flows.session import Answer, Ending, Session, opening_from_list
from flows.survey import Survey


@dataclass(frozen=True, slots=True)
class Restored:
    """A session as SQL knows it, with the survey version that it takes."""

    survey: Survey
    session: Session


def restored(runtime: Runtime, response_id: str) -> Restored | None:
    """The session of a response; None where SQL does not know it. Raises DatabaseAway."""
    with runtime.database.read() as connection:
        known = queries.response_with_answers(connection, response_id)
    return None if known is None else from_records(runtime, known)


def from_records(runtime: Runtime, known: StoredSession) -> Restored | None:
    """The session that rows tell of; None for a response that no session of ours made."""
    if known.invitation is None or known.invitation.opening is None:
        return None
    opening = opening_from_list(json.loads(known.invitation.opening))
    survey = runtime.catalogue.version(opening.survey, opening.version)
    response = known.response
    first = None if survey.comment is None else survey.comment.id
    answers = [_answer(row, response.comment if row.question == first else None) for row in known.answers]
    ended: Ending | None = (known.invitation.disposition or "completed") if response.ended_at is not None else None
    session = engine.restore(survey, opening, response.turn, response.language, answers, ended)
    return Restored(survey, session._replace(ended_at=_seconds(response.ended_at)))


def _answer(row: Any, comment: str | None) -> Answer:
    return Answer(
        question=row.question,
        measure=row.measure,
        turn=row.turn,
        channel=row.channel,
        position=row.position,
        native=row.native,
        value=row.value,
        text=row.text if comment is None or row.missing is not None else comment,
        missing=row.missing,
        raw=row.raw,
        how=row.how,
        confidence=row.confidence,
        wrong=row.wrong,
        silent=row.silent,
        repeats=row.repeats,
        sid=row.sid,
        asked_at=_seconds(row.asked_at),
        answered_at=_seconds(row.answered_at),
    )


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
