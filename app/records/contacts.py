"""Models of who was offered a survey: contacts, invitations, messages and opt-outs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, Json, one_of

REPORTED_BY = ("center", "call", "text")
INVITATION_KINDS = ("direct", "text", "call")
DOORS = ("voice", "text")


class Contact(Base):
    """One contact-center call, as the center reports it, or the stub that a call or text without one makes."""

    __tablename__ = "contacts"
    __table_args__ = (one_of("reported_by", REPORTED_BY),)

    id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    """The contact-center system's own id of the call."""
    reported_by: Mapped[str]
    line_id: Mapped[str | None]
    respondent_key: Mapped[str | None]
    facts: Mapped[Json | None]
    """What conditions and merge fields may ask of the contact, as a JSON object."""
    reason: Mapped[str | None]
    queue: Mapped[str | None]
    agent_key: Mapped[str | None]
    wait_seconds: Mapped[int | None]
    handle_seconds: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Invitation(Base):
    """The one offer made to one contact. ``turn`` and ``ended_at`` are those of its session, -1 before it begins."""

    __tablename__ = "invitations"
    __table_args__ = (
        one_of("kind", INVITATION_KINDS),
        one_of("door", DOORS),
        Index(None, "contact_id"),
        Index(None, "closes_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    kind: Mapped[str]
    line_id: Mapped[str]
    door: Mapped[str]
    opening: Mapped[str | None]
    """How its session began, as JSON text; the session can be rebuilt from it and the answers."""
    disposition: Mapped[str | None]
    turn: Mapped[int] = mapped_column(default=-1)
    ended_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Message(Base):
    """One text message, in or out. An inbound one keeps the reply it got, so that a retry gets the same."""

    __tablename__ = "messages"
    __table_args__ = (
        one_of("direction", ("in", "out")),
        Index(None, "response_id"),
        Index(None, "respondent_key", "at"),
    )

    sid: Mapped[str] = mapped_column(primary_key=True)
    direction: Mapped[str]
    line_id: Mapped[str | None]
    respondent_key: Mapped[str | None]
    response_id: Mapped[str | None]
    """The response it belongs to. No foreign key: a text is kept as received, also where no session is known."""
    body: Mapped[str | None]
    reply: Mapped[str | None]
    handling: Mapped[str | None]
    """What came of it, such as ``answered`` or ``after_close``."""
    at: Mapped[datetime]


class OptOut(Base):
    """Whether a person asked not to be invited; the newest word counts."""

    __tablename__ = "opt_outs"

    respondent_key: Mapped[str] = mapped_column(primary_key=True)
    line_id: Mapped[str | None]
    how: Mapped[str | None]
    sid: Mapped[str | None]
    at: Mapped[datetime]
    lifted: Mapped[bool] = mapped_column(default=False)
