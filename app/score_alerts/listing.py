"""The list of alerts that somebody may see, and their word that they took note of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from app.access import audit
from app.access.audit import Action, Actor
from app.records.people import Person
from app.records.score_alerts import ScoreAlert, ScoreAlertUnit

MOST_AT_ONCE = 50
MOST_OPEN = 200

Units = Collection[str] | None
"""The organizational units that somebody may see; None for all of them."""


class Page(NamedTuple):
    """What stands open, the newest first, and a portion of what is over."""

    standing: list[Row[Any]]
    over: list[Row[Any]]
    older: int | None
    """Before which id there is more that is over."""


def listed(connection: Connection, units: Units, before: int | None = None) -> Page:
    """The alerts whose figures are all of units that may be seen."""
    seen = (
        select(ScoreAlert, Person.name.label("who")).outerjoin(Person, Person.id == ScoreAlert.acknowledged_by)
    ).where(*_seen_by(units))
    newest = seen.order_by(ScoreAlert.id.desc())
    standing = newest.where(ScoreAlert.state == "open").limit(MOST_OPEN)
    over = newest.where(ScoreAlert.state == "closed").limit(MOST_AT_ONCE + 1)
    if before is not None:
        over = over.where(ScoreAlert.id < before)
    rows: list[Row[Any]] = [*connection.execute(over)]
    older = rows[MOST_AT_ONCE - 1].id if len(rows) > MOST_AT_ONCE else None
    return Page([*connection.execute(standing)], rows[:MOST_AT_ONCE], older)


def unnoted(connection: Connection, units: Units) -> int:
    """How many alerts are open that nobody took note of."""
    mine = (ScoreAlert.state == "open", ScoreAlert.acknowledged_at.is_(None), *_seen_by(units))
    return int(connection.execute(select(func.count()).select_from(ScoreAlert).where(*mine)).scalar_one())


def acknowledge(connection: Connection, alert_id: int, units: Units, who: str, now: datetime, actor: Actor) -> bool:
    """Put down who took note of an alert; False where there is none to see, or somebody did before."""
    mine = (ScoreAlert.id == alert_id, ScoreAlert.acknowledged_at.is_(None), *_seen_by(units))
    noted = update(ScoreAlert).where(*mine).values(acknowledged_at=now, acknowledged_by=who)
    if connection.execute(noted.returning(ScoreAlert.id)).first() is None:
        return False
    audit.note(connection, actor, Action.ALERT_ACKNOWLEDGED, now, f"alert:{alert_id}")
    return True


def _seen_by(units: Units) -> tuple[ColumnElement[bool], ...]:
    if units is None:
        return ()
    # Whoever may not see one of the units sees nothing that could be told apart from it.
    others = select(ScoreAlertUnit.unit).where(
        ScoreAlertUnit.alert_id == ScoreAlert.id, ScoreAlertUnit.unit.not_in(sorted(units))
    )
    return (~others.exists(),)
