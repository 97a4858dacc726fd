"""Models of reports that go out by the calendar: what is to be sent, each time that it is, and to whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, Json, at_least, one_of

RHYTHMS = ("daily", "weekly", "monthly", "quarterly")
ATTACHED = ("report-pdf", "csv", "xlsx", "quarter")
RUN_STATES = ("due", "making", "sending", "done", "failed", "skipped")
DELIVERY_WAYS = ("mail", "webhook")
DELIVERY_STATES = ("due", "claimed", "handing", "sent", "failed", "unknown")


class Schedule(Base):
    """A report that somebody wants sent again and again. It shows what its owner may see when it is made."""

    __tablename__ = "schedules"
    __table_args__ = (
        one_of("rhythm", RHYTHMS),
        one_of("attached", ATTACHED),
        Index(None, "next_at"),
        Index(None, "owner_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    owner_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    rhythm: Mapped[str]
    filters: Mapped[Json]
    """A JSON object of what the figures and the file are narrowed to."""
    attached: Mapped[str | None]
    """The format of the file that goes with it; none for the words alone."""
    mails: Mapped[Json]
    """A list of mail addresses."""
    webhook: Mapped[str | None]
    sealed_secret: Mapped[str | None]
    """What the webhook is signed with, encrypted; shown once, when the schedule is made."""
    next_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str | None]
    """Why it stopped by itself; none where a person paused it."""
    created_at: Mapped[datetime]


class ScheduleRun(Base):
    """One time that a report is sent, or was skipped: there is one for a due moment, whoever plans it."""

    __tablename__ = "schedule_runs"
    __table_args__ = (
        UniqueConstraint("schedule_id", "due_at"),
        one_of("state", RUN_STATES),
        Index(None, "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]
    only_to: Mapped[str | None]
    """The mail address of whoever asked for one now; none for a run of the calendar."""
    state: Mapped[str] = mapped_column(default="due")
    file_id: Mapped[str | None]
    """The file that was ordered for it."""
    units: Mapped[Json | None]
    """The organizational units that it tells of; null for all, and before it is made."""
    subject: Mapped[str | None]
    words: Mapped[str | None]
    figures: Mapped[Json | None]
    """The same for programs, as the webhook gets it."""
    problem: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class ScheduleDelivery(Base):
    """One recipient of one run."""

    __tablename__ = "schedule_deliveries"
    __table_args__ = (
        one_of("way", DELIVERY_WAYS),
        one_of("state", DELIVERY_STATES),
        at_least("tries", 0),
        Index(None, "state", "due_at"),
    )

    run_id: Mapped[str] = mapped_column(ForeignKey("schedule_runs.id", ondelete="CASCADE"), primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    state: Mapped[str] = mapped_column(default="due")
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    """When the worker that has it in hand took it."""
    tries: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    problem: Mapped[str | None]
    """Why the last try failed."""
