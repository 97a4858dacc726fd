"""What the clock does once a second."""

from __future__ import annotations

import structlog

from app.conversations.expiry import expire_due, expire_left_behind
from app.errors import Away
from app.runtime import Runtime

log = structlog.get_logger()

RECORDS_EVERY = 30
"""The sweep of SQL runs every so many rounds."""


class Sweeper:
    """Ends sessions whose deadline is over."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._rounds = 0

    def run_once(self) -> None:
        """One round. What is away now is left to the next round."""
        sweeps = [expire_due]
        if self._rounds % RECORDS_EVERY == 0:
            sweeps.append(expire_left_behind)
        self._rounds += 1
        for sweep in sweeps:
            try:
                ended = sweep(self._runtime)
            except Away as error:
                log.warning("sweep waits", sweep=sweep.__name__, error=str(error))
                continue
            if ended:
                log.info("sessions expired", sweep=sweep.__name__, count=ended)
