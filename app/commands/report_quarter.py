"""``aftercall report quarter``: the whole quarterly submission in one directory."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from app.assembly import lines_file_of
from app.commands.audited import note_taken
from app.commands.zones import chosen_zone
from app.lines import Lines, load_lines
from app.records.database import connect
from app.records.queries import require_tables
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.writing import Asked
from app.reporting.quarter.submission import Ordered, Progress, write_submission
from app.reporting.selection import Selection
from app.settings import Settings


@click.command()
@click.option("--fy", "year", type=int, required=True, help="The fiscal year, such as 2026.")
@click.option("--q", "number", type=click.IntRange(1, 4), required=True, help="Its quarter; 1 is October to December.")
@click.option("--service", "services", multiple=True, help="Only this service; may be given several times.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A directory, new or empty."
)
@click.option(
    "--accomplishments",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A text in UTF-8 on what was accomplished.",
)
@click.option("--zone", callback=chosen_zone, help="Where days are local, if not as the lines file says.")
@click.option("--replace", is_flag=True, help="An earlier submission in the directory may go.")
@click.option("--json", "as_json", is_flag=True, help="The self-check as JSON on standard output.")
def quarter(
    year: int,
    number: int,
    services: tuple[str, ...],
    *,
    out: Path,
    zone: ZoneInfo | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Write the quarterly submission to OMB into a directory, and say what is not in line in it.

    One response file for each service, survey, stage and channel whose survey taps drivers; header, questions and
    quarterly row for those that ask each driver; collections and details, service-level indicators, a self-check with
    reasons, and a manifest.
    """
    settings = Settings.of_command()
    lines = load_lines(lines_file_of(settings))
    asked = _asked(lines, FiscalQuarter(year, number), zone)
    ordered = Ordered(asked, services, **how)
    database = connect(settings.database_url, statement_seconds=0)
    try:
        with database.read() as connection:
            require_tables(connection)
        note_taken(database, "command:report quarter", quarter=f"{year}-Q{number}", services=services, out=str(out))
        with _failures_told(out):
            written = write_submission(database, ordered, out, progress=_progress())
    finally:
        database.close()
    click.echo("\r\x1b[K" if sys.stderr.isatty() else "", nl=False, err=True)
    for told in written.summary():
        click.echo(told, err=True)
    if as_json:
        click.echo(json.dumps(written.as_object(), ensure_ascii=False, indent=2))


def _asked(lines: Lines, of: FiscalQuarter, zone: ZoneInfo | None) -> Asked:
    where = zone or lines.reporting.zone
    selection = Selection(where, since=of.first_day, until=of.last_day)
    return Asked(selection, reporting=lines.reporting, lines=lines.lines)


@contextmanager
def _failures_told(out: Path) -> Iterator[None]:
    """A full disk, an interrupt or being told to end: one clear line, and nothing left behind."""
    earlier = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except OSError as error:
        _fail(f"{out}: {error.strerror}; nothing was written", error)
    except KeyboardInterrupt as error:
        _fail(f"interrupted; {out} was not written", error)
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _fail(told: str, cause: BaseException) -> NoReturn:
    click.echo(f"aftercall: {told}", err=True)
    raise click.exceptions.Exit(1) from cause


def _progress() -> Progress:
    """Counts on a terminal, file by file."""
    if not sys.stderr.isatty():
        return lambda *_: None
    return lambda name, n: click.echo(f"\r{name}: {n:,} responses\x1b[K", nl=False, err=True)
