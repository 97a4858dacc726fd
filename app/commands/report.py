"""``aftercall report``: the quarter's submission, what is wrong in a file, and figures with their pictures."""

from __future__ import annotations

import click

from app.commands.report_check import check
from app.commands.report_pdf import pdf
from app.commands.report_quarter import quarter


@click.group()
def report() -> None:
    """The quarter's submission, a second look at anybody's files, and figures with their pictures."""


report.add_command(check)
report.add_command(pdf)
report.add_command(quarter)
