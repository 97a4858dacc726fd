"""Models of programs that may use the API, and of the files that are made for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, Json, at_least, one_of

FILE_STATES = ("queued", "running", "done", "failed", "cancelled", "expired")


class ApiToken(Base):
    """A token of the API. The token itself is shown once and not kept."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[Json]
    """What it may do, a list of words."""
    units: Mapped[Json | None]
    """The organizational units that it may see, a list; null for all of them."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """To the hour."""
    revoked_at: Mapped[datetime | None]


class File(Base):
    """A file that a worker makes on request: an export or a quarter. SQL says what is due, the queue only wakes."""

    __tablename__ = "files"
    __table_args__ = (
        one_of("state", FILE_STATES),
        at_least("written", 0),
        at_least("size_bytes", 0),
        Index(None, "state"),
        Index(None, "requested_by", "created_at"),
        Index(None, "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    format: Mapped[str]
    name: Mapped[str]
    """What it is called when it is downloaded."""
    parameters: Mapped[Json]
    """The selection asked for, as a JSON object."""
    requested_by: Mapped[str | None]
    """The token or person."""
    written: Mapped[int] = mapped_column(BigInteger, default=0)
    """Responses written so far; of a report, pictures."""
    expected: Mapped[int | None] = mapped_column(BigInteger)
    """Responses or pictures in all, as counted when the worker began."""
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    error: Mapped[str | None]
    notes: Mapped[Json | None]
    """What the person who asked should know of the finished file, a list of sentences."""
    created_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    """When the worker was last seen at it."""
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """When the finished file is removed."""
