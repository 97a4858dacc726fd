"""``aftercall volumes import``: how many customers a service had."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from app.commands.import_runs import FILE, carry_out, import_options
from app.reporting.imports.csv_rows import rows_of
from app.reporting.imports.running import OnError, run
from app.reporting.imports.volumes import VOLUMES, VolumeRow, save_volumes
from app.settings import Settings


@click.group()
def volumes() -> None:
    """Volumes that the agency counts."""


@volumes.command("import")
@click.argument("file", type=FILE)
@import_options
def import_(file: Path, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of volumes; importing it again changes nothing.

    Its columns: day, service, channel, customers, and where known abandoned, speed_of_answer_seconds and offered.
    """
    save = partial(save_volumes, source=file.name, now=datetime.now(UTC))
    carry_out(
        lambda database, manner: run(database, [rows_of(file, VolumeRow, VOLUMES.keys)], save, manner),
        Settings.of_command(),
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )
