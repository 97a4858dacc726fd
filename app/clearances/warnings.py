"""Warnings: before a clearance expires, and as its approved responses are used up; each is given once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from app.clearances.standing import Standing
from app.records.clearances import ClearanceWarning

DAYS = (30, 60, 120)
"""So many days before a clearance expires."""
PERCENT = (95, 80)
"""So much of the approved responses of a year."""
STOPPED = {"clearance_expires": 0, "clearance_used": 100}
"""The level of the warning that a clearance has stopped."""
_STOPPED_WORDS = {
    "clearance_expires": "it had expired",
    "clearance_used": "the approved responses of the year were used up",
}


def due(standing: Standing, now: datetime) -> Iterator[dict[str, Any]]:
    """The warnings that hold now, as rows of ``clearance_warnings``: the most urgent of each kind, if any."""
    left, limit = standing.days_left(now), standing.approval.limit
    level = STOPPED["clearance_expires"] if left < 0 else next((days for days in DAYS if left <= days), None)
    if level is not None:
        yield _row(standing, "clearance_expires", level, now, day=standing.approval.valid_through, found=left)
    if limit is None:
        return
    parts = (STOPPED["clearance_used"], *PERCENT)
    percent = next((part for part in parts if standing.used * 100 >= part * limit), None)
    if percent is not None:
        yield _row(standing, "clearance_used", percent, now, day=standing.year.begins, found=standing.used) | {
            "approved": limit
        }


def warn(connection: Connection, standing: Iterable[Standing], now: datetime) -> list[dict[str, Any]]:
    """Keep the warnings that hold now; those that nobody gave before, whoever else does the same at this moment."""
    rows = [row for one in standing for row in due(one, now)]
    if not rows:
        return []
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(ClearanceWarning)
    key = (ClearanceWarning.control_number, ClearanceWarning.kind, ClearanceWarning.level)
    given = connection.execute(insert.on_conflict_do_nothing().returning(*key), rows)
    new = {tuple(row) for row in given}
    return [row for row in rows if (row["control_number"], row["kind"], row["level"]) in new]


def given(connection: Connection) -> list[Row[Any]]:
    """All warnings that were given, by clearance, the newest first."""
    mine = ClearanceWarning
    return list(connection.execute(select(mine).order_by(mine.control_number, mine.warned_at.desc(), mine.level)))


def said(kind: str, level: int, found: int) -> str:
    """A warning in words, such as ``30 days left``; ``level`` and ``found`` as in ``clearance_warnings``."""
    if level == STOPPED[kind]:
        return _STOPPED_WORDS[kind]
    return f"{found} days left" if kind == "clearance_expires" else f"{level} % used, {found:,} responses"


def _row(standing: Standing, kind: str, level: int, now: datetime, **more: Any) -> dict[str, Any]:
    shared = {"control_number": standing.approval.control_number, "kind": kind, "level": level, "approved": 0}
    return {**shared, **more, "warned_at": now}
