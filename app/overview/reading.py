"""Reads what was counted: sums over the days and months of a view, as few rows as there can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Float, Table, and_, func, or_, select

from app.counting.counting import bounds
from app.overview.view import Period, View
from app.records.counted import KEPT
from app.records.days import CountedZone, DirtyDay
from app.reporting.selection import COLUMNS

_SUMMED = {"dollars": Float}


class Stretch(NamedTuple):
    """Rows of one span from one day to another, both included."""

    span: str
    first: date
    last: date


def stretches(period: Period, *, months: bool = True) -> Iterator[Stretch]:
    """The days of a period, whole months as months where that will do."""
    first, end = period.since, period.until + timedelta(days=1)
    begins = first if first.day == 1 else _next_month(first)
    ends = end.replace(day=1)
    if not months or begins >= ends:
        yield Stretch("day", first, period.until)
        return
    if first < begins:
        yield Stretch("day", first, begins - timedelta(days=1))
    yield Stretch("month", begins, ends - timedelta(days=1))
    if ends < end:
        yield Stretch("day", ends, period.until)


def sums(
    connection: Connection, table: Table, view: View, by: Sequence[str], counts: Sequence[str], *, months: bool = True
) -> list[dict[str, Any]]:
    """The sums of ``counts`` by the columns of ``by``, where there is anything."""
    columns = [table.c[name] for name in by]
    # PostgreSQL makes the sum of large whole numbers a decimal.
    summed = [func.sum(table.c[name]).cast(_SUMMED.get(name, BigInteger)) for name in counts]
    found = select(*columns, *summed).where(*conditions(table, view, months=months)).group_by(*columns)
    names = [*by, *counts]
    return [dict(zip(names, row, strict=True)) for row in connection.execute(found)]


def conditions(table: Table, view: View, *, months: bool = True) -> Iterator[ColumnElement[bool]]:
    """What rows of a table have to be like. Filters that it has no column for do not narrow it."""
    assert table in KEPT
    columns = table.c
    yield or_(
        *(
            and_(columns.span == span, columns.day >= first, columns.day <= last)
            for span, first, last in stretches(view.period, months=months)
        )
    )
    for name, column in COLUMNS.items():
        value = getattr(view, name, None)
        if value is not None and column in columns:
            yield columns[column] == value
    if view.units is not None and "organizational_unit" in columns:
        yield columns.organizational_unit.in_(sorted(view.units))
    if "late" in columns:
        yield columns.late.is_(False)
    if "entry" in columns and not view.walk_ins:
        yield columns.entry != "walk_in"


def being_counted(connection: Connection, view: View) -> bool:
    """Whether figures of the view are behind: something changed that has not been counted yet."""
    if connection.execute(select(CountedZone.zone)).scalar() != view.zone.key:
        return True
    since, before = bounds(view.zone, view.period.since)[0], bounds(view.zone, view.period.until)[1]
    waiting = [DirtyDay.at >= since, DirtyDay.at < before]
    if view.line is not None:
        waiting.append(DirtyDay.line_id == view.line)
    return connection.execute(select(DirtyDay.id).where(*waiting).limit(1)).first() is not None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
