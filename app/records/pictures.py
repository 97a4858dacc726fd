"""Model of the pictures that were asked for: what is to be drawn, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, Json


class KeptPicture(Base):
    """One picture as whoever may see the same units sees it. It holds figures of many, never a response."""

    __tablename__ = "pictures"
    __table_args__ = (Index(None, "used_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of all that the picture depends on, in hexadecimal."""
    units: Mapped[Json | None]
    """The organizational units that its figures are of, sorted; null where they are of all, and of none."""
    spec: Mapped[str | None]
    """What is to be drawn, as a Vega-Lite specification in JSON; null once it is drawn."""
    svg: Mapped[str | None]
    """Null until it is drawn."""
    png: Mapped[bytes | None]
    """Null until somebody asks for it."""
    made_at: Mapped[datetime | None]
    """When it was drawn."""
    used_at: Mapped[datetime]
    """When a page last showed it, to the day."""
