"""``aftercall report pdf``: the figures of a period with their pictures, for people."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from app.assembly import lines_file_of
from app.commands.zones import chosen_zone
from app.errors import BadInput
from app.lines import load_lines
from app.overview.view import Period, View
from app.pictures.report.making import gathered, pdf_of
from app.records.database import connect
from app.records.queries import require_tables
from app.reporting.fiscal import FiscalQuarter
from app.reporting.output import whole_file
from app.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--line", help="Only the line with this id; without it all lines.")
@click.option("--quarter", metavar="2026-Q1", help="The fiscal quarter.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Instead of a quarter: the first local day.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="The last local day, itself included.")
@click.option("--zone", callback=chosen_zone, help="Where days are local, if not as the lines file says.")
@click.option("--walk-ins", is_flag=True, help="Also people whom nobody invited, for trying out.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; without it standard output.")
def pdf(line: str | None, *, zone: ZoneInfo | None, walk_ins: bool, out: Path | None, **days: Any) -> None:
    """Write a report in PDF: for each line its figures, pictures with their numbers, and what is hidden."""
    settings = Settings.of_command()
    lines = load_lines(lines_file_of(settings))
    if line is not None and line not in lines.by_id:
        raise BadInput(f"--line: no line has the id {line}")
    where = zone or lines.reporting.zone
    view = View(units=None, zone=where, period=_period(**days), line=line, walk_ins=walk_ins)
    database = connect(settings.database_url, statement_seconds=0)
    try:
        with database.read() as connection:
            require_tables(connection)
            report = gathered(connection, lines, view, datetime.now(UTC))
    finally:
        database.close()
    made = pdf_of(report)
    if out is None:
        sys.stdout.buffer.write(made)
        return
    with whole_file(out) as file:
        file.write(made)


def _period(quarter: str | None, since: datetime | None, until: datetime | None) -> Period:
    """The days asked for. Raises BadInput unless they are one quarter, or a first and a last day."""
    if quarter is not None and since is None and until is None:
        return Period.of_quarter(FiscalQuarter.parse(quarter))
    if quarter is not None or since is None or until is None:
        raise BadInput("give either --quarter, or --since and --until")
    return Period(since.date(), until.date())
