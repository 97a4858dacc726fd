"""The job that counts days again on which something changed."""

from __future__ import annotations

from functools import cache

import structlog

from app.assembly import build_runtime
from app.counting.upkeep import count_dirty
from app.runtime import Runtime
from app.settings import Settings
from workers.exporting import STOP

REDIS_SECONDS = 2.0

log = structlog.get_logger()


def count_days(_rows: str) -> None:
    """Count what is to be counted."""
    runtime = _runtime()
    days = count_dirty(runtime.database, runtime.lines.reporting.zone, STOP.is_set)
    log.info("counted", days=days)


@cache
def _runtime() -> Runtime:
    """The runtime of this process: counting a long day takes its time."""
    return build_runtime(Settings.load(), REDIS_SECONDS, sql_seconds=0)
