"""Reads pauses: which run, and those that a line had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from app.records.pauses import LinePause

LISTED = 50
"""How many pauses of a line are listed."""


def running(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    """The pauses that have neither ended nor been lifted, those that end last first."""
    return connection.execute(_running(now)).all()


def paused_until(connection: Connection, line_ids: Collection[str], now: datetime) -> Mapping[str, datetime]:
    """When the pause of each paused line ends.

    Whoever lifts one meanwhile waits for the end of this transaction, so that it can bring forward what this one puts
    off.
    """
    mine = _running(now).where(LinePause.line_id.in_(line_ids)).with_for_update(read=True)
    found: dict[str, datetime] = {}
    for row in connection.execute(mine):
        found.setdefault(row.line_id, row.ends_at)
    return found


def pauses_of(connection: Connection, line_id: str) -> Sequence[Row[Any]]:
    """The pauses of a line, the newest first, ``LISTED`` at most."""
    mine = select(LinePause).where(LinePause.line_id == line_id).order_by(LinePause.begins_at.desc()).limit(LISTED)
    return connection.execute(mine).all()


def _running(now: datetime) -> Select[Any]:
    return (
        select(LinePause)
        .where(LinePause.ends_at > now, LinePause.begins_at <= now, LinePause.lifted_at.is_(None))
        .order_by(LinePause.ends_at.desc())
    )
