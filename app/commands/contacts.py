"""``aftercall contacts import``: calls that the contact center reports in a file."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from app.assembly import build_runtime
from app.commands.import_runs import FILE, carry_out, import_options
from app.commands.zones import times_zone
from app.outreach.contact_reports import MOST, BadReports, ContactReport, faults
from app.outreach.contacts import report, rules_of
from app.outreach.moments import Reading
from app.outreach.outcome import Outcome
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
@times_zone
@partial(import_options, on_error="skip")
def import_(file: Path, zone: ZoneInfo | None, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of contacts, each of which is decided on, and invited where it is drawn.

    Its columns: contact_id, line, and any of the others that docs/contacts.md lists, in any order. Times have a zone,
    unless --zone names one. Importing it again changes nothing: a decision is made once, and nobody is invited twice.
    """
    settings = Settings.of_command()
    runtime = build_runtime(settings, sql_seconds=0)
    table = Table(file, _REQUIRED, [name for name in ContactReport.model_fields if name not in _REQUIRED])
    decisions: Counter[str] = Counter()

    def importing(database: Database, manner: Manner) -> Imported:
        done = _Import(table, rules_of(runtime), manner, decisions, zone).into(database)
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


class _Reported(NamedTuple):
    """What one record of the file reports."""

    line: int
    cells: Cells
    report: ContactReport


@dataclass(slots=True)
class _Import:
    """One run over a file. A good record is taken whatever is wrong with others, unless all are to be refused."""

    table: Table
    rules: Rules
    manner: Manner
    decisions: Counter[str]
    zone: ZoneInfo | None
    records: int = 0
    bad_records: int = 0
    bad_cells: int = 0
    saved: Saved = field(default_factory=Saved)

    def into(self, database: Database) -> Imported:
        if self.manner.on_error == "refuse":
            for portion, _ in self._portions(database, dry_run=True):
                self.records += portion
                self.manner.progress("checked", self.records)
        refused = self.bad_records > 0
        if not refused:
            self._write(database)
        return Imported(self.saved, self.records, self.bad_records, self.bad_cells, refused=refused)

    def _write(self, database: Database) -> None:
        self.records = 0
        for portion, outcomes in self._portions(database, dry_run=self.manner.dry_run):
            for outcome in {outcome.contact_id: outcome for outcome in outcomes}.values():
                changed = outcome.changed and not outcome.new
                self.saved += Saved(int(outcome.new), int(changed), int(not outcome.changed))
                self.decisions[outcome.code] += 1
            self.records += portion
            self.manner.progress("looked at" if self.manner.dry_run else "taken", self.records)

    def _portions(self, database: Database, *, dry_run: bool) -> Iterator[tuple[int, list[Outcome]]]:
        """The good records, portion by portion: how many, and what came of them."""
        good = self._good()
        while portion := list(islice(good, MOST)):
            taken = self._taken(database, portion, dry_run=dry_run)
            yield len(taken), taken

    def _taken(self, database: Database, portion: list[_Reported], *, dry_run: bool) -> list[Outcome]:
        """What came of a portion, but for records that go with no earlier report: those are told and left out."""
        while portion:
            try:
                return report(database, self.rules, [one.report for one in portion], _now(), dry_run=dry_run)
            except BadReports as error:
                wrong = {fault.place: fault for fault in error.faults}
            for place, fault in wrong.items():
                self._tell((self._bad(portion[place].line, portion[place].cells, fault.field, fault.why),))
            portion = [one for place, one in enumerate(portion) if place not in wrong]
        return []

    def _good(self) -> Iterator[_Reported]:
        """The reports of the file; what is no report is told and counted."""
        for row in self.table.rows():
            read = (row,) if isinstance(row, BadCell) else self._read(*row)
            if isinstance(read, _Reported):
                yield read
            else:
                self._tell(read)

    def _tell(self, cells: Sequence[BadCell]) -> None:
        """Tell what is wrong with one record."""
        self.bad_records += 1
        self.bad_cells += len(cells)
        for cell in cells:
            self.manner.bad(cell)

    def _read(self, line: int, cells: Cells) -> _Reported | tuple[BadCell, ...]:
        given = {name: _value(name, cell.strip()) for name, cell in cells.items() if cell and not cell.isspace()}
        try:
            # A file has nothing but text, so that numbers and truth values are written in it.
            read = ContactReport.model_validate(given, strict=False, context=Reading(_now(), self.zone))
        except ValidationError as error:
            return tuple(self._bad_cells(line, cells, error))
        wrong = faults([read], self.rules.lines, _now())
        return tuple(self._bad(line, cells, fault.field, fault.why) for fault in wrong) or _Reported(line, cells, read)

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
