"""The jobs that draw pictures and reports of them, in a process of their own: other files take long to make."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import cache

from app.assembly import build_runtime
from app.pictures.drawing import draw, draw_dots
from app.pictures.report.ordered import of_pictures
from app.records.database import Database, connect
from app.reporting.orders.making import make
from app.runtime import Runtime
from app.settings import Settings
from workers.exporting import REDIS_SECONDS

STOP = threading.Event()
"""Set where this process is to stop: the report in hand is left to the next worker."""


def draw_svg(key: str) -> None:
    """Draw the picture of that key."""
    draw(_database(), key, datetime.now(UTC))


def draw_png(key: str) -> None:
    """Make the dots of the picture of that key."""
    draw_dots(_database(), key, datetime.now(UTC))


def draw_report(file_id: str) -> None:
    """Make the report of that id that somebody ordered, if it is due."""
    make(_runtime(), file_id, STOP.is_set, of_pictures)


@cache
def _runtime() -> Runtime:
    """The runtime of this process, for reports; their statements take their time."""
    return build_runtime(Settings.load(), REDIS_SECONDS, sql_seconds=0)


@cache
def _database() -> Database:
    """The database of this process: a job gets no more than a key."""
    return connect(Settings.load().database_url)
