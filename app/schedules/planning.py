"""What the clock does for schedules: puts down every report that has come due, once, and wakes who sends it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, exists, or_, select, update

from app import queues
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun
from app.records.upserts import insert_absent
from app.runtime import Runtime
from app.schedules.calendar import due_moments, next_due
from app.schedules.claims import left_behind

LATE_AT_MOST = timedelta(hours=24)
"""A report that is later than this is not sent any more: the next one says what is new."""
SAME_JOB_SECONDS = 5
_AT_ONCE = 200


def plan_reports(runtime: Runtime) -> int:
    """Put down the runs of schedules that have come due; how many schedules had. Raises DatabaseAway.

    The schedule moves on in the transaction that puts down the run, and a due moment has one run, so that two clocks,
    or one that is killed in between, make neither two of it nor none.
    """
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    zone = runtime.lines.reporting.zone
    due = select(Schedule).where(Schedule.paused_at.is_(None), Schedule.next_at <= now)
    with runtime.database.read() as connection:
        rows = connection.execute(due.order_by(Schedule.next_at).limit(_AT_ONCE)).all()
    planned = 0
    for row in rows:
        with runtime.database.begin() as connection:
            planned += _plan(connection, row, now, zone)
    return planned


def wake_reporter(runtime: Runtime) -> int:
    """Have a worker prepare and send what is due. Raises Away."""
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    with runtime.database.read() as connection:
        if not _anything_due(connection, now):
            return 0
    runtime.queues.wake(queues.SEND_REPORTS, "reports", now.timestamp(), SAME_JOB_SECONDS)
    return 1


def _plan(connection: Connection, row: Row[Any], now: datetime, zone: ZoneInfo) -> bool:
    mine = update(Schedule).where(Schedule.id == row.id, Schedule.next_at == row.next_at, Schedule.paused_at.is_(None))
    if not connection.execute(mine.values(next_at=next_due(row.rhythm, now, zone))).rowcount:
        return False
    moments = due_moments(row.rhythm, row.next_at, now, zone)
    missed = [moment for moment in moments if moment != moments[-1] or now - moment > LATE_AT_MOST]
    runs = [_run(row.id, moments[-1], "due", None)] if moments[-1] not in missed else []
    if missed:
        runs.append(_run(row.id, missed[0], "skipped", _missed(missed, zone)))
    insert_absent(connection, ScheduleRun, runs)
    return True


def _run(schedule_id: str, due_at: datetime, state: str, problem: str | None) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(8),
        "schedule_id": schedule_id,
        "due_at": due_at,
        "state": state,
        "problem": problem,
        "ended_at": None if state == "due" else due_at,
    }


def _missed(moments: list[datetime], zone: ZoneInfo) -> str:
    first, last = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (moments[0], moments[-1]))
    which = f"The report of {first} was" if len(moments) == 1 else f"{len(moments)} reports, {first} to {last}, were"
    return f"{which} not sent: the service was not running then."


def _anything_due(connection: Connection, now: datetime) -> bool:
    waiting = exists().where(ScheduleRun.state.in_(("due", "making")))
    due = exists().where(ScheduleDelivery.state == "due", ScheduleDelivery.due_at <= now)
    left = exists().where(left_behind(now))
    return bool(connection.execute(select(or_(waiting, due, left))).scalar_one())
