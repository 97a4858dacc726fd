"""Waking: what the clock does so that staff is told within seconds."""

from __future__ import annotations

from datetime import UTC, datetime

from app import queues
from app.alerting.addressing import anything_due
from app.runtime import Runtime

SAME_JOB_SECONDS = 5


def wake_alerting(runtime: Runtime) -> int:
    """Have a worker tell staff where somebody is to be told. Raises Away."""
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    with runtime.database.read() as connection:
        if not anything_due(connection, now):
            return 0
    runtime.queues.wake(queues.TELL_STAFF, "staff", now.timestamp(), SAME_JOB_SECONDS)
    return 1
