"""Responses that stopped: a line is silent for longer than its usual weeks make likely."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from app.lines import Line
from app.outreach.hours import is_closed_on
from app.records.base import UtcTime
from app.records.counted import RESPONSES
from app.records.pauses import LinePause
from app.records.responses import STATUSES, Response
from app.score_alerts.chance import of_silence
from app.score_alerts.found import Found, p_value

WEEKS, LEAST_WEEKS = 4, 2
LEAST_SILENCE = timedelta(minutes=30)
LONGEST_SILENCE = timedelta(days=3)
"""How far back a silence is looked at: what stopped before is known by then."""
LEVEL = 0.001
"""How improbable a silence has to be in any case."""
WEEKLY_LEVEL = 0.01
"""Each response begins a silence that is looked at, so a busy line has many looks. All of a week together."""

Times = list[tuple[datetime, datetime]]
"""From when until when, in UTC."""


class Usual(NamedTuple):
    """What counted days tell of a line: the first of them with a respondent, and how many a week had."""

    first: date
    a_week: float


def stopped(connection: Connection, lines: Collection[Line], zone: ZoneInfo, now: datetime) -> Iterator[Found]:
    """The lines from which responses should have come by now, and none did."""
    usual = _usual(connection, zone, now)
    known = [line for line in lines if line.id in usual]
    lately = _last_of(connection, known, now - LEAST_SILENCE)
    quiet = [line for line in known if line.id not in lately]
    last = _last_of(connection, quiet, now - LONGEST_SILENCE)
    paused, longest = _paused_until(connection, now), now - LONGEST_SILENCE
    for line in quiet:
        since = max(last.get(line.id, longest), paused.get(line.id, longest))
        silence = _open_times(line, since, now, zone)
        weeks = min(WEEKS, (since.astimezone(zone).date() - usual[line.id].first).days // 7)
        if weeks < LEAST_WEEKS or not silence:
            continue
        came = _came(connection, line, [span for week in range(1, weeks + 1) for span in earlier(silence, week, zone)])
        p = of_silence(came, weeks)
        if p < min(LEVEL, WEEKLY_LEVEL / max(1.0, usual[line.id].a_week)):
            yield _told(line, since.astimezone(zone), came, weeks, p)


def earlier(times: Times, weeks: int, zone: ZoneInfo) -> Times:
    """The same local times so many weeks earlier."""
    back = timedelta(weeks=weeks)
    return [(_local_back(begins, back, zone), _local_back(ends, back, zone)) for begins, ends in times]


def _local_back(moment: datetime, back: timedelta, zone: ZoneInfo) -> datetime:
    return (moment.astimezone(zone).replace(tzinfo=None) - back).replace(tzinfo=zone).astimezone(UTC)


def _open_times(line: Line, since: datetime, until: datetime, zone: ZoneInfo) -> Times:
    """The time between two moments without holidays and closed days of the line."""
    times, begins = [], since
    while begins < until:
        day = begins.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
        if not is_closed_on(line.outreach, day):
            times.append((begins, min(midnight, until)))
        begins = midnight
    return times


def _usual(connection: Connection, zone: ZoneInfo, now: datetime) -> Mapping[str, Usual]:
    table = RESPONSES.c
    today = now.astimezone(zone).date()
    found = (
        select(table.line_id, func.min(table.day), func.sum(table.respondents))
        .where(table.span == "day", table.day >= today - timedelta(weeks=WEEKS + 1), table.day < today)
        .where(table.line_id.is_not(None), table.entry != "imported", table.respondents > 0)
        .group_by(table.line_id)
    )
    return {
        line: Usual(first, 7 * int(count) / (today - first).days) for line, first, count in connection.execute(found)
    }


def _last_of(connection: Connection, lines: Collection[Line], since: datetime) -> Mapping[str, datetime]:
    """When the last response with an answer began, by line; only those since a moment."""
    found = (
        select(Response.line_id, func.max(Response.started_at))
        .where(*_answered(), Response.started_at >= since, Response.line_id.in_([line.id for line in lines]))
        .group_by(Response.line_id)
    )
    return {line: last for line, last in connection.execute(found) if line is not None and last is not None}


def _paused_until(connection: Connection, now: datetime) -> Mapping[str, datetime]:
    """When the last pause of each line that was paused lately ended, or will: a paused line asks nobody."""
    over = func.max(func.coalesce(LinePause.lifted_at, LinePause.ends_at, type_=UtcTime()), type_=UtcTime())
    lately = (LinePause.begins_at <= now, LinePause.ends_at > now - LONGEST_SILENCE)
    found = select(LinePause.line_id, over.label("over")).where(*lately).group_by(LinePause.line_id)
    return {row.line_id: row.over for row in connection.execute(found)}


def _came(connection: Connection, line: Line, times: Times) -> int:
    within = or_(*(and_(Response.started_at >= begins, Response.started_at < ends) for begins, ends in times))
    count = select(func.count()).select_from(Response).where(*_answered(), Response.line_id == line.id, within)
    return int(connection.execute(count).scalar_one())


def _answered() -> tuple[ColumnElement[bool], ...]:
    # All statuses by name, so that the index that begins with the status is used.
    own: Any = Response.entry != "imported"
    return Response.status.in_(STATUSES), Response.answered_count > 0, own


def _told(line: Line, since: datetime, came: int, weeks: int, p: float) -> Found:
    words = (
        f"No response since {since:%b} {since.day}, {since:%H:%M %Z}. In the same hours of the {weeks} weeks before "
        f"there were {came:,} ({came / weeks:,.1f} a week); that none comes by chance: {p_value(p)}."
    )
    figures = {"since": since.isoformat(), "usual": came, "weeks": weeks, "p": p}
    return Found("responses_stopped", line.id, "", words, figures)
