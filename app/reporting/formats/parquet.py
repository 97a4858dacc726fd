"""Parquet: one row a response in typed columns, for programs that analyse. Needs the extra ``parquet``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.errors import BadInput
from app.records.responses import Response
from app.reporting.dictionary import Described, leaving
from app.reporting.formats.rows import batches
from app.reporting.formats.writing import Asked

ROWS_A_GROUP = 20_000
"""So many rows are held in memory, as columns, and lie together in the file."""

_UNIQUE = frozenset({"response_id", "source_id", "invitation_id", "contact_id", "comment"})
"""Texts that hardly ever repeat, so that a dictionary of them would only be in the way."""

Values = Callable[[Sequence[Any]], Sequence[Any]]


def write(connection: Connection, asked: Asked, out: BinaryIO, *, rows_a_group: int = ROWS_A_GROUP) -> Iterator[int]:
    """Row groups, one after the other. All text is exactly as stored. Raises BadInput where pyarrow is missing.

    Times are days of the selection's zone, or moments in UTC where what is identifying is asked for.
    """
    described = leaving(identifying=asked.identifying, comments=asked.comments, numbered=asked.numbered)
    zone = None if asked.identifying else asked.selection.zone
    arrow, parquet = _pyarrow()
    schema = _schema(arrow, described, exact=zone is None)
    repeating = [column.name for column in described if column.kind == "text" and column.name not in _UNIQUE]
    columns = _Columns(arrow, schema, [_values(column, zone) for column in described])
    written = 0
    with parquet.ParquetWriter(out, schema, compression="zstd", use_dictionary=repeating) as file:
        query = [Response.__table__.c[column.name] for column in described]
        for batch in batches(connection, query, asked.selection.responses()):
            columns.add(batch)
            if columns.rows >= rows_a_group:
                file.write_table(columns.taken())
            written += len(batch)
            yield written
        if columns.rows:
            file.write_table(columns.taken())


def _pyarrow() -> tuple[Any, Any]:
    try:
        # An extra, and slow to import.
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise BadInput("the format parquet needs pyarrow: pip install 'aftercall[parquet]'") from error


class _Columns:
    """Rows gathered as columns until there are enough of them for a row group."""

    def __init__(self, arrow: Any, schema: Any, values: Sequence[Values]) -> None:
        self._arrow, self._schema, self._values = arrow, schema, values
        self._gathered: list[Any] = []
        self.rows = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Takes the rows in."""
        arrays = [
            self._arrow.array(values(column), type=field.type)
            for values, column, field in zip(self._values, zip(*rows, strict=True), self._schema, strict=True)
        ]
        self._gathered.append(self._arrow.RecordBatch.from_arrays(arrays, schema=self._schema))
        self.rows += len(rows)

    def taken(self) -> Any:
        """All that was gathered, as a table; nothing is left."""
        table = self._arrow.Table.from_batches(self._gathered)
        self._gathered, self.rows = [], 0
        return table


def _schema(arrow: Any, described: Sequence[Described], *, exact: bool) -> Any:
    return arrow.schema(
        arrow.field(column.name, _type(arrow, column, exact=exact), column.nullable, _metadata(column))
        for column in described
    )


def _metadata(column: Described) -> dict[str, str]:
    """What the dictionary says of the column."""
    said = {"description": column.text, "values": column.values, "unit": column.meaning.unit or ""}
    return {key: words for key, words in said.items() if words}


def _type(arrow: Any, column: Described, *, exact: bool) -> Any:
    match column.kind:
        case "true or false":
            return arrow.bool_()
        case "number":
            return arrow.float64()
        case "whole number":
            return _whole_number(arrow, column)
        case "time":
            return arrow.timestamp("us", tz="UTC") if exact else arrow.date32()
        case "JSON" if column.meaning.holds == "words":
            return arrow.list_(arrow.string())
        case _:
            return arrow.string()


def _whole_number(arrow: Any, column: Described) -> Any:
    """As wide as what the column may hold: one byte where its limits allow it."""
    if column.limits:
        return arrow.int8()
    return arrow.int64() if column.big else arrow.int32()


def _values(column: Described, zone: ZoneInfo | None) -> Values:
    """How the stored values of a column are turned into those of its type."""
    if column.kind == "time" and zone is not None:
        return lambda times: [_day(time, zone) for time in times]
    if column.kind == "JSON" and column.meaning.holds == "lists":
        return lambda objects: [_json(given) for given in objects]
    return lambda values: values


def _day(time: datetime | None, zone: ZoneInfo) -> Any:
    return None if time is None else time.astimezone(zone).date()


def _json(given: Any) -> str | None:
    return None if given is None else json.dumps(given, ensure_ascii=False, separators=(",", ":"))
