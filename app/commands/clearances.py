"""``aftercall clearances import``: OMB control numbers with their dates and limits."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from app.commands.import_runs import FILE, carry_out, import_options
from app.reporting.imports.clearances import CLEARANCES, ClearanceRow, save_clearances
from app.reporting.imports.csv_rows import rows_of
from app.reporting.imports.running import OnError, run
from app.settings import Settings


@click.group()
def clearances() -> None:
    """OMB clearances."""


@clearances.command("import")
@click.argument("file", type=FILE)
@import_options
def import_(file: Path, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of clearances; importing it again changes nothing.

    Its columns: control_number, expires_on, and where known title, issued_on, burden_minutes, approved_responses and
    federal_register_url.
    """
    save = partial(save_clearances, source=file.name, now=datetime.now(UTC))
    carry_out(
        lambda database, manner: run(database, [rows_of(file, ClearanceRow, CLEARANCES.keys)], save, manner),
        Settings.of_command(),
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )
