"""Deliveries in hand: who takes one is alone with it, and what a killed worker left is sorted out.

``due`` → ``claimed`` → ``handing`` → ``sent``. What was only claimed is safe to try again. A mail that was being handed
to the mail server may or may not have been taken, and nobody can ask; it is not sent a second time but called
``unknown``. A webhook never is: it is called again with the same key, by which its receiver knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, select, update

from app.records.database import Database
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun

GONE_AFTER = timedelta(minutes=10)
"""Longer than any try takes; the worker of a delivery that was claimed earlier is gone."""
IN_HAND = ("claimed", "handing")
OPEN = ("due", *IN_HAND)
MOST_AT_ONCE = 50
UNKNOWN = "nobody knows whether the mail server took it, so it was not sent again"


def left_behind(now: datetime) -> Any:
    """The condition of deliveries whose worker is gone."""
    return and_(ScheduleDelivery.state.in_(IN_HAND), ScheduleDelivery.claimed_at < now - GONE_AFTER)


def sort_out(database: Database, now: datetime) -> None:
    """Give back what killed workers had in hand."""
    left = left_behind(now)
    with database.begin() as connection:
        back = update(ScheduleDelivery).where(left, ScheduleDelivery.state == "claimed")
        connection.execute(back.values(state="due", due_at=now, claimed_at=None))
        handed = select(ScheduleDelivery.run_id).where(left)
        runs = set(connection.execute(handed).scalars())
        connection.execute(update(ScheduleDelivery).where(left).values(state="unknown", problem=UNKNOWN))
        for run_id in sorted(runs):
            end_of_run(connection, run_id, now)


def due_deliveries(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    """Deliveries whose time has come, with what their run and schedule say."""
    run = [getattr(ScheduleRun, name) for name in ("subject", "words", "figures", "file_id", "units")]
    run.append(ScheduleRun.due_at.label("due_at_first"))
    of = [Schedule.owner_id, Schedule.webhook, Schedule.sealed_secret, Schedule.id.label("schedule_id")]
    due = (
        select(ScheduleDelivery, *run, *of)
        .join(ScheduleRun, ScheduleRun.id == ScheduleDelivery.run_id)
        .join(Schedule, Schedule.id == ScheduleRun.schedule_id)
        .where(ScheduleDelivery.state == "due", ScheduleDelivery.due_at <= now)
    )
    return connection.execute(due.order_by(ScheduleDelivery.due_at).limit(MOST_AT_ONCE)).all()


class Claim:
    """The right to deliver one thing, since ``at``."""

    def __init__(self, database: Database, row: Row[Any], at: datetime) -> None:
        self._database, self.row, self.at = database, row, at
        self._key = (ScheduleDelivery.run_id == row.run_id, ScheduleDelivery.recipient == row.recipient)

    def taken(self) -> bool:
        """Whether this worker has it; False where another one was first."""
        free = ScheduleDelivery.state == "due"
        return self._move(free, state="claimed", claimed_at=self.at, tries=self.row.tries + 1)

    def handing(self) -> bool:
        """Put down that from here on nobody knows whether it was taken; False where the claim was lost."""
        mine = and_(ScheduleDelivery.state == "claimed", ScheduleDelivery.claimed_at == self.at)
        return self._move(mine, state="handing")

    def ends(self, connection: Connection, **values: Any) -> bool:
        """Write what came of it, in the transaction of the caller; False where the claim was lost."""
        held = ScheduleDelivery.state.in_((*IN_HAND, "unknown")), ScheduleDelivery.claimed_at == self.at
        changed = connection.execute(update(ScheduleDelivery).where(*self._key, *held).values(**values)).rowcount
        if changed:
            end_of_run(connection, self.row.run_id, self.at)
        return bool(changed)

    def _move(self, held: Any, **values: Any) -> bool:
        with self._database.begin() as connection:
            mine = update(ScheduleDelivery).where(*self._key, held)
            return bool(connection.execute(mine.values(**values)).rowcount)


def end_of_run(connection: Connection, run_id: str, now: datetime) -> None:
    """Close the run where nothing of it is open any more: done if anybody got it."""
    # Whoever ends the last two at the same moment would each see the other's as open.
    connection.execute(select(ScheduleRun.id).where(ScheduleRun.id == run_id).with_for_update())
    of_run = ScheduleDelivery.run_id == run_id
    still = exists().where(of_run, ScheduleDelivery.state.in_(OPEN))
    if connection.execute(select(still)).scalar_one():
        return
    got = connection.execute(
        select(exists().where(of_run, ScheduleDelivery.state.in_(("sent", "unknown"))))
    ).scalar_one()
    closing = update(ScheduleRun).where(ScheduleRun.id == run_id, ScheduleRun.state == "sending")
    connection.execute(closing.values(state="done" if got else "failed", ended_at=now))
