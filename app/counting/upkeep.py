"""Keeping counted days up to date: what the clock and the worker do for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, delete, func, insert, select, update

from app import queues
from app.counting.counting import count_day, dirty
from app.records.contacts import Contact, Message
from app.records.counted import KEPT
from app.records.database import Database
from app.records.days import CountedZone, DirtyDay, Moment, mark
from app.records.outreach import Send
from app.records.responses import Response
from app.reporting.imports.turns import take_turns
from app.reporting.selection import happened_at
from app.runtime import Runtime

AT_ONCE_SECONDS = 20.0
"""After so long a worker lets other jobs have their turn."""
SAME_JOB_SECONDS = 5
_MARKS = 2000
_MIDNIGHT = datetime.min.time()


def wake_counting(runtime: Runtime) -> int:
    """Have a worker count where anything is to be counted again. Raises DatabaseAway, RedisAway."""
    with runtime.database.read() as connection:
        zone = connection.execute(select(CountedZone.zone)).scalar()
        if (
            zone == runtime.lines.reporting.time_zone
            and connection.execute(select(DirtyDay.id).limit(1)).first() is None
        ):
            return 0
    runtime.queues.wake(queues.COUNT_DAYS, "dirty", runtime.clock(), SAME_JOB_SECONDS)
    return 1


def count_dirty(database: Database, zone: ZoneInfo, stopped: Callable[[], bool] = lambda: False) -> int:
    """Count the days that changed, newest first, until none is left or time is up; how many. Raises DatabaseAway."""
    deadline, done = time.monotonic() + AT_ONCE_SECONDS, 0
    with database.begin() as connection:
        settle_zone(connection, zone)
    while not stopped() and time.monotonic() < deadline:
        with database.read() as connection:
            days = dirty(connection, zone, _MARKS)
        if not days:
            break
        for line_id, day in days:
            if stopped() or time.monotonic() > deadline:
                break
            count_day(database, zone, line_id, day)
            done += 1
    return done


def settle_zone(connection: Connection, zone: ZoneInfo) -> None:
    """Have all days be those of this zone: where they were others, or none yet, everything is to be counted again."""
    take_turns(connection, "the zone of counted days")
    before = connection.execute(select(CountedZone.zone)).scalar()
    if before == zone.key:
        return
    if before is None:
        connection.execute(insert(CountedZone).values(id=1, zone=zone.key))
    else:
        connection.execute(update(CountedZone).values(zone=zone.key))
    for table in KEPT:
        connection.execute(delete(table))
    mark(connection, _everything(connection))


def _everything(connection: Connection) -> Iterator[Moment]:
    """Two moments of each day in UTC on which there is anything: every local day that it touches has one of them."""
    counted = (
        (Response.line_id, happened_at()),
        (Contact.line_id, Contact.created_at),
        (Contact.line_id, Contact.ended_at),
        (Send.line_id, Send.claimed_at),
        (Message.line_id, Message.at),
    )
    for line, moment in counted:
        found = select(line, func.date(moment, type_=Date())).where(moment.is_not(None)).distinct()
        for line_id, day in connection.execute(found):
            yield from _ends(line_id, day)


def _ends(line_id: str | None, day: date) -> Iterator[Moment]:
    begins = datetime.combine(day, _MIDNIGHT, UTC)
    yield line_id, begins
    yield line_id, begins + timedelta(days=1, microseconds=-1)
