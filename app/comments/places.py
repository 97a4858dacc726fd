"""Responses newest first, a page at a time: each page begins behind the response with which the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, false, or_, select

from app.counting.counting import bounds
from app.errors import BadInput
from app.records.comment_work import CommentWork
from app.records.responses import Response
from app.reporting.selection import Selection, happened_at

_MOMENTS = (Response.contact_ended_at, Response.started_at, Response.created_at)
"""A response stands at the first of these that is known. Each has an index of the responses that stand at it."""


class Place(NamedTuple):
    """Where a response stands: by the moment at which it counts, those of one moment by their id."""

    at: datetime
    id: int


def visible(response_id: str, units: frozenset[str] | None) -> list[ColumnElement[bool]]:
    """The conditions of one response, which is there only for those who may see its unit; of none for what is no id."""
    if not _is_id(response_id):
        return [false()]
    conditions = [Response.response_id == response_id, Response.deleted.is_(False)]
    if units is not None:
        conditions.append(Response.organizational_unit.in_(sorted(units)))
    return conditions


def _is_id(written: str) -> bool:
    try:
        return str(UUID(written)) == written
    except ValueError:
        return False


def place_of(connection: Connection, response_id: str, units: frozenset[str] | None) -> Place:
    """Where a response stands. Its count within the database never leaves, since it tells of other units.

    Raises BadInput for none that may be seen.
    """
    query = select(happened_at(), Response.id).where(*visible(response_id, units))
    found = connection.execute(query).first()
    if found is None:
        raise BadInput("This page cannot be continued; please begin with the newest.")
    return Place(*found)


def newest(
    connection: Connection,
    selection: Selection,
    columns: Sequence[Any],
    conditions: Sequence[ColumnElement[bool]],
    *,
    before: Place | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Up to ``limit`` rows of ``columns`` after ``id`` and ``at``, from behind ``before`` on; what staff did is joined.

    The selection has both of its days.
    """
    assert selection.since is not None
    assert selection.until is not None
    since, until = bounds(selection.zone, selection.since)[0], bounds(selection.zone, selection.until)[1]
    meant = replace(selection, since=None, until=None).responses()
    found: list[Row[Any]] = []
    for number, moment in enumerate(_MOMENTS):
        of_this = (*(earlier.is_(None) for earlier in _MOMENTS[:number]), moment.is_not(None))
        query = (
            select(Response.id, moment.label("at"), *columns)
            .outerjoin(CommentWork, CommentWork.response_id == Response.response_id)
            .where(*of_this, moment >= since, moment < until, *_behind(moment, before), *meant, *conditions)
        )
        found += connection.execute(query.order_by(moment.desc(), Response.id.desc()).limit(limit))
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit]


def _behind(moment: Any, before: Place | None) -> list[ColumnElement[bool]]:
    if before is None:
        return []
    # The first condition alone lets an index be used.
    return [moment <= before.at, or_(moment < before.at, and_(moment == before.at, Response.id < before.id))]
