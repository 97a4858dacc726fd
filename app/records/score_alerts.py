"""Models of alerts on figures: what was found to be wrong with a line, from when to when, and who took note of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, Json, one_of

SCORE_ALERT_KINDS = ("score_fell", "break_off_rose", "responses_stopped", "sending_fails", "clearance")
SCORE_ALERT_STATES = ("open", "closed")
NO_UNIT = ""
"""How the units of an alert name what has none."""


class ScoreAlert(Base):
    """Something wrong with a line, as its figures tell. At most one of a kind is open for each thing it is about."""

    __tablename__ = "score_alerts"
    __table_args__ = (
        one_of("kind", SCORE_ALERT_KINDS),
        one_of("state", SCORE_ALERT_STATES),
        Index(
            "ix_score_alerts_open",
            "kind",
            "line_id",
            "about",
            unique=True,
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: Mapped[BigId]
    kind: Mapped[str]
    line_id: Mapped[str]
    about: Mapped[str]
    """What of the line: a channel and a score, a clearance and a warning; "" for the line as a whole."""
    state: Mapped[str] = mapped_column(default="open")
    words: Mapped[str]
    """What was found as it was opened, with the numbers behind it."""
    figures: Mapped[Json]
    """The numbers as a JSON object: values, n, periods, p."""
    opened_at: Mapped[datetime]
    clear_since: Mapped[datetime | None]
    """Since when it was not found any more; null while it is."""
    closed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    """The id of the person who took note of it."""


class ScoreAlertUnit(Base):
    """An organizational unit that the figures of an alert are made of: who may not see it sees no such alert."""

    __tablename__ = "score_alert_units"

    alert_id: Mapped[int] = mapped_column(ForeignKey("score_alerts.id"), primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(primary_key=True)
    """``NO_UNIT`` for responses that name none."""
