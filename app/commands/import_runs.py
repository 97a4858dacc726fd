"""What all ``import`` commands share: their options, what they say, and how they end."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.errors import BadInput
from app.records.database import Database, connect
from app.records.queries import require_tables
from app.reporting.imports.bad_cells import BadCell, Note
from app.reporting.imports.running import Imported, Manner, OnError
from app.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class _Words(click.ParamType[str]):
    """What is kept with the records: an empty text says nothing, and half a character no database keeps."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text."""
        text = str(value)
        if not text.strip():
            self.fail("is empty", param, ctx)
        if not _is_utf_8(text):
            self.fail("is not UTF-8", param, ctx)
        return text


class _File(click.Path):
    """A regular file: an import reads it twice, which a pipe does not allow."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not _is_utf_8(str(path)):
            self.fail("the name of the file is not UTF-8; rename it", param, ctx)
        if not path.is_file():
            self.fail(f"{path} is no regular file; an import reads it twice", param, ctx)
        return path


def _is_utf_8(text: str) -> bool:
    """Whether the bytes of an argument were UTF-8; others come in as halves of characters."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


FILE = _File(exists=True, dir_okay=False)
WORDS = _Words()

_SHOWN, _NOTES_SHOWN = 20, 3
_EVERY = 1000


def import_options(command: Command, on_error: OnError = "refuse") -> Command:
    """The options of every import. ``on_error`` is what happens unless something else is asked for."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Bad cells, notes and counts as JSON lines, all of them."),
        click.option("--dry-run", is_flag=True, help="Say what would change and change nothing."),
        click.option(
            "--on-error",
            type=click.Choice(["refuse", "skip"]),
            default=on_error,
            show_default=True,
            help="Where a cell is bad: write nothing at all, or leave out that record.",
        ),
    ):
        command = option(command)
    return command


def carry_out(
    importing: Callable[[Database, Manner], Imported],
    settings: Settings,
    *,
    on_error: OnError,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Runs an import and tells how it went. Raises BadInput where the files were refused."""
    telling = _TellingJson() if as_json else _Telling()
    database = connect(settings.database_url, statement_seconds=0)
    manner = Manner(on_error, dry_run, telling.bad, telling.note, _progress())
    try:
        with database.read() as connection:
            require_tables(connection)
        done = importing(database, manner)
    except KeyboardInterrupt as error:
        click.echo("\naftercall: interrupted; what was written stays, and running it again completes it", err=True)
        raise click.exceptions.Exit(1) from error
    finally:
        database.close()
    telling.end(done, dry_run=dry_run)
    if done.refused:
        what = f"{done.bad_cells:,} bad cells in {done.bad_records:,} records"
        raise BadInput(f"{what}: nothing was written; --on-error skip leaves those records out")


def _progress() -> Callable[[str, int], None]:
    """Counts on a terminal."""
    if not sys.stderr.isatty():
        return lambda _what, _records: None
    return lambda what, records: _count(what, records) if records % _EVERY == 0 else None


def _count(what: str, records: int) -> None:
    click.echo(f"\r{records:,} records {what}", nl=False, err=True)


class _Telling:
    """For people, on standard error: the first bad cells, each kind of note with its first place, and how many."""

    def __init__(self) -> None:
        self._cells: Counter[str] = Counter()
        self._notes: dict[str, list[Note]] = {}
        self._counts: Counter[str] = Counter()

    def bad(self, cell: BadCell) -> None:
        """Shows one of the first bad cells."""
        self._cells[cell.column or "whole record"] += 1
        if self._cells.total() <= _SHOWN:
            click.echo(_line(str(cell)), err=True)

    def note(self, note: Note) -> None:
        """Counts a note by what it says."""
        self._counts[note.what] += 1
        kept = self._notes.setdefault(note.what, [])
        if len(kept) < _NOTES_SHOWN:
            kept.append(note)

    def end(self, done: Imported, *, dry_run: bool) -> None:
        """How many more there were, and the counts."""
        more = self._cells.total() - _SHOWN
        if more > 0:
            by_column = ", ".join(f"{column} {count:,}" for column, count in self._cells.items())
            click.echo(_line(f"… and {more:,} more bad cells; in all {by_column}; --json tells each"), err=True)
        for what, notes in self._notes.items():
            places = "; ".join(f"{note.file}:{note.line} {note.detail}".rstrip() for note in notes)
            and_so_on = "; …" if self._counts[what] > len(notes) else ""
            click.echo(_line(f"note: {what} ({self._counts[what]:,}): {places}{and_so_on}"), err=True)
        if done.refused:
            return
        left_out = f"; {done.bad_records:,} records with bad cells left out" if done.bad_records else ""
        click.echo(_line(f"{'would be: ' if dry_run else ''}{done.saved}{left_out}"), err=True)


class _TellingJson:
    """For programs: one JSON object a line on standard output, the counts last."""

    def bad(self, cell: BadCell) -> None:
        """Writes a bad cell."""
        _write({"kind": "bad_cell", **cell.as_json()})

    def note(self, note: Note) -> None:
        """Writes a note."""
        _write({"kind": "note", **note.as_json()})

    def end(self, done: Imported, *, dry_run: bool) -> None:
        """Writes the counts."""
        saved = {"new": done.saved.new, "changed": done.saved.changed, "unchanged": done.saved.unchanged}
        counts = {"records": done.records, "bad_records": done.bad_records, "bad_cells": done.bad_cells}
        _write({"kind": "summary", **saved, **counts, "refused": done.refused, "dry_run": dry_run})


def _write(told: dict[str, Any]) -> None:
    # ASCII, since a bad cell may hold half a character, which no output can take as it is.
    click.echo(json.dumps(told))


def _line(told: str) -> str:
    """A line that begins at the left of a terminal, whatever the count of the progress left there."""
    return f"\r{told}" if sys.stderr.isatty() else told
