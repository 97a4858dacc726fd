"""The worker: RQ without forks, so that what jobs need is imported once.

Whoever starts it imports the jobs first, so that none of them pays for that. A job in hand keeps the process busy, so
queues whose jobs are short and queues whose jobs are long have processes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FrameType

import redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer


class _Worker(SimpleWorker):
    """RQ's worker, told before it stops."""

    before_stop: Callable[[], None]

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the job in hand, then stop."""
        self.before_stop()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # RQ leaves it untyped


def work(queue_redis_url: str, names: Sequence[str], before_stop: Callable[[], None]) -> None:
    """Do the jobs of these queues until SIGTERM or SIGINT; ``before_stop`` is called when one arrives."""
    connection = redis.Redis.from_url(queue_redis_url)
    queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in names]
    worker = _Worker(queues, connection=connection, serializer=JSONSerializer)
    worker.before_stop = before_stop
    worker.work(logging_level="WARNING")
