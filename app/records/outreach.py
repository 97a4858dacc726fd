"""Models of sending: each request to the provider, and what was learned of people and numbers by it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, one_of
from app.records.contacts import ACTIONS, DOORS

SEND_STATES = (
    "claimed",
    "refused",
    "unknown",
    "queued",
    "sent",
    "ringing",
    "answered",
    "delivered",
    "undelivered",
    "failed",
    "busy",
    "no_answer",
    "canceled",
    "machine",
    "completed",
)


class Send(Base):
    """One request to the provider on behalf of an invitation. It is claimed here before the provider is asked."""

    __tablename__ = "sends"
    __table_args__ = (
        one_of("action", ACTIONS),
        one_of("door", DOORS),
        one_of("state", SEND_STATES),
        Index(None, "state", "claimed_at"),
    )

    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitations.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1."""
    action: Mapped[str]
    door: Mapped[str]
    sender: Mapped[str]
    line_id: Mapped[str]
    state: Mapped[str]
    sid: Mapped[str | None] = mapped_column(unique=True)
    """The provider's id, once it is known."""
    error_code: Mapped[int | None]
    body_sha256: Mapped[str | None]
    """Of the text sent, to know it again in the provider's list."""
    segments: Mapped[int | None]
    seconds: Mapped[int | None]
    """How long the call lasted."""
    price: Mapped[float | None]
    """In dollars, by the prices of the line."""
    claimed_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class LastAsked(Base):
    """When a person was last asked for an agency. One row a person, so that two reports at once cannot both pass."""

    __tablename__ = "last_asked"

    agency: Mapped[str] = mapped_column(primary_key=True)
    respondent_key: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    contact_id: Mapped[str]


class UnfitNumber(Base):
    """A number that was learned to be no use: a landline that takes no texts, or somebody else's."""

    __tablename__ = "unfit_numbers"
    __table_args__ = (one_of("why", ("landline", "wrong_number")),)

    respondent_key: Mapped[str] = mapped_column(primary_key=True)
    why: Mapped[str]
    learned_at: Mapped[datetime]


class ProviderMark(Base):
    """How far the provider's lists of messages and calls were read."""

    __tablename__ = "provider_marks"

    kind: Mapped[str] = mapped_column(primary_key=True)
    read_until: Mapped[datetime]
