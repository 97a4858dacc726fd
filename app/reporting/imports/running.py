"""Runs an import: looks at every record first, and writes nothing where one is bad and the file is to be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, Literal, TypeVar

from sqlalchemy import Connection

from app.errors import BadInput
from app.records.database import Database
from app.reporting.imports.bad_cells import BadCell, Note
from app.reporting.imports.keyed import Saved
from app.reporting.imports.seen import Seen

OnError = Literal["refuse", "skip"]
T = TypeVar("T")

_PORTION = 1000
"""Records of one transaction: short, so that a live response is never shut out; a run that ends early is run again."""


@dataclass(frozen=True, slots=True)
class Taken(Generic[T]):
    """One record that can be written: where it begins, its key within its source, and what it says."""

    file: Path
    line: int
    key: str
    key_column: str
    value: T
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that cannot be written, and each cell of it that is wrong."""

    cells: tuple[BadCell, ...]


Outcome = Taken[T] | Refused
Source = Callable[[], Iterable[Outcome[T]]]
"""Reads one file from its beginning, each time it is called."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run is done, and who is told of what as it happens."""

    on_error: OnError = "refuse"
    """Where a record is bad: write nothing at all, or leave that record out."""
    dry_run: bool = False
    """Whether to do all of it but to keep nothing."""
    bad: Callable[[BadCell], None] = lambda _: None
    note: Callable[[Note], None] = lambda _: None
    progress: Callable[[str, int], None] = lambda _what, _records: None
    """Is told what is being done, and with how many records so far."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a run."""

    saved: Saved
    records: int
    """Good ones, each key once."""
    bad_records: int
    bad_cells: int
    refused: bool
    """Whether nothing was written, since something was bad."""


def run(
    database: Database,
    sources: Sequence[Source[T]],
    save: Callable[[Connection, Sequence[T]], Saved],
    manner: Manner,
) -> Imported:
    """Reads the files twice: to look at every record, then to write the good ones in portions.

    Raises BadInput where a file cannot be read or changed in between, DatabaseAway.
    """
    good, bad_records, bad_cells = _look(sources, manner)
    if bad_records and manner.on_error == "refuse":
        return Imported(Saved(), good, bad_records, bad_cells, refused=True)
    saved, written = _write(database, sources, save, manner)
    if written != good:
        raise BadInput("a file was changed while it was read; import it again")
    return Imported(saved, good, bad_records, bad_cells, refused=False)


def _look(sources: Sequence[Source[T]], manner: Manner) -> tuple[int, int, int]:
    """How many records are good, how many are bad, and their bad cells; each of these is told."""
    good = bad_records = bad_cells = 0
    for outcome in _once_each(sources):
        if isinstance(outcome, Refused):
            bad_records += 1
            bad_cells += len(outcome.cells)
            for cell in outcome.cells:
                manner.bad(cell)
        elif isinstance(outcome, Note):
            manner.note(outcome)
        else:
            good += 1
            for note in outcome.notes:
                manner.note(note)
        manner.progress("checked", good + bad_records)
    return good, bad_records, bad_cells


def _write(
    database: Database,
    sources: Sequence[Source[T]],
    save: Callable[[Connection, Sequence[T]], Saved],
    manner: Manner,
) -> tuple[Saved, int]:
    saved, written = Saved(), 0
    values = (outcome.value for outcome in _once_each(sources) if isinstance(outcome, Taken))
    while portion := list(islice(values, _PORTION)):
        with database.begin() as connection, connection.begin_nested() as kept:
            saved += save(connection, portion)
            if manner.dry_run:
                kept.rollback()
        written += len(portion)
        manner.progress("compared" if manner.dry_run else "written", written)
    return saved, written


def _once_each(sources: Iterable[Source[T]]) -> Iterator[Outcome[T] | Note]:
    """All records of the files, each key once; what came before and says something else is bad, the same a note."""
    with Seen() as seen:
        for source in sources:
            for outcome in source():
                if isinstance(outcome, Refused):
                    yield outcome
                    continue
                before = seen.before(outcome.key, repr(outcome.value), f"{outcome.file}:{outcome.line}")
                yield outcome if before is None else _again(outcome, *before)


def _again(outcome: Taken[T], first: str, same: bool) -> Refused | Note:  # noqa: FBT001 (one of two ends)
    if same:
        return Note(str(outcome.file), outcome.line, "a record came twice and was taken once", f"first at {first}")
    why = f"is also at {first}, which says something else"
    return Refused((BadCell(str(outcome.file), outcome.line, outcome.key_column, outcome.key, why),))
