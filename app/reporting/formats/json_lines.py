"""``jsonl``: one JSON object a response with its answers, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from sqlalchemy import Connection, Row

from app.records.base import UtcTime
from app.records.responses import Response
from app.reporting.formats.plain import answer_columns, column_names
from app.reporting.formats.rows import answers_by_response, batches
from app.reporting.formats.writing import Asked


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One object a response, by column name, with ``answers`` in the order of asking; all text exactly as stored."""
    names, written = column_names(identifying=asked.identifying, comments=asked.comments, numbered=asked.numbered), 0
    columns = [Response.__table__.c[name] for name in names]
    for batch in batches(connection, columns, asked.selection.responses()):
        out.write("".join(_lines(connection, asked, names, batch)).encode())
        written += len(batch)
        yield written


def _lines(connection: Connection, asked: Asked, names: Sequence[str], batch: Sequence[Row[Any]]) -> Iterator[str]:
    told = answer_columns(comments=asked.comments)
    answers = answers_by_response(connection, [row.response_id for row in batch], told)
    times = [name for name in names if isinstance(Response.__table__.c[name].type, UtcTime)]
    for row in batch:
        given: dict[str, Any] = dict(zip(names, row, strict=True))
        for name in times:
            given[name] = _left(given[name], asked)
        given["answers"] = answers.get(row.response_id, ())
        yield _written(given) + "\n"


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _left(time: datetime | None, asked: Asked) -> str | None:
    """The time as it leaves: its local day, or to the second in UTC where that is asked for."""
    if time is None:
        return None
    if asked.identifying:
        return f"{time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    return time.astimezone(asked.selection.zone).date().isoformat()
