"""Keeping: an alert is opened once, stays open while its condition holds, and closes when it was clear for long."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from app.records.alerts import Alert
from app.records.score_alerts import NO_UNIT, ScoreAlert, ScoreAlertUnit
from app.records.upserts import insert_absent
from app.reporting.imports.turns import take_turns
from app.score_alerts.found import Found

CLEAR_FOR: Mapping[str, timedelta] = {
    "score_fell": timedelta(days=7),
    "break_off_rose": timedelta(days=7),
    "responses_stopped": timedelta(hours=1),
    "sending_fails": timedelta(hours=2),
    "clearance": timedelta(0),
}
"""By kind, how long nothing must be found before an alert closes. Until then it is the same one."""

TOLD_ELSEWHERE = frozenset({"clearance"})
"""Kinds of which staff is told by others."""

Units = Mapping[str, Collection[str | None]]
"""By line, the organizational units that its figures are made of."""


def keep(
    connection: Connection, looked_for: Collection[str], found: Collection[Found], units: Units, now: datetime
) -> int:
    """Open, go on with and close the alerts of the kinds that were looked for; how many were opened."""
    take_turns(connection, "alerts on figures")
    is_open = (ScoreAlert.state == "open", ScoreAlert.kind.in_(looked_for))
    standing = {
        (row.kind, row.line_id, row.about): row for row in connection.execute(select(ScoreAlert).where(*is_open))
    }
    holds = {one.key: one for one in found}
    for key, row in standing.items():
        clear_since = None if key in holds else row.clear_since or now
        closes = clear_since is not None and now - clear_since >= CLEAR_FOR[row.kind]
        if closes or clear_since != row.clear_since:
            changed = {"clear_since": clear_since} | ({"state": "closed", "closed_at": now} if closes else {})
            connection.execute(update(ScoreAlert).where(ScoreAlert.id == row.id).values(**changed))
    new = [one for key, one in holds.items() if key not in standing]
    for one in new:
        _open(connection, one, units.get(one.line, ()), now)
    return len(new)


def _open(connection: Connection, one: Found, units: Collection[str | None], now: datetime) -> None:
    row = {"kind": one.kind, "line_id": one.line, "about": one.about, "words": one.words, "figures": dict(one.figures)}
    opened = insert(ScoreAlert).values(**row, state="open", opened_at=now).returning(ScoreAlert.id)
    alert_id = connection.execute(opened).scalar_one()
    named = {unit or NO_UNIT for unit in units} or {NO_UNIT}
    connection.execute(insert(ScoreAlertUnit), [{"alert_id": alert_id, "unit": unit} for unit in sorted(named)])
    if one.kind not in TOLD_ELSEWHERE:
        told = {"kind": "figures", "line_id": one.line, "words": one.words, "made_at": now, "addressed": False}
        source = f"{one.kind}:{alert_id}"
        insert_absent(connection, Alert, [{"id": f"figures:{source}", "source": source, **told}])
