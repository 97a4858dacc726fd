"""Writes an export: one function for every format, whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from app.records.database import Database
from app.records.queries import require_tables
from app.reporting.formats.rows import one_state
from app.reporting.formats.writing import Asked, Writer

_MODULES = {
    "csv": "app.reporting.formats.flat",
    "long-csv": "app.reporting.formats.long",
    "jsonl": "app.reporting.formats.json_lines",
    "touchpoints-v2": "app.reporting.touchpoints.responses",
    "touchpoints-combined": "app.reporting.touchpoints.combined",
    "touchpoints-v2-collections": "app.reporting.touchpoints.collections_v2",
    "touchpoints-v2-details": "app.reporting.touchpoints.details_v2",
    "touchpoints-v1-header": "app.reporting.touchpoints.header_v1",
    "touchpoints-v1-questions": "app.reporting.touchpoints.questions_v1",
    "touchpoints-v1-quarterly": "app.reporting.touchpoints.quarterly_v1",
    "quarter": "app.reporting.quarter.packed",
    "xlsx": "app.reporting.formats.workbook",
    "parquet": "app.reporting.formats.parquet",
}
"""By format, the module whose function ``write`` writes it."""

FORMATS = tuple(_MODULES)
"""All formats, by the name that commands and the API use."""


class _Writers(Mapping[str, Writer]):
    """By format, what writes it. A module is imported once it is wanted, so that the first byte waits for no other."""

    def __getitem__(self, form: str) -> Writer:
        writer: Writer = import_module(_MODULES[form]).write
        return writer

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


WRITERS: Mapping[str, Writer] = _Writers()


@dataclass(frozen=True, slots=True)
class Exported:
    """How many responses were written, and what whoever reads the file should know."""

    responses: int
    notes: Sequence[str]


def export(
    database: Database, form: str, asked: Asked, out: BinaryIO, *, progress: Callable[[int], None] = lambda _: None
) -> Exported:
    """Writes what was asked for to ``out``, in memory that does not grow with it.

    ``progress`` is told how many responses are written so far; what it raises ends the export. Raises BadInput where
    the format cannot hold the selection; DatabaseAway and OSError at any time, with part of the file written.
    """
    written = 0
    with one_state(database) as connection:
        require_tables(connection)
        for written in WRITERS[form](connection, asked, out):
            progress(written)
        out.flush()
    return Exported(written, tuple(asked.notes))
