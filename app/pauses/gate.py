"""The gate: whether a line is paused, told without asking the database while a caller waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Row

from app.errors import DatabaseAway
from app.pauses.reading import running
from app.records.database import Database

log = structlog.get_logger()

REFRESH_SECONDS = 2.0
"""So soon a pause counts in every process."""


class Pauses:
    """What a process knows of the pauses that run.

    It reads them from a thread of its own. While the database is away it goes by what it read last; a pause ends in
    time all the same, since its end was read with it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Sequence[Row[Any]] = ()

    def refresh(self, now: datetime) -> None:
        """Read which pauses run. Raises DatabaseAway."""
        with self._database.read() as connection:
            self._known = running(connection, now)

    def start(self) -> None:
        """Read every ``REFRESH_SECONDS`` from a thread of this process, for as long as it lives."""
        threading.Thread(target=self._go_on_reading, name="pauses", daemon=True).start()

    def _go_on_reading(self) -> None:
        while True:
            try:
                self.refresh(datetime.now(UTC))
            except DatabaseAway as error:
                log.warning("which lines are paused is not known anew", error=str(error))
            except Exception:
                log.exception("pauses cannot be read; it is tried again")
            time.sleep(REFRESH_SECONDS)

    def lets_begin(self, line_id: str, at: float) -> bool:
        """Whether a new session may begin on a line, at a time in seconds since 1970."""
        now = datetime.fromtimestamp(at, UTC)
        return not any(one.line_id == line_id and one.begins_at <= now < one.ends_at for one in self._known)
