"""Models of what staff does about responses: marks, follow-ups, and the words that an agency tags with."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, at_least, one_of

FOLLOW_UP_STATES = ("open", "done")


class CommentWork(Base):
    """What somebody does about a response; no row where nobody did anything yet. Tags stand in the response."""

    __tablename__ = "comment_work"
    __table_args__ = (
        one_of("state", FOLLOW_UP_STATES),
        at_least("version", 0),
        Index(None, "state", "due_on"),
        Index(None, "owner_id", "state"),
    )

    response_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey("responses.response_id", ondelete="CASCADE"), primary_key=True
    )
    flagged: Mapped[bool] = mapped_column(default=False)
    """Marked for a second look. Unlike ``responses.flagged`` it leaves every figure as it is."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts the changes of the follow-up, so that two people at once do not undo each other's."""
    state: Mapped[str | None]
    """Of the follow-up; null while there is none."""
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    """A local day of the agency's reporting."""
    outcome: Mapped[str | None]
    updated_at: Mapped[datetime]


class TagWord(Base):
    """A word with which responses of a unit were tagged, to be offered again to those who see the unit."""

    __tablename__ = "tag_words"

    agency: Mapped[str] = mapped_column(primary_key=True)
    """As the response names it; empty for responses that name none."""
    unit: Mapped[str] = mapped_column(primary_key=True)
    """The same of its organizational unit."""
    word: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]
    """When it was first used."""
