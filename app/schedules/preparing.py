"""Prepares the runs that have come due: what the owner may see now, the file, the words, and who is to get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, Row, select, update

from app.access import people
from app.access.columns import columns_for
from app.access.people import Person
from app.access.roles import Permission
from app.errors import BadInput
from app.overview.overview import Overview, overview
from app.overview.view import Period, View
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun
from app.records.upserts import insert_absent
from app.reporting.fiscal import FiscalQuarter
from app.reporting.orders import taking
from app.reporting.orders.order import QUARTER, REPORT, BoundOrder, PersonOrder
from app.runtime import Runtime
from app.schedules import digest
from app.schedules.calendar import period_of
from app.schedules.files import told_file

log = structlog.get_logger()

WAIT_FOR_COUNTS = timedelta(minutes=15)
"""So long a report waits for answers that are still being counted."""
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that may be sent: to whom, of which days."""

    run: Row[Any]
    schedule: Row[Any]
    owner: Person
    period: Period
    zone: ZoneInfo


class Refused(BadInput):
    """The owner may not have this report any more."""


def prepare_due(runtime: Runtime) -> int:
    """Take every run that waits as far as it can go now; how many there were. Raises Away."""
    waiting = select(ScheduleRun).where(ScheduleRun.state.in_(("due", "making")))
    with runtime.database.read() as connection:
        runs = connection.execute(waiting.order_by(ScheduleRun.due_at).limit(_AT_ONCE)).all()
    for run in runs:
        _prepare(runtime, run)
    return len(runs)


def owner_who_may(connection: Connection, owner_id: str) -> Person:
    """The owner of a schedule as they are now. Raises Refused where nothing may be sent for them any more."""
    owner = people.by_id(connection, owner_id)
    if owner is None or owner.disabled:
        raise Refused("the owner may not sign in any more")
    if not (owner.may(Permission.FILES_MAKE) and owner.may(Permission.RESULTS_READ)):
        raise Refused("the owner may not take figures away any more")
    return owner


def _prepare(runtime: Runtime, run: Row[Any]) -> None:
    try:
        wanted = _wanted(runtime, run)
        if wanted is None:
            return
        if wanted.schedule.paused_at is not None and run.only_to is None:
            _end(runtime, run, "skipped", "The report was paused before it was made.")
        elif run.state == "due" and wanted.schedule.attached is not None:
            # The figures of a report with pictures are those of the mail, which waits until they are counted.
            if wanted.schedule.attached != REPORT or _counted(runtime, wanted) is not None:
                _order(runtime, wanted)
        elif run.file_id is None or not _in_the_making(runtime, run.file_id):
            _compose(runtime, wanted)
    except Refused as error:
        _stop(runtime, run, str(error))


def _wanted(runtime: Runtime, run: Row[Any]) -> Wanted | None:
    with runtime.database.read() as connection:
        schedule = connection.execute(select(Schedule).where(Schedule.id == run.schedule_id)).first()
        if schedule is None:
            return None
        owner = owner_who_may(connection, schedule.owner_id)
    zone = runtime.lines.reporting.zone
    return Wanted(run, schedule, owner, period_of(schedule.rhythm, run.due_at.astimezone(zone).date()), zone)


def _order(runtime: Runtime, wanted: Wanted) -> None:
    """Have the file made that goes with the report. The key makes it the same file after a kill."""
    owner, schedule = wanted.owner, wanted.schedule
    if schedule.attached == QUARTER:
        days: dict[str, Any] = {"quarter": str(FiscalQuarter.of(wanted.period.since))}
    else:
        days = {"since": wanted.period.since, "until": wanted.period.until}
    try:
        order = PersonOrder(format=schedule.attached, **days, **schedule.filters)
        bound = BoundOrder.bind(order, owner.access.units, comments=columns_for(owner.permissions).comments)
    except BadInput as error:
        raise Refused(str(error)) from error
    row = taking.take(runtime, bound, f"person:{owner.id}", key=f"run:{wanted.run.id}")
    mine = update(ScheduleRun).where(ScheduleRun.id == wanted.run.id, ScheduleRun.state == "due")
    with runtime.database.begin() as connection:
        connection.execute(mine.values(state="making", file_id=row.id))


def _in_the_making(runtime: Runtime, file_id: str) -> bool:
    row = taking.find(runtime, file_id, None)
    return row is not None and row.state in taking.OPEN


def _compose(runtime: Runtime, wanted: Wanted) -> None:
    """Put down the words and the recipients, once: all get the same."""
    settings, schedule, shown = runtime.settings, wanted.schedule, _counted(runtime, wanted)
    if shown is None:
        return
    about = digest.About(schedule.name, wanted.owner.email, settings.public_url, schedule.filters)
    file_words, file_object = told_file(runtime, wanted.run.file_id)
    values = {
        "state": "sending",
        "units": None if wanted.owner.access.units is None else sorted(wanted.owner.access.units),
        "subject": digest.subject(about, shown),
        "words": "\n\n".join([digest.in_words(about, shown), *file_words]) + "\n",
        "figures": _figures(about, wanted, shown) | {"file": file_object},
    }
    recipients = _recipients(wanted, _now(runtime))
    mine = update(ScheduleRun).where(ScheduleRun.id == wanted.run.id, ScheduleRun.state == wanted.run.state)
    with runtime.database.begin() as connection:
        if connection.execute(mine.values(**values)).rowcount:
            insert_absent(connection, ScheduleDelivery, recipients)


def _counted(runtime: Runtime, wanted: Wanted) -> Overview | None:
    """The figures; None while it is worth to wait for answers that are still being counted."""
    with runtime.database.read() as connection:
        shown = overview(connection, runtime.lines, _view(runtime, wanted))
    waits = shown.behind and _now(runtime) - wanted.run.due_at < WAIT_FOR_COUNTS
    return None if waits else shown


def _view(runtime: Runtime, wanted: Wanted) -> View:
    filters = wanted.schedule.filters
    return View(
        units=wanted.owner.access.units,
        zone=wanted.zone,
        period=wanted.period,
        walk_ins=runtime.settings.local_mode,
        **filters,
    )


def _figures(about: digest.About, wanted: Wanted, shown: Overview) -> dict[str, Any]:
    schedule = {name: getattr(wanted.schedule, name) for name in ("id", "name", "rhythm", "filters")}
    link = digest.link(about, shown)
    return {"id": wanted.run.id, "type": "report", "schedule": schedule, **digest.as_object(shown), "link": link}


def _recipients(wanted: Wanted, now: datetime) -> list[dict[str, Any]]:
    if wanted.run.only_to is not None:
        ways = [("mail", wanted.run.only_to)]
    else:
        ways = [("mail", mail) for mail in wanted.schedule.mails]
        ways += [("webhook", wanted.schedule.webhook)] if wanted.schedule.webhook else []
    fresh = {"run_id": wanted.run.id, "state": "due", "due_at": now, "tries": 0}
    return [{**fresh, "way": way, "recipient": recipient} for way, recipient in ways]


def _stop(runtime: Runtime, run: Row[Any], why: str) -> None:
    """Nothing is sent, and the schedule is paused, saying why."""
    now = _now(runtime)
    log.warning("a schedule was stopped", schedule=run.schedule_id, why=why)
    with runtime.database.begin() as connection:
        running = update(Schedule).where(Schedule.id == run.schedule_id, Schedule.paused_at.is_(None))
        connection.execute(running.values(paused_at=now, paused_why=f"Stopped: {why}."))
    _end(runtime, run, "failed", f"Not sent: {why}.")


def _end(runtime: Runtime, run: Row[Any], state: str, problem: str) -> None:
    mine = update(ScheduleRun).where(ScheduleRun.id == run.id, ScheduleRun.state == run.state)
    with runtime.database.begin() as connection:
        connection.execute(mine.values(state=state, problem=problem, ended_at=_now(runtime)))


def _now(runtime: Runtime) -> datetime:
    return datetime.fromtimestamp(runtime.clock(), UTC)
