"""Counting: the responses of a clearance in its year, out of the responses themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from app.clearances.approvals import Approval
from app.clearances.standing import Standing, lowered_at
from app.records.clearances import Clearance, ClearanceUse
from app.records.responses import Response

MARK_HOLDS = timedelta(minutes=5)
"""How old a count may be. The clock makes a new one far more often; where none does, whoever needs it counts."""


def standings(
    connection: Connection, said: Mapping[str, Mapping[str, Any]], now: datetime, zone: ZoneInfo
) -> dict[str, Standing]:
    """The standings of these clearances by control number, as ``said_by`` and the records have them.

    One look-up for all, as long as the clock counts.
    """
    marks = select(ClearanceUse).where(ClearanceUse.control_number.in_(said))
    known = {row.control_number: row for row in connection.execute(marks)} if said else {}
    return {
        one.control_number: _marked(connection, Standing.at(one, now, zone), known.get(one.control_number), now)
        for one in approvals(connection, said)
    }


def counted(connection: Connection, approved: Iterable[Approval], now: datetime, zone: ZoneInfo) -> list[Standing]:
    """The standings with their responses counted now."""
    return [_counted(connection, Standing.at(one, now, zone)) for one in approved]


def approvals(connection: Connection, said: Mapping[str, Mapping[str, Any]]) -> list[Approval]:
    """What is approved for these clearances. What the lines say wins over what is stored."""
    stored = select(Clearance).where(Clearance.control_number.in_(said))
    rows = {row.control_number: row._asdict() for row in connection.execute(stored)} if said else {}
    return [Approval.of(number, {**rows.get(number, {}), **columns}) for number, columns in said.items()]


def keep_marks(connection: Connection, standing: Iterable[Standing], now: datetime) -> None:
    """Put down what was counted, unless a newer count stands already."""
    rows = [
        {
            "control_number": one.approval.control_number,
            "year_begins": one.year.begins,
            "responses": one.used,
            "lowered_since": one.lowered_since,
            "counted_at": now,
        }
        for one in standing
    ]
    if not rows:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(ClearanceUse)
    new = insert.excluded
    columns = {name: new[name] for name in ("year_begins", "responses", "lowered_since", "counted_at")}
    upsert = insert.on_conflict_do_update(
        index_elements=["control_number"], set_=columns, where=new.counted_at > ClearanceUse.counted_at
    )
    connection.execute(upsert, sorted(rows, key=lambda row: str(row["control_number"])))


def _marked(connection: Connection, standing: Standing, mark: Row[Any] | None, now: datetime) -> Standing:
    of_this_year = mark is not None and mark.year_begins == standing.year.begins
    if mark is not None and of_this_year and abs(now - mark.counted_at) <= MARK_HOLDS:
        return replace(standing, used=mark.responses, lowered_since=mark.lowered_since)
    return _counted(connection, standing)


def _counted(connection: Connection, standing: Standing) -> Standing:
    """A response is one that holds an answer and is no test, whatever became of it; it counts from when it began."""
    # Written out, since a database only uses the index that holds these where it sees that it may.
    given = text(f"answered_count > 0 and test is {'0' if connection.dialect.name == 'sqlite' else 'false'}")
    mine = (Response.clearance == standing.approval.control_number, Response.created_at >= standing.since, given)
    used = connection.execute(select(func.count()).where(*mine)).scalar_one()
    limit = standing.approval.limit
    if not limit or used < lowered_at(limit):
        return replace(standing, used=used)
    reached = select(Response.created_at).where(*mine).order_by(Response.created_at).offset(lowered_at(limit) - 1)
    return replace(standing, used=used, lowered_since=connection.execute(reached.limit(1)).scalar_one())
