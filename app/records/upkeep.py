"""Models that keep the house: frozen surveys, refused outbox entries and the counter of changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId


class Survey(Base):
    """One version of a survey, frozen once a response has used it."""

    __tablename__ = "surveys"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    definition: Mapped[str]
    """The canonical JSON that ``sha256`` is of."""
    first_seen_at: Mapped[datetime]
    active_since: Mapped[datetime | None]
    """The start at which new sessions began to take it; null while none do."""


class RejectedEntry(Base):
    """An outbox entry that SQL refused, kept whole for a person to look at."""

    __tablename__ = "rejected_entries"
    __table_args__ = (UniqueConstraint("shard", "entry_id"),)

    id: Mapped[BigId]
    shard: Mapped[int]
    entry_id: Mapped[str]
    """The id of the entry in the shard's stream."""
    entry: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class ChangeCounter(Base):
    """One row: the last ``change_seq`` given out. Its lock puts the changes in the order of their commits."""

    __tablename__ = "change_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(BigInteger)
