"""Model of the notes on the trend."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, one_of

NOTE_KINDS = ("outage", "disaster", "wording", "other")


class TrendNote(Base):
    """What happened on some local days of the agency's reporting that may have moved scores."""

    __tablename__ = "trend_notes"
    __table_args__ = (
        one_of("kind", NOTE_KINDS),
        CheckConstraint("first_day <= last_day", name="days"),
        Index(None, "first_day", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    line_id: Mapped[str | None]
    """None for all lines."""
    unit: Mapped[str | None]
    """The organizational unit whose note it is; None for one for everybody who sees the line."""
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    """Counts the changes, so that nobody writes over one that they have not seen."""
    changed_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
