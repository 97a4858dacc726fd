"""Writes published rows: surveys with their questions, nothing where nothing differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from app.records.base import Base
from app.records.published import PublishedItem, PublishedSurvey
from app.records.upserts import insert_absent
from app.reporting.imports.keyed import Saved
from app.reporting.imports.published import PublishedRow
from app.reporting.imports.turns import take_turns


def save_published(connection: Connection, rows: Sequence[PublishedRow], source: str, now: datetime) -> Saved:
    """Writes rows, each id once, within the caller's transaction. The questions of a changed row are replaced."""
    take_turns(connection, f"published rows of {source}")
    ids = [row.source_id for row in rows]
    before = _stored(connection, source, ids)
    new = [row for row in rows if row.source_id not in before]
    changed = [row for row in rows if row.source_id in before and _said(row) != before[row.source_id][1]]
    if new:
        named = {"source": source, "created_at": now, "updated_at": now}
        insert_absent(
            connection, PublishedSurvey, [{**row.columns, **named, "source_id": row.source_id} for row in new]
        )
        before = _stored(connection, source, ids)
    if new or changed:
        _write(connection, [(before[row.source_id][0], row) for row in (*new, *changed)], now)
    return Saved(len(new), len(changed), len(rows) - len(new) - len(changed))


def _said(row: PublishedRow) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    return row.columns, list(row.items)


def _stored(
    connection: Connection, source: str, ids: Sequence[str]
) -> dict[str, tuple[int, tuple[dict[str, Any], list[dict[str, Any]]]]]:
    """By source id, the key of the survey, what it says and its questions in their order."""
    of_source = select(PublishedSurvey).where(PublishedSurvey.source == source, PublishedSurvey.source_id.in_(ids))
    surveys = [dict(row) for row in connection.execute(of_source.with_for_update()).mappings()]
    items: dict[int, list[dict[str, Any]]] = {survey["id"]: [] for survey in surveys}
    in_order = select(PublishedItem).where(PublishedItem.survey_id.in_(items)).order_by(PublishedItem.number)
    for row in connection.execute(in_order).mappings():
        item = dict(row)
        items[item.pop("survey_id")].append(item)
    own = {"id", "source", "source_id", "created_at", "updated_at"}
    return {
        survey["source_id"]: (
            survey["id"],
            ({name: value for name, value in survey.items() if name not in own}, items[survey["id"]]),
        )
        for survey in surveys
    }


def _write(connection: Connection, rows: Sequence[tuple[int, PublishedRow]], now: datetime) -> None:
    surveys, items = _table(PublishedSurvey), _table(PublishedItem)
    written = [{**row.columns, "updated_at": now, "this": key} for key, row in rows]
    connection.execute(update(surveys).where(surveys.c.id == bindparam("this")), written)
    connection.execute(delete(items).where(items.c.survey_id.in_([key for key, _ in rows])))
    asked = [{**item, "survey_id": key} for key, row in rows for item in row.items]
    if asked:
        connection.execute(insert(items), asked)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
