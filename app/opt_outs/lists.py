"""Lists of people who want no invitations, as files of a number and a time a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.outreach import opt_outs as register
from app.outreach.moments import Moment, Reading
from app.phone_numbers import respondent_key
from app.records.database import Database
from app.reporting.imports.csv_rows import rows_of
from app.reporting.imports.keyed import Saved
from app.reporting.imports.row_types import Row
from app.reporting.imports.running import Imported, Manner, run


class OptOutRow(Row):
    """One person of a list."""

    number: register.Number
    at: Moment | None = None
    """When they said so; now, if the list does not say."""


def take_list(database: Database, secret: bytes, file: Path, zone: ZoneInfo | None, manner: Manner) -> Imported:
    """Put a CSV file of people into the register; ``zone`` is that of times that name none.

    Taken again, it changes nothing. Raises BadInput where the file cannot be read, DatabaseAway.
    """
    rows = rows_of(file, OptOutRow, ("number",), Reading(datetime.now(UTC), zone))
    return run(database, [rows], partial(_save, secret), manner)


def _save(secret: bytes, connection: Connection, rows: Sequence[OptOutRow]) -> Saved:
    now = datetime.now(UTC)
    said = {respondent_key(secret, row.number): row.at or now for row in rows}
    changed = register.add(connection, said, "upload", now)
    return Saved(changed.new, changed.changed, changed.unchanged)
