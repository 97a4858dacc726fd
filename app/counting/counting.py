"""Counting: a line's dirty day is counted again from its rows, and the month that it lies in from its days.

Counts of one line take turns, and what a count found replaces all that stood there. So however often and in whatever
order days are counted, they come to the same; and a mark set by a change that the count has not seen outlives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
)

from app.counting import contacts, questions, repeats, responses
from app.counting.line_day import LineDay
from app.records.counted import CONTACTS, KEPT, OFFERS, PRODUCTS, QUESTIONS, REPEATS, RESPONSES, SPEND
from app.records.database import Database
from app.records.days import CountedZone, DirtyDay
from app.records.money import summed_dollars
from app.reporting.imports.turns import take_turns


def dirty(connection: Connection, zone: ZoneInfo, limit: int) -> list[tuple[str | None, date]]:
    """Lines and local days that are to be counted again, newest first, as up to ``limit`` marks tell."""
    marks = select(DirtyDay.line_id, DirtyDay.at).distinct().order_by(DirtyDay.at.desc()).limit(limit)
    return list(dict.fromkeys((line, at.astimezone(zone).date()) for line, at in connection.execute(marks)))


def count_day(database: Database, zone: ZoneInfo, line_id: str | None, day: date) -> None:
    """Count one local day of a line again, from its rows, and its month. Raises DatabaseAway."""
    since, before = bounds(zone, day)
    with database.begin() as connection:
        take_turns(connection, f"counted days of {line_id}")
        # Read under a lock, so that the zone stays what it is until this is written.
        counted_in = connection.execute(select(CountedZone.zone).with_for_update(read=True)).scalar()
        if counted_in != zone.key:
            return
        # First the marks, then the rows: whatever is committed later has a mark of its own.
        that_day = (DirtyDay.at >= since, DirtyDay.at < before)
        connection.execute(delete(DirtyDay).where(_same(DirtyDay.line_id, line_id), *that_day))
        for table, rows in _counted(connection, LineDay(line_id, since, before)).items():
            _replace(connection, table, "day", day, line_id, rows)
        for table in KEPT:
            _sum_up(connection, table, day.replace(day=1), line_id)


def bounds(zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """When a local day begins, and when the next one does, in UTC."""
    first, last = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return first, last


def _counted(connection: Connection, day: LineDay) -> Mapping[Table, Sequence[Mapping[str, Any]]]:
    found = {
        RESPONSES: responses.counted(connection, day),
        PRODUCTS: responses.products(connection, day),
        QUESTIONS: questions.counted(connection, day),
    }
    if day.line_id is None:
        return {**found, CONTACTS: (), OFFERS: (), REPEATS: (), SPEND: ()}
    where_they_stand, offers = contacts.counted(connection, day.line_id, day.since, day.before)
    spend = contacts.spent(connection, day.line_id, day.since, day.before)
    return {
        **found,
        CONTACTS: where_they_stand,
        OFFERS: offers,
        REPEATS: repeats.counted(connection, day),
        SPEND: spend,
    }


def _replace(
    connection: Connection, table: Table, span: str, day: date, line_id: str | None, rows: Sequence[Mapping[str, Any]]
) -> None:
    connection.execute(delete(table).where(_of(table, span, line_id), table.c.day == day))
    if rows:
        connection.execute(insert(table), [{"span": span, "day": day, "line_id": line_id, **row} for row in rows])


def _sum_up(connection: Connection, table: Table, month: date, line_id: str | None) -> None:
    """The month from its days, which are all counted already or have marks of their own."""
    connection.execute(delete(table).where(_of(table, "month", line_id), table.c.day == month))
    line = {} if line_id is None else {"line": line_id}
    days = {"month": month, "next_month": (month + timedelta(days=31)).replace(day=1)}
    connection.execute(_summing(table, any_line=line_id is not None), {**line, **days})


@cache
def _summing(table: Table, *, any_line: bool) -> Any:
    by = [column for column in table.c if column.nullable]
    counts = [column for column in table.c if not column.nullable and column.name not in {"span", "day"}]
    sums = [_sum(column) for column in counts]
    line = table.c.line_id == bindparam("line") if any_line else table.c.line_id.is_(None)
    month, next_month = (bindparam(name, type_=Date()) for name in ("month", "next_month"))
    days = (table.c.span == "day", line, table.c.day >= month, table.c.day < next_month)
    summed = select(literal("month"), month, *by, *sums).where(*days).group_by(*by)
    return insert(table).from_select(["span", "day", *by, *counts], summed)


def _sum(column: Column[Any]) -> Any:
    return summed_dollars(column) if column.name == "dollars" else func.sum(column).cast(column.type)


def _of(table: Table, span: str, line_id: str | None) -> ColumnElement[bool]:
    return and_(table.c.span == span, _same(table.c.line_id, line_id))


def _same(column: Any, line_id: str | None) -> ColumnElement[bool]:
    """Equal or both null, said so that an index is used."""
    same: ColumnElement[bool] = column.is_(None) if line_id is None else column == line_id
    return same
