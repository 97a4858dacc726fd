"""Models of what reports need beside the responses: OMB clearances, and how many customers a service had."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, at_least, one_of
from flows.channels import CHANNEL_NAMES


class Clearance(Base):
    """An OMB control number with its dates and limits. What the lines file says of one is put here at each start."""

    __tablename__ = "clearances"
    __table_args__ = (at_least("approved_responses", 0), CheckConstraint("burden_minutes > 0", name="burden_minutes"))

    control_number: Mapped[str] = mapped_column(primary_key=True)
    """Four digits, a hyphen, four digits."""
    title: Mapped[str | None]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date]
    """The last day on which it is valid."""
    burden_minutes: Mapped[float | None]
    """The time that one response may take, as approved."""
    approved_responses: Mapped[int | None]
    """How many responses a year were approved."""
    federal_register_url: Mapped[str | None]
    source: Mapped[str]
    """Where it was last written from: the lines file, a file's name, or the API."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Volume(Base):
    """How many customers used a service on a channel on a day, as the agency counts them."""

    __tablename__ = "volumes"
    __table_args__ = (
        UniqueConstraint("day", "service", "channel"),
        one_of("channel", CHANNEL_NAMES),
        *(at_least(column, 0) for column in ("customers", "abandoned", "speed_of_answer_seconds", "offered")),
    )

    id: Mapped[BigId]
    day: Mapped[date]
    """The local day of the agency."""
    service: Mapped[str]
    channel: Mapped[str]
    customers: Mapped[int]
    abandoned: Mapped[int | None]
    """How many of them gave up before they were served."""
    speed_of_answer_seconds: Mapped[float | None]
    """The mean wait of those who were answered."""
    offered: Mapped[int | None]
    """How many were offered a survey where Aftercall did not offer it itself, as on the web."""
    source: Mapped[str]
    """Where it was last written from."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
