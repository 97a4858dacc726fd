"""Models of alerts: what happened that people have to know, and whom it was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, one_of

ALERT_KINDS = ("distress", "clearance", "figures")
WAYS = ("text", "mail", "webhook")
NOTICE_STATES = ("due", "sent", "failed")


class Alert(Base):
    """Something that the staff of a line has to know soon. Its id is made of what it is about, so it exists once."""

    __tablename__ = "alerts"
    __table_args__ = (one_of("kind", ALERT_KINDS), Index(None, "addressed", "made_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    line_id: Mapped[str]
    response_id: Mapped[str | None]
    source: Mapped[str]
    """The sid of the text or call that it is about, the clearance and the warning, or what was found of a line.

    Staff is told of it once.
    """
    words: Mapped[str | None]
    """What to say where the kind alone does not tell; never a person's words or number."""
    made_at: Mapped[datetime]
    addressed: Mapped[bool] = mapped_column(default=False)
    """Whether ``alert_notices`` holds all who are to be told."""


class AlertNotice(Base):
    """One member of staff to be told of something in one way, by the name in the lines file."""

    __tablename__ = "alert_notices"
    __table_args__ = (one_of("way", WAYS), one_of("state", NOTICE_STATES), Index(None, "state", "due_at"))

    kind: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(primary_key=True)
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.id"))
    state: Mapped[str] = mapped_column(default="due")
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    problem: Mapped[str | None]
    """Why the last try failed."""
