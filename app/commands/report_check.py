"""``aftercall report check``: every figure of a file computed again, and what is wrong or doubtful in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from app.errors import BadInput
from app.reporting.check import telling
from app.reporting.check.examining import Examination
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.submission import SubmissionExamination
from app.reporting.check.telling import Tally


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Every finding in a line of its own, not the first of each code.")
@click.option("--figures", is_flag=True, help="Also the figures that follow from each row, with their n.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding, then a summary.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], *, every: bool, figures: bool, as_json: bool) -> None:
    """Compute every figure of FILE again and say what is wrong or doubtful in it.

    FILE is any file of the quarterly reports, of Aftercall or of somebody else, recognised by its header, or the
    directory of a whole submission. Exit code 1 where there are errors, 2 where a file cannot be read or recognised.
    """
    tally = Tally()
    files: list[tuple[str, str, int]] = []
    refused = 0
    progress = _progress(streams=every or figures or as_json)
    for path in paths:
        checks = SubmissionExamination if path.is_dir() else Examination
        examination = checks(path, figures=figures, progress=progress)
        try:
            for item in examination.findings():
                _take(item, tally, every=every, as_json=as_json)
        except BadInput as error:
            refused += 1
            click.echo(f"aftercall: {error}", err=True)
            continue
        files.append((examination.name, examination.kind, examination.rows))
        tally.rows += examination.rows
        tally.recomputed += examination.recomputed
    if as_json:
        click.echo(telling.summary_as_json(tally, files))
    else:
        several_files = len(paths) > 1 or paths[0].is_dir()
        _tell(tally, files, several_files=several_files, examples=not every)
    context.exit(2 if refused else 1 if tally.of("error") else 0)


def _take(item: Finding | Figure, tally: Tally, *, every: bool, as_json: bool) -> None:
    if isinstance(item, Finding):
        tally.add(item)
    if as_json:
        click.echo(telling.as_json(item))
    elif isinstance(item, Figure):
        click.echo(telling.figure_line(item))
    elif every:
        click.echo(telling.line(item))


def _tell(tally: Tally, files: list[tuple[str, str, int]], *, several_files: bool, examples: bool) -> None:
    for file, kind, rows in files:
        click.echo(f"{file}: {kind}, {rows:,} row(s)")
    for line in telling.table(tally, several_files=several_files, examples=examples):
        click.echo(line)
    click.echo(telling.closing(tally))


def _progress(*, streams: bool) -> Callable[[int], None]:
    """Counts lines on a terminal, unless what is found goes there meanwhile."""
    if not sys.stderr.isatty() or (streams and sys.stdout.isatty()):
        return lambda _: None
    return lambda lines: click.echo(f"\r{lines:,} lines\r", nl=False, err=True)
