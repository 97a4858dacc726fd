"""What keeps a request from waiting for a PostgreSQL server that hangs: bounded answers, and a fuse."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

from app.errors import DatabaseAway

AWAY_SECONDS = 2.0
"""How long the database is left alone after it could not be reached."""
PROBE_SECONDS = 5.0
"""How long one caller may then take to find out whether it is back, before another one tries."""
_GRACE_SECONDS = 1.0
"""The server ends a statement by itself first, where it is able to."""


def give_up_after(engine: Engine, statement_seconds: float) -> None:
    """Has connections of this engine close themselves where the server answers nothing for so long."""

    class Impatient(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, timeout or statement_seconds + _GRACE_SECONDS)
            except psycopg.OperationalError:
                if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    # The answer may still come, and would then be taken for that of the next statement.
                    self.pgconn.finish()
                raise

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        return Impatient.connect(*arguments, **options)


class Fuse:
    """Burns when the database cannot be reached: then callers are told so at once, but for one that tries again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._burnt_until = 0.0

    def check(self) -> None:
        """Raises DatabaseAway while it is burnt."""
        now = self._clock()
        if now < self._burnt_until:
            raise DatabaseAway("the database is away")
        if self._burnt_until:
            self._burnt_until = now + PROBE_SECONDS

    def burn(self) -> None:
        """The database could not be reached."""
        self._burnt_until = self._clock() + AWAY_SECONDS

    def mend(self) -> None:
        """The database answered."""
        self._burnt_until = 0.0
