"""The queues of jobs: their names, their jobs by dotted path, and how a job is put there.

A queue only wakes a worker. What is due stands in SQL, so that a queue may be emptied without a loss.
"""

from __future__ import annotations

import redis
import redis.exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from app.errors import RedisAway

ALERTING = "alerting"
SENDING = "sending"
EXPORTING = "exporting"
COUNTING = "counting"
DRAWING = "drawing"
REPORTING = "reporting"
DRAWING_REPORTS = "drawing-reports"

SERVED = {
    "worker": (ALERTING, SENDING),
    "exporter": (COUNTING, REPORTING, EXPORTING),
    "drawer": (DRAWING, DRAWING_REPORTS),
}
"""By process, the queues that it serves, most urgent first."""

MAKE_FILE = "workers.exporting.make_file"
SEND_DUE = "workers.sending.send_due"
RECONCILE = "workers.sending.reconcile"
TELL_STAFF = "workers.alerting.tell_staff"
COUNT_DAYS = "workers.counting.count_days"
SEND_REPORTS = "workers.reporting.send_reports"
WATCH_FIGURES = "workers.alerting.watch_figures"
DRAW_SVG = "workers.drawing.draw_svg"
DRAW_PNG = "workers.drawing.draw_png"
DRAW_REPORT = "workers.drawing.draw_report"
JOBS = {
    MAKE_FILE: EXPORTING,
    SEND_DUE: SENDING,
    RECONCILE: SENDING,
    TELL_STAFF: ALERTING,
    COUNT_DAYS: COUNTING,
    SEND_REPORTS: REPORTING,
    WATCH_FIGURES: ALERTING,
    DRAW_SVG: DRAWING,
    DRAW_PNG: DRAWING,
    DRAW_REPORT: DRAWING_REPORTS,
}
"""By dotted path of a job, its queue."""

ALERTING_LEASE = "alerting:lease"
"""The name of the lease of whoever tells staff."""
CLOCK_LEASE = "clock:lease"
"""The name of the lease of the clock that acts: it is there while one is running."""

_SECONDS = 2.0
_SAME_JOB_SECONDS = 60
_FAILED_JOBS_SECONDS = 3600


def sending_lease(sender: str) -> str:
    """The name of the lease of whoever sends for a sender."""
    return f"sending:lease:{sender}"


class Queues:
    """The way to the queues. Nothing is opened before it is used."""

    def __init__(self, url: str) -> None:
        self.connection = redis.Redis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        )

    def wake(self, job: str, row_id: str, now: float, same_job_seconds: int = _SAME_JOB_SECONDS) -> None:
        """Have a worker do a job of ``JOBS`` on a row; does nothing where it waits already. Raises RedisAway.

        ``now`` in seconds since 1970. A job counts as waiting for ``same_job_seconds``: the worker that took it may be
        gone.
        """
        queue = Queue(JOBS[job], connection=self.connection, serializer=JSONSerializer)
        name = f"{job.rpartition('.')[2]}-{row_id}-{int(now) // same_job_seconds}"
        try:
            # No time limit: the job itself says in SQL that it is alive.
            queue.enqueue_call(
                job, (row_id,), job_id=name, unique=True, timeout=-1, result_ttl=0, failure_ttl=_FAILED_JOBS_SECONDS
            )
        except DuplicateJobError:
            return
        except redis.exceptions.RedisError as error:
            raise RedisAway(f"queue: {error}") from error

    def holds(self, key: str) -> bool:
        """Whether there is a lease of that name. Raises RedisAway."""
        try:
            return bool(self.connection.exists(key))
        except redis.exceptions.RedisError as error:
            raise RedisAway(f"queue: {error}") from error

    def close(self) -> None:
        """Close the connections."""
        self.connection.close()
