"""Responses in the order of their changes, for those who follow them: the objects of the ``jsonl`` format."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from app.errors import BadInput
from app.records.database import Database
from app.records.responses import Response
from app.records.upkeep import ChangeCounter
from app.reporting.export import WRITERS
from app.reporting.formats.rows import one_state
from app.reporting.formats.writing import Asked

_AT_ONCE = 200
"""SQLite takes no condition of more than a thousand parts."""


@dataclass(frozen=True, slots=True)
class Page:
    """What changed, in the order of the changes."""

    objects: Sequence[str]
    """Each response as JSON, as a line of ``jsonl`` has it."""
    deleted: Sequence[str]
    """The ids of responses that were deleted."""
    next: int
    """The number up to which all changes are told; for whoever sees some units alone, that of the last one told."""
    more: bool
    """Whether there may be more now."""


def changes(database: Database, asked: Asked, after: int, limit: int) -> Page:
    """Up to ``limit`` responses whose last change has a number above ``after``.

    Raises DatabaseAway, and BadInput where no change has the number ``after`` yet: whoever followed another database,
    or a later state of this one, would otherwise miss all changes until then.
    """
    with one_state(database) as connection:
        meant = or_(_deleted(asked), and_(*asked.selection.responses()))
        columns = Response.id, Response.response_id, Response.change_seq, Response.deleted
        query = select(*columns).where(Response.change_seq > after, meant).order_by(Response.change_seq)
        rows: list[Any] = list(connection.execute(query.limit(limit)))
        objects = _objects(connection, asked, [row for row in rows if not row.deleted])
        counter = connection.execute(select(ChangeCounter.value)).scalar_one()
    if counter < after:
        far = f"changed_since, {after}, is above the newest change, {counter}"
        raise BadInput(f"{far if asked.numbered else 'changed_since was told to nobody'}: begin again without it")
    full = len(rows) == limit
    last = rows[-1].change_seq if rows else after
    # The counter would tell whoever sees some units alone how much happens in the others.
    told_up_to = counter if asked.numbered and not full else last
    return Page(objects, [row.response_id for row in rows if row.deleted], told_up_to, full)


def _deleted(asked: Asked) -> ColumnElement[bool]:
    units, deleted = asked.selection.units, Response.deleted.is_(True)
    return deleted if units is None else and_(deleted, Response.organizational_unit.in_(sorted(units)))


def _objects(connection: Connection, asked: Asked, rows: Sequence[Any]) -> list[str]:
    """The lines of ``jsonl`` for these rows, in their order."""
    written: dict[int, str] = {}
    for portion in _portions(sorted(rows, key=lambda row: row.id)):
        kinds = tuple((("response_id", row.response_id),) for row in portion)
        out = io.BytesIO()
        for _ in WRITERS["jsonl"](connection, replace(asked, selection=replace(asked.selection, kinds=kinds)), out):
            pass
        # The writer keeps to the order in which responses came, that of their ids.
        lines = out.getvalue().decode().removesuffix("\n").split("\n")
        written |= {row.id: line for row, line in zip(portion, lines, strict=True)}
    return [written[row.id] for row in rows]


def _portions(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    left = iter(rows)
    while portion := list(islice(left, _AT_ONCE)):
        yield portion
