"""The watch over clearances: the clock counts what is used of each, and gives the warnings whose time has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from app.clearances.counting import approvals, counted, keep_marks
from app.clearances.warnings import said, warn
from app.records.alerts import Alert
from app.records.upserts import insert_absent
from app.runtime import Runtime

log = structlog.get_logger()


def watch_clearances(runtime: Runtime) -> int:
    """Count the responses of each line's clearance and keep the count; how many new warnings there were.

    Raises DatabaseAway.
    """
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    mine = runtime.clearances
    with runtime.database.read() as connection:
        standing = counted(connection, approvals(connection, mine.said), now, mine.zone)
    with runtime.database.begin() as connection:
        keep_marks(connection, standing, now)
        new = warn(connection, standing, now)
        _alert(connection, runtime, new, now)
    for one in new:
        told = {name: str(one[name]) for name in ("control_number", "kind", "day")}
        log.warning("alert: a clearance comes to its end", **told, at=one["level"], found=one["found"])
    return len(new)


def _alert(connection: Connection, runtime: Runtime, new: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Let the staff of each line that asks under a clearance know of a warning about it."""
    rows = []
    for one in new:
        number = one["control_number"]
        source = f"{number}:{one['kind']}:{one['level']}:{one['day']}:{one['approved']}"
        mine = [line for line in runtime.lines.lines if line.clearance and line.clearance.control_number == number]
        rows += [
            {
                "id": f"clearance:{source}:{line.id}",
                "kind": "clearance",
                "line_id": line.id,
                "source": source,
                "words": f"OMB clearance {number}: {said(one['kind'], one['level'], one['found'])}.",
                "made_at": now,
                "addressed": False,
            }
            for line in mine
        ]
    if rows:
        insert_absent(connection, Alert, rows)
