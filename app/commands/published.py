"""``aftercall published import``: quarterly figures that services published, to compare with."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from app.commands.import_runs import FILE, WORDS, carry_out, import_options
from app.reporting.imports.published import rows_of
from app.reporting.imports.published_saving import save_published
from app.reporting.imports.running import OnError, run
from app.settings import Settings

_SOURCE = "omb_cx_reporting_collections"


@click.group()
def published() -> None:
    """What other services published: counts to compare with, not responses."""


@published.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--source", type=WORDS, default=_SOURCE, show_default=True, help="Where the ids of the rows are unique.")
@partial(import_options, on_error="skip")
def import_(files: tuple[Path, ...], source: str, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import published quarterly rows, as Touchpoints writes them or as its API publishes them.

    Real files hold rows with percentages where counts belong: these are named and left out unless told otherwise.
    """
    save = partial(save_published, source=source, now=datetime.now(UTC))
    carry_out(
        lambda database, manner: run(database, [rows_of(file) for file in files], save, manner),
        Settings.of_command(),
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )
