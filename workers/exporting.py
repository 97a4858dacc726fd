"""The job that makes a file which somebody ordered."""

from __future__ import annotations

import threading
from functools import cache

from app.assembly import build_runtime
from app.reporting.orders.making import make
from app.runtime import Runtime
from app.settings import Settings

REDIS_SECONDS = 2.0
STOP = threading.Event()
"""Set where this process is to stop: the file in hand is left to the next worker."""


def make_file(file_id: str) -> None:
    """Make the file of that id, if it is due."""
    make(_runtime(), file_id, STOP.is_set)


@cache
def _runtime() -> Runtime:
    """The runtime of this process: a job gets no more than an id, and statements of an export take their time."""
    return build_runtime(Settings.load(), REDIS_SECONDS, sql_seconds=0)
