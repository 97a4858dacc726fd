"""Small tables of known columns as CSV, by the byte rules of ``cells``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.reporting.formats.cells import line

Cell = str | int | None


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> bytes:
    """The header and a line for each row; a column that a row leaves out is null, any other is left out."""
    return "".join([line(columns), *(_line(columns, row) for row in rows)]).encode()


def _line(columns: Sequence[str], row: Mapping[str, Cell]) -> str:
    return line(None if (cell := row.get(name)) is None else str(cell) for name in columns)
