"""The gate: whether a session may begin on a line now, told without asking the database while a caller waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog

from app.clearances.approvals import said_by
from app.clearances.counting import standings
from app.clearances.standing import Standing
from app.errors import DatabaseAway
from app.lines import Line, Lines
from app.records.database import Database

log = structlog.get_logger()

REFRESH_SECONDS = 15.0


class Clearances:
    """What a process knows of the clearances of its lines.

    It reads the counts that the clock keeps, from a thread of its own. While the database is away it goes by what it
    read last; before it read anything, by the dates in the lines file alone.
    """

    def __init__(self, lines: Lines, database: Database) -> None:
        self.zone = lines.reporting.zone
        self.said = said_by(lines.lines)
        self._database = database
        self._known: Mapping[str, Standing] = {}

    @property
    def known(self) -> Mapping[str, Standing]:
        """What was read last, by control number."""
        return self._known

    def refresh(self, now: datetime) -> None:
        """Read where the clearances stand. Raises DatabaseAway."""
        with self._database.read() as connection:
            self._known = standings(connection, self.said, now, self.zone)

    def start(self) -> None:
        """Read every ``REFRESH_SECONDS`` from a thread of this process, for as long as it lives."""
        threading.Thread(target=self._go_on_reading, name="clearances", daemon=True).start()

    def _go_on_reading(self) -> None:
        while True:
            try:
                self.refresh(datetime.now(UTC))
            except DatabaseAway as error:
                log.warning("where clearances stand is not known anew", error=str(error))
            except Exception:
                log.exception("clearances cannot be read; it is tried again")
            time.sleep(REFRESH_SECONDS)

    def lets_begin(self, line: Line, at: float) -> bool:
        """Whether a new session may begin on a line, at a time in seconds since 1970.

        A line without a clearance has none that could stop it. A session under way is not asked about.
        """
        if line.clearance is None:
            return True
        now = datetime.fromtimestamp(at, UTC)
        if has_expired(line, now):
            return False
        found = self._known.get(line.clearance.control_number)
        return found is None or not found.used_up(now)


def has_expired(line: Line, now: datetime) -> bool:
    """Whether the last valid day of a line's clearance is over where the line's agency is."""
    clearance = line.clearance
    return clearance is not None and now.astimezone(ZoneInfo(line.time_zone)).date() > clearance.valid_through
