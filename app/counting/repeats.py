"""Counts the repeat calls among the contacts that ended on one line's day.

A contact is a repeat call if an earlier contact of the same person, on the same line, ended within the seven days
before it ended. Only contacts count that the center reported, that are no trial, and that name the person by a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, select

from app.counting.lasting import milliseconds
from app.counting.line_day import LineDay
from app.records.base import UtcTime
from app.records.contacts import Contact
from app.records.days import REPEATED_WITHIN

_WITHIN = REPEATED_WITHIN.total_seconds() * 1000


def counted(connection: Connection, day: LineDay) -> Sequence[Mapping[str, Any]]:
    """The rows of ``counted_repeats``."""
    reaching_back = {"earliest": day.since - REPEATED_WITHIN}
    found = connection.execute(_counting(connection.dialect.name), {**day.parameters, **reaching_back})
    return [dict(row) for row in found.mappings()]


@cache
def _counting(dialect: str) -> Any:
    """Each contact beside the one before it of the same person, which is the nearest that it may repeat."""
    since, before, earliest = (bindparam(name, type_=UtcTime()) for name in ("since", "before", "earliest"))
    reported = (Contact.reported_by == "center", Contact.test.is_not(True), Contact.respondent_key.is_not(None))
    window = (Contact.line_id == bindparam("line"), Contact.ended_at >= earliest, Contact.ended_at < before)
    person, order = [Contact.respondent_key], (Contact.ended_at, Contact.id)
    ended = func.lag(Contact.ended_at)
    contacts = (
        select(
            Contact.organizational_unit,
            Contact.queue,
            Contact.ended_at,
            ended.over(partition_by=person, order_by=order).label("last"),
            ended.over(partition_by=[*person, Contact.organizational_unit], order_by=order).label("last_in_unit"),
        )
        .where(*window, *reported)
        .subquery()
    ).c
    by = (contacts.organizational_unit, contacts.queue)
    counts = [
        func.count().label("named"),
        _soon(dialect, contacts.last, contacts.ended_at).label("repeats"),
        _soon(dialect, contacts.last_in_unit, contacts.ended_at).label("repeats_in_unit"),
    ]
    return select(*by, *counts).where(contacts.ended_at >= since).group_by(*by)


def _soon(dialect: str, last: Any, ended_at: Any) -> Any:
    """How many ended soon enough after the last one."""
    soon = and_(last.is_not(None), milliseconds(dialect, last, ended_at) <= _WITHIN)
    return func.sum(case((soon, 1), else_=0))
