"""Streams rows of the database as lines of CSV, made by the database as far as it can, at its own speed.

Memory does not grow with the rows: PostgreSQL copies out, SQLite steps through a cursor.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import Connection, Select, TextClause, literal_column, text

from app.errors import BadInput, DatabaseAway
from app.reporting.formats.expressions import Cell, functions, on_postgres, on_sqlite, run_on_sqlite, same_days

_BATCH = 500
_STREAMING = ("jit", "enable_sort", "enable_hashjoin", "enable_mergejoin")
"""What PostgreSQL must leave: each would hold back the first row until all are read or much is compiled."""


def stream(
    connection: Connection, cells: Sequence[Cell], rows: Select[Any], zone: ZoneInfo, out: BinaryIO
) -> Iterator[int]:
    """Writes a line of these cells for each row of a query, and tells after each portion how many are written.

    ``rows`` says which rows in which order, whatever it selects; days are those of ``zone``.
    """
    with _failures():
        if connection.dialect.name == "postgresql":
            yield from _copied(connection, cells, rows, zone, out)
        else:
            yield from _joined(connection, cells, rows, zone, out)


def literal(connection: Connection, query: Select[Any]) -> TextClause:
    """The query with its parameters written into it."""
    return text(_compiled(connection, query).replace(":", "\\:"))


def sql_of(connection: Connection, query: Select[Any], columns: Iterable[str]) -> str:
    """The query as one text without parameters, of these expressions."""
    asked: Any = query.with_only_columns(*map(literal_column, columns), maintain_column_froms=True)
    return _compiled(connection, asked)


def _compiled(connection: Connection, query: Select[Any]) -> str:
    compiled = str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    # The driver's own signs of a parameter are doubled in it.
    return compiled % () if connection.dialect.name == "postgresql" else compiled


def _copied(
    connection: Connection, cells: Sequence[Cell], rows: Select[Any], zone: ZoneInfo, out: BinaryIO
) -> Iterator[int]:
    query = sql_of(connection, rows, map(on_postgres, cells))
    driver: Any = connection.connection.driver_connection
    written = 0
    with driver.cursor() as cursor:
        for name in _STREAMING:
            cursor.execute(f"set local {name} = off")
        cursor.execute("set local datestyle = 'ISO'")
        cursor.execute("set local extra_float_digits = 1")
        cursor.execute("select set_config('timezone', %s, true)", [zone.key])
        with cursor.copy(f"copy ({query}) to stdout (format csv)") as lines:
            # The server sends a message a line; joined many at a time, a line costs half.
            while batch := list(islice(lines, _BATCH)):
                out.write(b"".join(batch))
                written += len(batch)
                yield written


def _joined(
    connection: Connection, cells: Sequence[Cell], rows: Select[Any], zone: ZoneInfo, out: BinaryIO
) -> Iterator[int]:
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.driver_connection
    for name, function in functions(zone).items():
        driver.create_function(name, 1, function, deterministic=True)
    cursor = driver.execute(sql_of(connection, rows, [_line(cells, zone)]))
    written = 0
    while batch := cursor.fetchmany(_BATCH):
        out.write("".join([row[0] for row in batch]).encode())
        written += len(batch)
        yield written


def _line(cells: Sequence[Cell], zone: ZoneInfo) -> str:
    """The expression of a whole line: SQLite leaves a null empty."""
    same_day, parts = same_days(zone), []
    for kind, group in groupby(cells, lambda cell: cell.kind):
        run = list(group)
        together = kind == "guarded" and len(run) > 1
        parts.extend([run_on_sqlite(run)] if together else [on_sqlite(cell, same_day) for cell in run])
    return f"printf('{','.join(['%s'] * len(parts))}' || char(10), {', '.join(parts)})"


@contextmanager
def _failures() -> Iterator[None]:
    """The drivers' own errors, which SQLAlchemy does not see here."""
    try:
        yield
    except psycopg.errors.InvalidParameterValue as error:
        raise BadInput(f"PostgreSQL: {_first_line(error)}") from error
    except (psycopg.OperationalError, psycopg.InterfaceError, sqlite3.OperationalError) as error:
        raise DatabaseAway(f"database: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
