"""Models of what reports need beside the responses: OMB clearances, and how many customers a service had."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, at_least, one_of
from flows.channels import CHANNEL_NAMES

WARNING_KINDS = ("clearance_expires", "clearance_used")


class Clearance(Base):
    """An OMB control number with its dates and limits. What the lines file says of one is put here at each start."""

    __tablename__ = "clearances"
    __table_args__ = (
        at_least("approved_responses", 0),
        at_least("approved_hours", 0),
        CheckConstraint("burden_minutes > 0", name="burden_minutes"),
    )

    control_number: Mapped[str] = mapped_column(primary_key=True)
    """Four digits, a hyphen, four digits."""
    title: Mapped[str | None]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date]
    """The last day on which it is valid, but for an extension."""
    extended_until: Mapped[date | None]
    extended_reason: Mapped[str | None]
    extended_by: Mapped[str | None]
    """Who put the extension down."""
    burden_minutes: Mapped[float | None]
    """The time that one response may take, as approved."""
    approved_responses: Mapped[int | None]
    """How many responses a year were approved."""
    approved_hours: Mapped[float | None]
    """How many hours of people's time a year were approved."""
    federal_register_url: Mapped[str | None]
    source: Mapped[str]
    """Where it was last written from: the lines file, a file's name, or the API."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ClearanceUse(Base):
    """How many responses a clearance had in its year when they were last counted.

    A mark, so that not every contact has all of them counted: counted anew by the clock, and never added to.
    """

    __tablename__ = "clearance_uses"

    control_number: Mapped[str] = mapped_column(primary_key=True)
    year_begins: Mapped[date]
    responses: Mapped[int]
    lowered_since: Mapped[datetime | None]
    """When the response came from which on fewer contacts are drawn."""
    counted_at: Mapped[datetime]


class ClearanceWarning(Base):
    """One warning about a clearance, given once. Other dates or limits are warned of anew."""

    __tablename__ = "clearance_warnings"
    __table_args__ = (one_of("kind", WARNING_KINDS),)

    control_number: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The days left or the percent used that it is about: 0 and 100 where the clearance has stopped."""
    day: Mapped[date] = mapped_column(primary_key=True)
    """The last valid day, or the first day of the year that the responses belong to."""
    approved: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The responses that the year may have; 0 in a warning about a day."""
    found: Mapped[int]
    """What was found: days left, negative after the last one, or responses used."""
    warned_at: Mapped[datetime]


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
