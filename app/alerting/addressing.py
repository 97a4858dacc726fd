"""Addressing: who is to be told of a new alert, by the lines file as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, exists, or_, select, update

from app.lines import Line, Lines
from app.records.alerts import WAYS, Alert, AlertNotice
from app.records.upserts import insert_absent

log = structlog.get_logger()

MOST_AT_ONCE = 200

_WAYS_OF = {"figures": ("mail", "webhook")}
"""Kinds that do not go all ways: a score that fell wakes nobody at night."""


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether an alert waits to be addressed, or somebody to be told."""
    waiting = exists().where(Alert.addressed.is_(False))
    due = exists().where(AlertNotice.state == "due", AlertNotice.due_at <= now)
    return bool(connection.execute(select(or_(waiting, due))).scalar_one())


def address(connection: Connection, lines: Lines, now: datetime) -> int:
    """Put down who is to be told of the alerts that nobody was named for yet; how many alerts there were.

    Each is logged, so that an operator's own alarms can catch it too; it holds no words of a person.
    """
    new = connection.execute(
        select(Alert).where(Alert.addressed.is_(False)).order_by(Alert.made_at).limit(MOST_AT_ONCE)
    ).all()
    for alert in new:
        line = lines.by_id.get(alert.line_id)
        notices = [] if line is None else list(_notices(line, alert, now))
        log.warning("alert: for staff", kind=alert.kind, line=alert.line_id, source=alert.source, told=len(notices))
        if notices:
            insert_absent(connection, AlertNotice, notices)
    if new:
        mine = Alert.id.in_([alert.id for alert in new])
        connection.execute(update(Alert).where(mine).values(addressed=True))
    return len(new)


def _notices(line: Line, alert: Row[Any], now: datetime) -> Iterator[dict[str, Any]]:
    for member in line.staff:
        for way in _WAYS_OF.get(alert.kind, WAYS):
            if getattr(member, way) is not None:
                yield {
                    "kind": alert.kind,
                    "source": alert.source,
                    "name": member.name,
                    "way": way,
                    "alert_id": alert.id,
                    "state": "due",
                    "due_at": now,
                    "tries": 0,
                }
