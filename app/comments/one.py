"""One response: what is known of it, its questions, its comment, and all that happened, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.access.people import Person
from app.access.roles import Permission
from app.comments.asked import Asked, questions_of
from app.comments.followed import FollowUp, names_of
from app.comments.places import visible
from app.comments.stream import Comment, Reader
from app.comments.timeline import Happening, happenings
from app.comments.wanted import agreed
from app.phone_numbers import masked_within
from app.records.comment_work import CommentWork
from app.records.contacts import Contact, Invitation
from app.records.responses import Response
from app.reporting.selection import happened_at


@dataclass(frozen=True, slots=True)
class OneResponse:
    """A response as one person may see it."""

    row: Row[Any]
    at: datetime
    comment: Comment | None
    """With tags, flag and follow-up; None for whoever may read no comments."""
    agent: str | None
    """None for whoever may see none, on lines whose agents are not compared, and where none is known."""
    reference: str | None
    """How the contact center names the call: for the owner of an open follow-up, who has to call back."""
    questions: Sequence[Asked]
    timeline: Sequence[Happening]


def one_response(connection: Connection, reader: Reader, whom: Person, response_id: str) -> OneResponse | None:
    """The response; None where ``whom`` may see none of that id."""
    query = (
        select(Response.__table__, happened_at().label("at"), CommentWork.flagged.label("marked"), *FollowUp.COLUMNS)
        .add_columns(agreed(reader.lines).label("agreed"))
        .outerjoin(CommentWork, CommentWork.response_id == Response.response_id)
        .where(*visible(response_id, whom.access.units))
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    invitation = _first(connection, select(Invitation).where(Invitation.id == row.invitation_id))
    contact_id = None if invitation is None else invitation.contact_id
    contact = _first(connection, select(Contact).where(Contact.id == contact_id))
    reads = whom.may(Permission.COMMENTS_READ)
    questions = questions_of(connection, row, reader.wording, reads=reads)
    names = names_of(connection, {row.owner_id} - {None})
    return OneResponse(
        row=row,
        at=row.at,
        comment=reader.comment(row, names) if reads else None,
        agent=_agent(row, reader, whom),
        reference=_reference(row, contact, whom),
        questions=questions,
        timeline=happenings(connection, row, contact, invitation, questions),
    )


def _first(connection: Connection, query: Any) -> Row[Any] | None:
    found: Row[Any] | None = connection.execute(query).first()
    return found


def _agent(row: Row[Any], reader: Reader, whom: Person) -> str | None:
    line = reader.lines.by_id.get(row.line_id or "")
    shown = whom.may(Permission.AGENTS_READ) and line is not None and line.agents_compared
    agent: str | None = row.agent_key if shown else None
    return agent


def _reference(row: Row[Any], contact: Row[Any] | None, whom: Person) -> str | None:
    """Numbers of people stay masked even where a center uses them as names of calls."""
    if contact is None or contact.external_id is None or not row.agreed:
        return None
    return masked_within(contact.external_id) if (row.state, row.owner_id) == ("open", whom.id) else None
