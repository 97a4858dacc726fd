"""``aftercall export``: responses as a file, for people, programs or Touchpoints."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn
from zoneinfo import ZoneInfo

import click

from app.commands.audited import note_taken
from app.commands.zones import chosen_zone
from app.errors import BadInput
from app.lines import LOCAL_LINES, Lines, Reporting, load_lines
from app.records.database import connect
from app.records.queries import require_tables
from app.records.responses import STATUSES
from app.reporting.export import FORMATS, Exported
from app.reporting.export import export as write_export
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.writing import Asked
from app.reporting.output import whole_file
from app.reporting.selection import COLUMNS, Selection
from app.settings import Settings
from flows.channels import CHANNEL_NAMES

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What the file looks like.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; without it standard output."
)
@click.option("--line", help="Only responses of the line with this id.")
@click.option("--survey", help="Only responses to the survey with this id.")
@click.option("--service", help="Only of this service.")
@click.option("--unit", help="Only of this organizational unit.")
@click.option("--location", help="Only with this location code.")
@click.option("--channel", type=click.Choice(CHANNEL_NAMES), metavar="CHANNEL", help="Only of this channel.")
@click.option("--language", help="Only in this language, such as es.")
@click.option("--status", type=click.Choice(STATUSES), help="Only of this status.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Only from this local day on.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="Only up to this local day, itself included.")
@click.option("--quarter", metavar="2026-Q1", help="Only of this fiscal quarter, instead of --since and --until.")
@click.option(
    "--zone",
    callback=chosen_zone,
    help="Where days are local; by default the reporting zone of the lines file, else New York.",
)
@click.option("--include-test", is_flag=True, help="Test responses too.")
@click.option("--walk-ins", is_flag=True, help="Touchpoints' files: also people whom nobody invited, for trying out.")
@click.option("--identifying", is_flag=True, help="With contact, agent and exact times, where the format has them.")
def export(form: str, out: Path | None, *, identifying: bool, zone: ZoneInfo | None, **only: Any) -> None:
    """Write responses as a file.

    csv: one row a response, for spreadsheets. long-csv: one row an answer, for statistics. jsonl: one object a
    response with its answers, the text exact. touchpoints-v2: the 17 columns that Touchpoints takes, respondents with a
    trust answer alone; touchpoints-combined: with the questions of one survey before them.
    """
    first, last = _days(only.pop("since"), only.pop("until"), only.pop("quarter"))
    settings = Settings.of_command()
    lines = _lines(settings)
    reporting = Reporting() if lines is None else lines.reporting
    selection = Selection(zone or reporting.zone, since=first, until=last, **only)
    asked = Asked(selection, identifying, reporting, () if lines is None else lines.lines)
    database = connect(settings.database_url, statement_seconds=0)
    try:
        with database.read() as connection:
            require_tables(connection)
        note_taken(database, "command:export", **_told(form, out, selection, identifying=identifying))
        with _failures_told(out), _ended_in_order(_progress(out)) as progress, _written_to(out) as file:
            done = write_export(database, form, asked, file, progress=progress)
    finally:
        database.close()
    _tell(done, selection)


def _told(form: str, out: Path | None, selection: Selection, *, identifying: bool) -> dict[str, Any]:
    """What the audit keeps of an export: the format, the file, and the filters that were set."""
    chosen = {name: getattr(selection, name) for name in (*COLUMNS, "since", "until", "include_test", "walk_ins")}
    filters = {name: str(value) for name, value in chosen.items() if value not in (None, False)}
    return {"format": form, "out": None if out is None else str(out), "identifying": identifying, "filters": filters}


def _days(since: datetime | None, until: datetime | None, quarter: str | None) -> tuple[date | None, date | None]:
    """The first and the last day asked for. Raises BadInput."""
    if quarter is not None:
        if since is not None or until is not None:
            raise BadInput("--quarter stands for --since and --until: give the one or the others")
        asked = FiscalQuarter.parse(quarter)
        return asked.first_day, asked.last_day
    if since is not None and until is not None and since > until:
        raise BadInput(f"--since {since:%Y-%m-%d} comes after --until {until:%Y-%m-%d}")
    return since and since.date(), until and until.date()


def _lines(settings: Settings) -> Lines | None:
    """What the lines file says; None where there is none, since most formats need nothing of it."""
    if settings.lines_file is None and not settings.local_mode:
        return None
    return load_lines(settings.lines_file or LOCAL_LINES)


def _written_to(out: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if out is None else whole_file(out)


_ENDINGS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _ended_in_order(progress: Callable[[int], None]) -> Iterator[Callable[[int], None]]:
    """The progress, which raises KeyboardInterrupt after a portion once the process was asked to end.

    In the middle of one the drivers would be left in disorder. A second request ends it at once.
    """
    asked: list[int] = []
    before: dict[int, Any] = {ending: signal.getsignal(ending) for ending in _ENDINGS}

    def ask(number: int, _frame: object) -> None:
        asked.append(number)
        signal.signal(number, before[number])

    def told(written: int) -> None:
        if asked:
            raise KeyboardInterrupt
        progress(written)

    for ending in _ENDINGS:
        signal.signal(ending, ask)
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _failures_told(out: Path | None) -> Iterator[None]:
    """A full disk or an interrupt in one clear line. A reader of standard output that went away needs none."""
    left = "what was written is not all" if out is None else f"{out} was not written"
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        _fail(f"{out or 'standard output'}: {error.strerror}; {left}", error)
    except KeyboardInterrupt as error:
        _fail(f"interrupted; {left}", error)


def _fail(told: str, cause: BaseException) -> NoReturn:
    click.echo(f"aftercall: {told}", err=True)
    raise click.exceptions.Exit(1) from cause


def _progress(out: Path | None) -> Callable[[int], None]:
    """Counts on a terminal, unless the data itself goes there."""
    if not sys.stderr.isatty() or (out is None and sys.stdout.isatty()):
        return lambda _: None
    return lambda written: click.echo(f"\r{written:,} responses", nl=False, err=True)


def _tell(done: Exported, selection: Selection) -> None:
    ending = "\r" if sys.stderr.isatty() else ""
    what = "response" if done.responses == 1 else "responses"
    click.echo(f"{ending}{done.responses:,} {what}; days are those of {selection.zone.key}", err=True)
    for note in done.notes:
        click.echo(note, err=True)
