"""Reads a CSV file whose columns are the fields of a row model, such as volumes or clearances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from app.reporting.imports.bad_cells import BadCell
from app.reporting.imports.headers import Cells, Table
from app.reporting.imports.row_types import Row
from app.reporting.imports.running import Outcome, Refused, Source, Taken

R = TypeVar("R", bound=Row)


def rows_of(path: Path, model: type[R], keys: Sequence[str], context: Any = None) -> Source[R]:
    """The rows of a file, in any column order; optional columns may be left out, and then keep what is stored.

    ``context`` is that of the model's validation. Raises BadInput, also when read, where the file is no such table.
    """
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    table = Table(path, required, [name for name in model.model_fields if name not in required])

    def read() -> Iterator[Outcome[R]]:
        for row in table.rows():
            yield Refused((row,)) if isinstance(row, BadCell) else _taken(table, model, keys, context, *row)

    return read


def _taken(table: Table, model: type[R], keys: Sequence[str], context: Any, line: int, cells: Cells) -> Outcome[R]:
    # A required cell that is empty is left out, so that it is told as missing beside whatever else is wrong.
    given = {name: cell or None for name, cell in cells.items() if cell or not model.model_fields[name].is_required()}
    try:
        value = model.model_validate(given, context=context)
    except ValidationError as error:
        return Refused(tuple(_bad_cells(table.path, line, cells, error)))
    key = ", ".join(str(getattr(value, name)) for name in keys)
    return Taken(table.path, line, key, keys[-1], value)


def _bad_cells(path: Path, line: int, cells: Cells, error: ValidationError) -> Iterator[BadCell]:
    for wrong in error.errors(include_url=False):
        column = str(wrong["loc"][0]) if wrong["loc"] else None
        why = "is missing" if wrong["type"] == "missing" else wrong["msg"].removeprefix("Value error, ")
        yield BadCell(str(path), line, column, None if column is None else cells[column], why)
