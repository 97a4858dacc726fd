"""Counted days, files that were ordered, and alerts that nobody could be told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from app.health.part import Part, judged
from app.records.access import File
from app.records.alerts import AlertNotice
from app.records.counted import RESPONSES
from app.records.days import CountedZone, DirtyDay

COUNTED_AT_MOST = 10_000
MANY_MARKS = 1000
SILENT_FOR = timedelta(minutes=5)


def counted_days(connection: Connection, zone: str) -> Part:
    """The last day that was counted, and how much is to be counted again."""
    name, section = "Counted days", "Counted days"
    last: date | None = connection.execute(
        select(RESPONSES.c.day).where(RESPONSES.c.span == "day").order_by(RESPONSES.c.day.desc()).limit(1)
    ).scalar()
    some = select(DirtyDay.id).limit(COUNTED_AT_MOST).subquery()
    marks = connection.execute(select(func.count()).select_from(some)).scalar_one()
    of_zone = connection.execute(select(CountedZone.zone)).scalar()
    many = f"{COUNTED_AT_MOST:,} or more" if marks == COUNTED_AT_MOST else f"{marks:,}"
    day = (
        "No day is counted yet" if last is None else f"The last day with responses is {last:%b} {last.day}, {last.year}"
    )
    words = f"{day}; {many} changes wait to be counted."
    if of_zone not in (zone, None):
        words += f" Days are still those of {of_zone}, and are counted again for {zone}."
    todo = "See the process exporter: pages show what was counted before until it has counted again."
    return judged(name, section, words, todo, look=marks >= MANY_MARKS or of_zone != zone)


def files(connection: Connection, now: datetime) -> Part:
    """Files that wait or are being made, and those whose maker fell silent."""
    name, section = "Ordered files", "Files"
    unfinished = File.state.in_(("queued", "running"))
    by_state = select(File.state, func.count().label("files")).where(unfinished).group_by(File.state)
    found = {row.state: row.files for row in connection.execute(by_state)}
    stale = (File.state == "running", File.beat_at < now - SILENT_FOR)
    silent = connection.execute(select(func.count()).select_from(File).where(*stale)).scalar_one()
    words = f"{found.get('queued', 0):,} wait, {found.get('running', 0):,} are being made."
    if silent:
        words += f" {silent:,} of these show no sign of life."
    return judged(
        name, section, words, "See the processes exporter and drawer; another one takes a file over.", look=silent > 0
    )


def notices(connection: Connection, now: datetime) -> Part:
    """Alerts of the last week that somebody named in the lines file could not be told."""
    lately = (AlertNotice.state == "failed", AlertNotice.due_at >= now - timedelta(days=7))
    failed = connection.execute(select(func.count()).select_from(AlertNotice).where(*lately)).scalar_one()
    waiting = (AlertNotice.state == "due", AlertNotice.due_at < now - SILENT_FOR)
    late = connection.execute(select(func.count()).select_from(AlertNotice).where(*waiting)).scalar_one()
    words = f"{failed:,} of the last 7 days could not be told; {late:,} wait for longer than they should."
    todo = "aftercall alerts says whom, and why; correct the staff of the line, or SMTP_URL."
    return judged("Alerts to staff", "Alerts to staff", words, todo, look=failed > 0, wrong=late > 0)
