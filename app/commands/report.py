"""``aftercall report``: the quarter's submission, and what is wrong in a file."""

from __future__ import annotations

import click

from app.commands.report_check import check
from app.commands.report_quarter import quarter


@click.group()
def report() -> None:
    """The quarter's submission, and a second look at anybody's files."""


report.add_command(check)
report.add_command(quarter)
