"""``aftercall export``: responses as a file, for people, programs or Touchpoints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn
from zoneinfo import ZoneInfo

import click

from app.errors import BadInput
from app.records.database import connect
from app.records.responses import STATUSES
from app.reporting.export import FORMATS, Exported, Format
from app.reporting.export import export as write_export
from app.reporting.output import whole_file
from app.reporting.selection import Selection
from app.settings import Settings
from flows.channels import CHANNEL_NAMES

_DAY = click.DateTime(["%Y-%m-%d"])


def _zone(_context: click.Context, _parameter: click.Parameter, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise click.BadParameter(f"{name} is no time zone, such as America/Chicago") from error


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="What the file looks like.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; without it standard output."
)
@click.option("--line", help="Only responses of the line with this id.")
@click.option("--survey", help="Only responses to the survey with this id.")
@click.option("--channel", type=click.Choice(CHANNEL_NAMES), metavar="CHANNEL", help="Only of this channel.")
@click.option("--status", type=click.Choice(STATUSES), help="Only of this status.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Only from this local day on.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="Only up to this local day, itself included.")
@click.option("--zone", callback=_zone, default="America/New_York", show_default=True, help="Where days are local.")
@click.option("--include-test", is_flag=True, help="Test responses too.")
@click.option("--walk-ins", is_flag=True, help="touchpoints-v2: also people whom nobody invited, for trying out.")
@click.option("--identifying", is_flag=True, help="csv, jsonl: with contact, agent and exact times.")
def export(
    form: Format, out: Path | None, *, since: datetime | None, until: datetime | None, identifying: bool, **only: Any
) -> None:
    """Write responses as a file.

    csv: one row a response, for spreadsheets. jsonl: one object a response with its answers, the text exact.
    touchpoints-v2: the 17 columns that Touchpoints takes, respondents with a trust answer alone.
    """
    if since is not None and until is not None and since > until:
        raise BadInput(f"--since {since:%Y-%m-%d} comes after --until {until:%Y-%m-%d}")
    selection = Selection(since=since and since.date(), until=until and until.date(), **only)
    database = connect(Settings.of_command().database_url, statement_seconds=0)
    try:
        with _failures_told(out), _written_to(out) as file:
            done = write_export(database, form, selection, file, identifying=identifying, progress=_progress(out))
    finally:
        database.close()
    _tell(done, form, selection)


def _written_to(out: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if out is None else whole_file(out)


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


def _tell(done: Exported, form: Format, selection: Selection) -> None:
    ending = "\r" if sys.stderr.isatty() else ""
    click.echo(f"{ending}{done.responses:,} responses; days are those of {selection.zone.key}", err=True)
    if form == "touchpoints-v2" and not done.responses and not selection.walk_ins:
        click.echo("Walk-ins, whom nobody invited, are left out; --walk-ins takes them in.", err=True)
    for name, values in done.mixed.items():
        click.echo(f"The file mixes {name}: {', '.join(values)}. Touchpoints expects one file for each.", err=True)
