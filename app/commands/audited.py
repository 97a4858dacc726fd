"""What commands put into the audit: who on the machine of the service took what away."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from typing import Any

from app.access import audit
from app.access.audit import COMMAND, Action
from app.records.database import Database


def note_taken(database: Database, what: str, **details: Any) -> None:
    """Put down, before the first byte leaves, that a command takes responses away. Raises DatabaseAway."""
    with database.begin() as connection:
        audit.note(connection, COMMAND, Action.EXPORTED, datetime.now(UTC), what, user=operating_user(), **details)


def operating_user() -> str:
    """Who runs the command, by the name of the operating system; through sudo, whoever called it."""
    called_by = os.environ.get("SUDO_USER")
    try:
        return called_by or getpass.getuser()
    except (OSError, KeyError):  # containers run under numbers that have no name
        return f"user {os.getuid()}"
