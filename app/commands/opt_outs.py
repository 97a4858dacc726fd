"""``aftercall opt-outs import``: lists of people who want no invitations."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from app.commands.import_runs import FILE, carry_out, import_options
from app.commands.zones import times_zone
from app.opt_outs.lists import take_list
from app.reporting.imports.running import OnError
from app.settings import Settings


@click.group("opt-outs")
def opt_outs() -> None:
    """People who want no invitations."""


@opt_outs.command("import")
@click.argument("file", type=FILE)
@times_zone
@partial(import_options, on_error="skip")
def import_(file: Path, zone: ZoneInfo | None, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of phone numbers; importing it again changes nothing.

    Its columns: number, in any usual spelling (without a country code as dialled in the US), and where known at, the
    time at which the person said so, as 2026-01-31T12:00:00-05:00, or without a zone where --zone names one. All that
    is planned for these people is cancelled. Of two words of a person the newer one counts; a list without times says
    it now.
    """
    settings = Settings.of_command()
    secret = settings.respondent_secret.get_secret_value().encode()
    carry_out(
        lambda database, manner: take_list(database, secret, file, zone, manner),
        settings,
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )
