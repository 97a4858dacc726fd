"""The two plain formats: one row a response for people and spreadsheets, one JSON object a response for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.records.responses import Response
from app.reporting.cells import harmless, line
from app.reporting.rows import answers_by_response, batches
from app.reporting.selection import Selection

INTERNAL = frozenset({"id"})
IDENTIFYING = frozenset({"contact_id", "agent_key"})
"""Columns that leave only where they are asked for; times to the second are a third thing of this kind."""

ANSWER_COLUMNS = ("question", "measure", "channel", "turn", "native", "value", "missing", "text")


def column_names(*, identifying: bool) -> tuple[str, ...]:
    """The columns of ``responses`` that leave, in their order."""
    kept_back = INTERNAL if identifying else INTERNAL | IDENTIFYING
    return tuple(column.name for column in Response.__table__.columns if column.name not in kept_back)


def csv_header(*, identifying: bool) -> str:
    """The first line of the CSV file."""
    return line(column_names(identifying=identifying))


def csv_lines(connection: Connection, selection: Selection, *, identifying: bool) -> Iterator[str]:
    """One line a response. Cells that a spreadsheet would run start with an apostrophe."""
    for batch in _responses(connection, selection, identifying=identifying):
        for row in batch:
            yield line(_cell(_left(value, selection.zone, "%Y-%m-%d %H:%M:%S UTC", identifying)) for value in row)


def jsonl_lines(connection: Connection, selection: Selection, *, identifying: bool) -> Iterator[str]:
    """One object a response, by column name, with ``answers`` in the order of asking; all text exactly as stored."""
    names = column_names(identifying=identifying)
    for batch in _responses(connection, selection, identifying=identifying):
        answers = answers_by_response(connection, [row.response_id for row in batch])
        for row in batch:
            given: dict[str, Any] = {
                name: _left(value, selection.zone, "%Y-%m-%dT%H:%M:%SZ", identifying)
                for name, value in zip(names, row, strict=True)
            }
            given["answers"] = [
                {name: getattr(answer, name) for name in ANSWER_COLUMNS} for answer in answers.get(row.response_id, ())
            ]
            yield _json(given) + "\n"


def _responses(connection: Connection, selection: Selection, *, identifying: bool) -> Iterator[Any]:
    columns = [Response.__table__.c[name] for name in column_names(identifying=identifying)]
    return batches(connection, columns, selection.responses())


def _left(value: Any, zone: ZoneInfo, exact: str, identifying: bool) -> Any:  # noqa: FBT001 (one call a cell)
    """The value as it leaves: a time as its local day, or to the second in UTC where that is asked for."""
    if not isinstance(value, datetime):
        return value
    return f"{value.astimezone(UTC):{exact}}" if identifying else f"{value.astimezone(zone):%Y-%m-%d}"


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return _json(value)
    return harmless(value) if isinstance(value, str) else str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
