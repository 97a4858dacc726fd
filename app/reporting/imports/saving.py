"""Writes web responses: new ones are inserted, changed ones updated, and nothing moves where nothing differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from app.records.days import mark_responses
from app.records.responses import Answer, Response
from app.records.upserts import number_changes, upsert
from app.reporting.imports.keyed import Saved
from app.reporting.imports.turns import take_turns
from app.reporting.imports.web_response import ABOUT, Marks, Origin, WebResponse
from app.reporting.imports.web_rows import Given, answer_columns, questions, response_columns, response_id

_FIRST_TURN = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A response on its way into the tables."""

    response_id: str
    turn: int
    columns: Mapping[str, Any]
    asked: Sequence[Given]


def save_responses(connection: Connection, responses: Sequence[WebResponse], origin: Origin, now: datetime) -> Saved:
    """Writes responses, each id once, within the caller's transaction; every change gets its ``change_seq``.

    What the origin does not know keeps its stored value. What people set beside a response is only added to: a mark or
    tag in the file is taken over, one that is missing there takes none away.
    """
    take_turns(connection, f"responses of {origin.source}")
    stored = _stored(connection, origin.source, [response.source_id for response in responses])
    new: list[_Row] = []
    changed: list[_Row] = []
    for response in responses:
        asked = questions(response, origin)
        columns = response_columns(response, origin, asked)
        row = stored.get(response.source_id)
        if row is None:
            new.append(_new(response, origin, columns, asked))
        elif differing := _differing(row, columns, response.marks, origin.created_within):
            changed.append(_Row(row["response_id"], row["turn"] + 1, differing, asked))
    upsert(connection, Response, [_entry(row, now) for row in new])
    if changed:
        # They may move to another day.
        mark_responses(connection, [row.response_id for row in changed])
        _update(connection, changed, now)
    if new or changed:
        upsert(connection, Answer, _answers([*new, *changed], origin))
        number_changes(connection)
    return Saved(len(new), len(changed), len(responses) - len(new) - len(changed))


def _stored(connection: Connection, source: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    # Whoever marks one of them meanwhile waits, so that no mark is lost.
    query = select(_table()).where(Response.source == source, Response.source_id.in_(ids)).with_for_update()
    return {row["source_id"]: dict(row) for row in connection.execute(query).mappings()}


def _new(response: WebResponse, origin: Origin, columns: Mapping[str, Any], asked: Sequence[Given]) -> _Row:
    named = {"source": origin.source, "source_id": response.source_id}
    marks = _marks(None, response.marks)
    return _Row(response_id(origin.source, response.source_id), _FIRST_TURN, {**columns, **named, **marks}, asked)


def _differing(
    row: Mapping[str, Any],
    columns: Mapping[str, Any],
    marks: Marks | None,
    created_within: tuple[datetime, datetime] | None,
) -> dict[str, Any]:
    """All columns as they are to be, where any of them is not yet; else nothing."""
    known = {name: value for name, value in columns.items() if value is not None or name not in ABOUT.values()}
    if created_within is not None and created_within[0] <= row["created_at"] < created_within[1]:
        # Another file told the time; this one knows no more than the quarter.
        known["created_at"] = row["created_at"]
    wanted = {**known, **_marks(row, marks)}
    return wanted if any(row[name] != value for name, value in wanted.items()) else {}


def _marks(row: Mapping[str, Any] | None, marks: Marks | None) -> dict[str, Any]:
    """The marks of the row and those of the file together."""
    if marks is None:
        return {} if row is not None else {"tags": []}
    kept = row or {"tags": [], "flagged": False, "archived": False, "deleted": False, "deleted_at": None}
    return {
        "tags": [*kept["tags"], *(tag for tag in marks.tags if tag not in kept["tags"])],
        "flagged": kept["flagged"] or marks.flagged,
        "archived": kept["archived"] or marks.archived,
        "deleted": kept["deleted"] or marks.deleted,
        "deleted_at": kept["deleted_at"] or (marks.deleted_at if marks.deleted else None),
    }


def _entry(row: _Row, now: datetime) -> dict[str, Any]:
    """The row as the one upsert of all responses takes it: times as seconds since 1970."""
    given = {name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.columns.items()}
    return {**given, "response_id": row.response_id, "turn": row.turn, "updated_at": now.timestamp()}


def _answers(rows: Sequence[_Row], origin: Origin) -> Iterator[dict[str, Any]]:
    for row in rows:
        for given in answer_columns(row.asked, origin):
            yield {**given, "response_id": row.response_id, "turn": row.turn}


def _update(connection: Connection, rows: Sequence[_Row], now: datetime) -> None:
    """Sets the columns of each row; those that name the same columns go in one statement."""
    table = _table()
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        values = {**row.columns, "turn": row.turn, "updated_at": now, "change_seq": None}
        by_columns.setdefault(tuple(values), []).append({**values, "this": row.response_id})
    for given in by_columns.values():
        connection.execute(update(table).where(table.c.response_id == bindparam("this")), given)


def _table() -> Table:
    table = Response.__table__
    assert isinstance(table, Table)
    return table
