"""Models of what staff does with a line: pausing it, and having it ring their own phone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, one_of
from app.records.contacts import DOORS


class LinePause(Base):
    """A time in which a line asks nobody. It is over at ``ends_at``, or when it was lifted; no job has to end it."""

    __tablename__ = "line_pauses"
    __table_args__ = (
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        Index(None, "ends_at"),
        Index(None, "line_id", "begins_at"),
    )

    id: Mapped[BigId]
    line_id: Mapped[str]
    reason: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_by: Mapped[str]
    """Who paused it, as the audit names people."""
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


class PhoneTrial(Base):
    """An invitation that somebody of the staff had sent to their own phone."""

    __tablename__ = "phone_trials"
    __table_args__ = (one_of("door", DOORS), Index(None, "asked_by", "asked_at"))

    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitations.id"), primary_key=True)
    line_id: Mapped[str]
    door: Mapped[str]
    asked_by: Mapped[str]
    """Who asked for it, as the audit names people."""
    asked_at: Mapped[datetime]
