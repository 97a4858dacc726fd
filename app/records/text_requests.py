"""The model of texts that callers asked for by a key, until they are planned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base


class TextRequest(Base):
    """A caller's wish that the survey goes on by text. Its id is made of the response and the turn: it exists once."""

    __tablename__ = "text_requests"
    __table_args__ = (Index(None, "taken_at", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    invitation_id: Mapped[str]
    sealed_number: Mapped[str | None]
    """The E.164 number of the call, encrypted; erased as the text is planned."""
    at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    """When the text was planned; null until then."""
