"""``aftercall contacts import``: calls that the contact center reports in a file."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from app.assembly import build_runtime
from app.commands.import_runs import FILE, carry_out, import_options
from app.outreach.contact_reports import MOST, ContactReport, faults
from app.outreach.contacts import report, rules_of
from app.outreach.planning import Rules
from app.records.database import Database
from app.reporting.imports.bad_cells import BadCell
from app.reporting.imports.headers import Cells, Table
from app.reporting.imports.keyed import Saved
from app.reporting.imports.running import Imported, Manner, OnError
from app.settings import Settings

_REQUIRED = ("contact_id", "line")


@click.group()
def contacts() -> None:
    """Contacts that the contact center reports."""


@contacts.command("import")
@click.argument("file", type=FILE)
@partial(import_options, on_error="skip")
def import_(file: Path, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of contacts, each of which is decided on, and invited where it is drawn.

    Its columns: contact_id, line, and any of the others that docs/contacts.md lists, in any order. Importing it again
    changes nothing: a decision is made once, and nobody is invited twice.
    """
    settings = Settings.of_command()
    runtime = build_runtime(settings, sql_seconds=0)
    table = Table(file, _REQUIRED, [name for name in ContactReport.model_fields if name not in _REQUIRED])
    decisions: Counter[str] = Counter()

    def importing(database: Database, manner: Manner) -> Imported:
        done = _Import(table, rules_of(runtime), manner, decisions).into(database)
        _tell(decisions, dry_run=dry_run, as_json=as_json)
        return done

    try:
        carry_out(importing, settings, on_error=on_error, dry_run=dry_run, as_json=as_json)
    finally:
        runtime.database.close()


def _tell(decisions: Counter[str], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"kind": "decisions", **dict(sorted(decisions.items()))}))
    elif decisions:
        told = ", ".join(f"{code} {count:,}" for code, count in decisions.most_common())
        begin = "\r" if sys.stderr.isatty() else ""
        click.echo(f"{begin}decisions{' would be' if dry_run else ''}: {told}", err=True)


@dataclass(slots=True)
class _Import:
    """One run over a file. A good record is taken whatever is wrong with others, unless all are to be refused."""

    table: Table
    rules: Rules
    manner: Manner
    decisions: Counter[str]
    records: int = 0
    bad_records: int = 0
    bad_cells: int = 0
    saved: Saved = field(default_factory=Saved)

    def into(self, database: Database) -> Imported:
        if self.manner.on_error == "refuse":
            self._look()
        if not self.bad_records:
            self._write(database)
        refused = self.manner.on_error == "refuse" and self.bad_records > 0
        return Imported(self.saved, self.records, self.bad_records, self.bad_cells, refused=refused)

    def _look(self) -> None:
        for _ in self._good():
            self.records += 1
            self.manner.progress("checked", self.records)

    def _write(self, database: Database) -> None:
        self.records, good = 0, self._good()
        while portion := list(islice(good, MOST)):
            outcomes = report(database, self.rules, portion, _now(), dry_run=self.manner.dry_run)
            for outcome in {outcome.contact_id: outcome for outcome in outcomes}.values():
                changed = outcome.changed and not outcome.new
                self.saved += Saved(int(outcome.new), int(changed), int(not outcome.changed))
                self.decisions[outcome.code] += 1
            self.records += len(portion)
            self.manner.progress("looked at" if self.manner.dry_run else "taken", self.records)

    def _good(self) -> Iterator[ContactReport]:
        """The reports of the file; what is no report is told and counted."""
        for row in self.table.rows():
            read = (row,) if isinstance(row, BadCell) else self._read(*row)
            if isinstance(read, ContactReport):
                yield read
                continue
            self.bad_records += 1
            self.bad_cells += len(read)
            for cell in read:
                self.manner.bad(cell)

    def _read(self, line: int, cells: Cells) -> ContactReport | tuple[BadCell, ...]:
        given = {name: _value(name, cell) for name, cell in cells.items() if cell and not cell.isspace()}
        try:
            # A file has nothing but text, so that numbers and truth values are written in it.
            read = ContactReport.model_validate(given, strict=False)
        except ValidationError as error:
            return tuple(self._bad_cells(line, cells, error))
        wrong = faults([read], self.rules.lines, _now())
        return tuple(self._bad(line, cells, fault.field, fault.why) for fault in wrong) or read

    def _bad_cells(self, line: int, cells: Cells, error: ValidationError) -> Iterator[BadCell]:
        for wrong in error.errors(include_url=False):
            column = str(wrong["loc"][0]) if wrong["loc"] else None
            why = "is missing" if wrong["type"] == "missing" else wrong["msg"].removeprefix("Value error, ")
            yield self._bad(line, cells, column, why)

    def _bad(self, line: int, cells: Cells, column: str | None, why: str) -> BadCell:
        return BadCell(str(self.table.path), line, column, cells.get(column or ""), why)


def _value(name: str, cell: str) -> Any:
    """What a cell says: facts are written as a JSON object."""
    if name != "facts":
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _now() -> datetime:
    return datetime.now(UTC)
