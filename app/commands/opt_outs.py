"""``aftercall opt-outs import``: lists of people who want no invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Connection

from app.commands.import_runs import FILE, carry_out, import_options
from app.commands.zones import times_zone
from app.outreach import opt_outs as register
from app.outreach.moments import Moment, Reading
from app.phone_numbers import respondent_key
from app.reporting.imports.csv_rows import rows_of
from app.reporting.imports.keyed import Saved
from app.reporting.imports.row_types import Row
from app.reporting.imports.running import OnError, run
from app.settings import Settings


class OptOutRow(Row):
    """One person of a list."""

    number: register.Number
    at: Moment | None = None
    """When they said so; now, if the list does not say."""


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
    rows = rows_of(file, OptOutRow, ("number",), Reading(datetime.now(UTC), zone))
    carry_out(
        lambda database, manner: run(database, [rows], partial(_save, secret), manner),
        settings,
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )


def _save(secret: bytes, connection: Connection, rows: Sequence[OptOutRow]) -> Saved:
    now = datetime.now(UTC)
    said = {respondent_key(secret, row.number): row.at or now for row in rows}
    changed = register.add(connection, said, "upload", now)
    return Saved(changed.new, changed.changed, changed.unchanged)
