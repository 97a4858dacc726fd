"""The watch over figures: what the clock wakes a worker for, and what that worker looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

import structlog
from sqlalchemy import Connection, select

from app import queues
from app.clearances.counting import approvals, counted
from app.lines import Line
from app.overview.reading import being_counted
from app.overview.view import View
from app.records.counted import CONTACTS, RESPONSES
from app.runtime import Runtime
from app.score_alerts.clearing import ending
from app.score_alerts.failing import failing
from app.score_alerts.found import Found
from app.score_alerts.keeping import Units, keep
from app.score_alerts.scores import periods, worse
from app.score_alerts.silence import stopped

log = structlog.get_logger()

SAME_JOB_SECONDS = 60
FROM_DAYS = ("score_fell", "break_off_rose")
"""Kinds that are looked for in counted days, when these are complete."""
AT_ONCE = ("responses_stopped", "sending_fails", "clearance")


def wake_watch(runtime: Runtime) -> int:
    """Have a worker look at the figures. Raises RedisAway."""
    runtime.queues.wake(queues.WATCH_FIGURES, "lines", runtime.clock(), SAME_JOB_SECONDS)
    return 1


def watch(runtime: Runtime) -> int:
    """Look at the figures of every line, open and close alerts; how many were opened. Raises DatabaseAway."""
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    zone = runtime.lines.reporting.zone
    period, before = periods(now.astimezone(zone).date())
    view = View(units=None, zone=zone, period=period, walk_ins=runtime.settings.local_mode)
    lines = runtime.lines.lines
    with runtime.database.read() as connection:
        found = [*stopped(connection, lines, zone, now), *failing(connection, lines, now)]
        found += ending(counted(connection, approvals(connection, runtime.clearances.said), now, zone), lines, now)
        looked_for = list(AT_ONCE)
        # Days that are being counted again are looked at next time, and what is open stays so.
        if not any(being_counted(connection, view.of(span)) for span in (period, before)):
            ours = {line.id for line in lines}
            found += (one for one in worse(connection, view, before) if one.line in ours)
            looked_for += FROM_DAYS
        units = _units(connection, lines, found, before.since)
    with runtime.database.begin() as connection:
        opened = keep(connection, looked_for, found, units, now)
    if opened:
        log.info("alerts on figures", opened=opened)
    return opened


def _units(connection: Connection, lines: Collection[Line], found: Iterable[Found], since: date) -> Units:
    """The units of the lines in question: what the lines file says, and what responses and contacts say."""
    asked = {one.line for one in found}
    units: dict[str, set[str | None]] = defaultdict(set)
    for line in lines:
        if line.id in asked:
            units[line.id].add(line.organizational_unit)
    for table in (RESPONSES.c, CONTACTS.c) if asked else ():
        named = select(table.line_id, table.organizational_unit).distinct()
        for line_id, unit in connection.execute(
            named.where(table.span == "day", table.day >= since, table.line_id.in_(asked))
        ):
            units[line_id].add(unit)
    return units
