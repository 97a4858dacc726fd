"""Writes an export: one function for every format, whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Literal, get_args

from sqlalchemy import Connection

from app.errors import BadInput
from app.records.database import Database
from app.reporting import plain, touchpoints
from app.reporting.rows import one_state
from app.reporting.selection import Selection

Format = Literal["csv", "jsonl", "touchpoints-v2"]
FORMATS: tuple[Format, ...] = get_args(Format)

_LINES_A_WRITE = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """How many responses were written, and by column what the file mixes though its format has no place to say so."""

    responses: int
    mixed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def export(
    database: Database,
    form: Format,
    selection: Selection,
    out: BinaryIO,
    *,
    identifying: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Writes the selected responses to ``out`` as UTF-8, in memory that does not grow with their number.

    ``progress`` is told how many are written so far. Raises BadInput before the first byte where the format cannot
    hold the selection; DatabaseAway and OSError at any time, with part of the file written.
    """
    with one_state(database) as connection:
        header, lines, mixed = _opened(connection, form, selection, identifying=identifying)
        out.write(header.encode())
        written = 0
        while portion := list(islice(lines, _LINES_A_WRITE)):
            out.write("".join(portion).encode())
            written += len(portion)
            progress(written)
        out.flush()
    return Exported(written, mixed)


def _opened(
    connection: Connection, form: Format, selection: Selection, *, identifying: bool
) -> tuple[str, Iterator[str], Mapping[str, Sequence[str]]]:
    """The header, the lines to come, and what they mix."""
    if form == "csv":
        lines = plain.csv_lines(connection, selection, identifying=identifying)
        return plain.csv_header(identifying=identifying), lines, {}
    if form == "jsonl":
        return "", plain.jsonl_lines(connection, selection, identifying=identifying), {}
    if identifying:
        raise BadInput("touchpoints-v2: has no columns that identify, so --identifying cannot be met")
    mixed = touchpoints.mixture(connection, selection)
    return touchpoints.HEADER, touchpoints.lines(connection, selection), mixed
