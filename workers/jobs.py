"""The worker: RQ without forks, so that the application is imported once, before the first job."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType

import redis
from rq import Queue, SimpleWorker

import app.assembly  # noqa: F401  # what jobs import, so that none of them pays for it
from app import queues


class _Worker(SimpleWorker):
    """RQ's worker, told before it stops."""

    before_stop: Callable[[], None]

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job in hand, then stop."""
        self.before_stop()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ leaves it untyped


def work(queue_redis_url: str, before_stop: Callable[[], None]) -> None:
    """Do the jobs of all queues until SIGTERM or SIGINT; ``before_stop`` is called when one arrives."""
    connection = redis.Redis.from_url(queue_redis_url)
    worker = _Worker([Queue(name, connection=connection) for name in queues.ALL], connection=connection)
    worker.before_stop = before_stop
    worker.work(logging_level="WARNING")
