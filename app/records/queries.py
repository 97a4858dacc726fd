"""Named queries over the records. Each takes a connection whose transaction the caller holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, false, inspect, or_, select, update

from app.errors import BadInput
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.responses import Answer, Response
from app.records.text_requests import TextRequest
from app.records.upkeep import Survey
from app.records.upserts import insert_absent

OWN_SOURCE = "aftercall"
"""The ``source`` of responses that a session of ours made."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """What SQL keeps of a session: rows with the columns as attributes; ``invitation`` is None for imports."""

    response: Row[Any]
    invitation: Row[Any] | None
    answers: Sequence[Row[Any]]


def require_tables(connection: Connection) -> None:
    """Raises BadInput where the database is a new one, which no start of the service has given its tables yet."""
    if not inspect(connection).has_table(Response.__tablename__):
        raise BadInput("the database has no tables yet; starting the service makes them")


def newest_response(connection: Connection, line_id: str, respondent_key: str) -> StoredSession | None:
    """The newest session of a person on a line, by when it started."""
    newest = (
        select(Response)
        .where(Response.line_id == line_id, Response.respondent_key == respondent_key, Response.source == OWN_SOURCE)
        .order_by(Response.started_at.desc(), Response.id.desc())
        .limit(1)
    )
    return _first(_complete(connection, connection.execute(newest).all()))


def response_with_answers(connection: Connection, response_id: str) -> StoredSession | None:
    """The response of that UUID."""
    found = connection.execute(select(Response).where(Response.response_id == response_id)).all()
    return _first(_complete(connection, found))


def overdue(connection: Connection, now: datetime, limit: int) -> Sequence[StoredSession]:
    """Up to ``limit`` responses in progress whose invitation closed before ``now``, the longest overdue first."""
    late = (
        select(Response)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(Response.status == "in_progress", Invitation.closes_at < now, Invitation.opening.is_not(None))
        .order_by(Invitation.closes_at, Response.id)
        .limit(limit)
    )
    return _complete(connection, connection.execute(late).all())


def postpone(connection: Connection, invitation_id: str, until: datetime) -> None:
    """Moves the close of an invitation, whose session cannot be ended now, so that it does not hold up the others."""
    connection.execute(update(Invitation).where(Invitation.id == invitation_id).values(closes_at=until))


def opted_out(connection: Connection, respondent_key: str) -> bool:
    """Whether the person's newest word is that they want no invitations."""
    standing = select(OptOut.respondent_key).where(OptOut.respondent_key == respondent_key, OptOut.lifted.is_(False))
    return connection.execute(standing).first() is not None


def invitation(connection: Connection, invitation_id: str) -> Row[Any] | None:
    """The invitation of that id."""
    return connection.execute(select(Invitation).where(Invitation.id == invitation_id)).first()


def contact(connection: Connection, contact_id: str) -> Row[Any] | None:
    """The contact of that id."""
    return connection.execute(select(Contact).where(Contact.id == contact_id)).first()


def unbegun_invitation(connection: Connection, line_id: str, respondent_key: str) -> Row[Any] | None:
    """The newest invitation that went out to a person from a line, or may have, whose session SQL knows nothing of."""
    newest = (
        select(Invitation)
        .where(
            Invitation.respondent_key == respondent_key,
            Invitation.state.in_(["sending", "waiting", "done"]),
            Invitation.line_id == line_id,
            Invitation.turn < 0,
            Invitation.opening.is_not(None),
        )
        .order_by(Invitation.created_at.desc())
        .limit(1)
    )
    return connection.execute(newest).first()


def text_was_asked_for(connection: Connection, invitation_id: str) -> bool:
    """Whether somebody asked on a call that the session of this invitation goes on by text."""
    asked = select(TextRequest.id).where(TextRequest.invitation_id == invitation_id)
    return connection.execute(asked.limit(1)).first() is not None


def message_by_sid(connection: Connection, sid: str) -> Row[Any] | None:
    """The message of that provider id."""
    return connection.execute(select(Message).where(Message.sid == sid)).first()


def met_away_since(connection: Connection, line_id: str, respondent_key: str, since: datetime) -> frozenset[str]:
    """How texts of the person to the line were met at or after ``since`` without a session: held, or in distress."""
    met = select(Message.handling).where(
        Message.respondent_key == respondent_key,
        Message.at >= since,
        Message.line_id == line_id,
        Message.response_id.is_(None),
        Message.handling.in_(["held", "distress"]),
    )
    return frozenset(str(handling) for handling in connection.execute(met.distinct()).scalars())


def was_told_closed(connection: Connection, response_id: str) -> bool:
    """Whether a text of this response has had words as its reply after which no closing words are said."""
    told = select(Message.sid).where(
        Message.response_id == response_id,
        Message.direction == "in",
        Message.handling.in_(["after_close", "distress", "wrong_person"]),
    )
    return connection.execute(told.limit(1)).first() is not None


def save_survey(connection: Connection, survey_id: str, version: int, sha256: str, definition: str) -> str:
    """Keeps a survey version and returns the hash that stands; another one than given means that it is frozen.

    A version that no response has used yet is replaced.
    """
    row = {"id": survey_id, "version": version, "sha256": sha256, "definition": definition}
    insert_absent(connection, Survey, [row | {"first_seen_at": datetime.now(UTC)}])
    this = (Survey.id == survey_id) & (Survey.version == version)
    stored = connection.execute(select(Survey.sha256).where(this)).scalar_one()
    if stored == sha256 or survey_used(connection, survey_id, version):
        return stored
    connection.execute(update(Survey).where(this).values(sha256=sha256, definition=definition))
    return sha256


def record_active(connection: Connection, active: Iterable[tuple[str, int]], now: datetime) -> None:
    """Puts down which survey versions new sessions take from now on; what was active before keeps its time."""
    named = or_(false(), *((Survey.id == name) & (Survey.version == version) for name, version in active))
    begun = Survey.active_since.is_not(None)
    connection.execute(update(Survey).where(named, ~begun).values(active_since=now))
    connection.execute(update(Survey).where(~named, begun).values(active_since=None))


def survey_used(connection: Connection, survey_id: str, version: int) -> bool:
    """Whether a response was asked with this version of the survey."""
    uses = exists().where(Response.survey_id == survey_id, Response.survey_version == version)
    return bool(connection.execute(select(uses)).scalar_one())


def survey_definition(connection: Connection, survey_id: str, version: int) -> str | None:
    """The canonical JSON of a survey version."""
    return connection.execute(
        select(Survey.definition).where(Survey.id == survey_id, Survey.version == version)
    ).scalar_one_or_none()


def survey_hash(connection: Connection, survey_id: str, version: int) -> str | None:
    """The SHA-256 under which a survey version is kept."""
    return connection.execute(
        select(Survey.sha256).where(Survey.id == survey_id, Survey.version == version)
    ).scalar_one_or_none()


def _complete(connection: Connection, responses: Sequence[Row[Any]]) -> list[StoredSession]:
    """Each response with its invitation and its answers in the order of asking."""
    if not responses:
        return []
    offered = select(Invitation).where(Invitation.id.in_([row.invitation_id for row in responses]))
    invitations = {row.id: row for row in connection.execute(offered)}
    given = select(Answer).where(Answer.response_id.in_([row.response_id for row in responses]))
    answers = defaultdict(list)
    for answer in connection.execute(given.order_by(Answer.response_id, Answer.position, Answer.question)):
        answers[answer.response_id].append(answer)
    return [StoredSession(row, invitations.get(row.invitation_id), answers[row.response_id]) for row in responses]


def _first(found: Sequence[StoredSession]) -> StoredSession | None:
    return found[0] if found else None
