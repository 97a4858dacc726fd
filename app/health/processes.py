"""The queues, the processes that serve them, and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from app.errors import RedisAway
from app.health.part import Part, State, judged, span
from app.queues import CLOCK_LEASE, SERVED, Queues

MANY_JOBS = 100
SEEN_WITHIN_SECONDS = 480.0
"""A worker says that it lives every seven minutes while it has nothing to do, and by each job that it takes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One queue."""

    queue: str
    process: str
    waiting: int
    failed: int


def queues(here: Queues) -> list[Standing]:
    """The queues with what waits in them and what failed within the last hour. Raises RedisAway."""
    try:
        return [
            Standing(name, process, queue.count, queue.failed_job_registry.get_job_count(cleanup=False))
            for process, names in SERVED.items()
            for name in names
            for queue in [Queue(name, connection=here.connection, serializer=JSONSerializer)]
        ]
    except RedisError as error:
        raise RedisAway(f"queue: {error}") from error


def queue_parts(standing: list[Standing]) -> Iterator[Part]:
    """The queues in words."""
    for one in standing:
        words = f"{one.waiting:,} jobs wait, {one.failed:,} failed within the last hour."
        todo = f"See whether the process {one.process} runs, and what the failed jobs say, under Queues and jobs."
        look = bool(one.failed) or one.waiting >= MANY_JOBS
        yield judged(f"Queue {one.queue}", "Queues and processes", words, todo, look=look)


def process_parts(here: Queues, now: float) -> Iterator[Part]:
    """Whether the clock and the workers live. Raises RedisAway."""
    section = "Queues and processes"
    beats = here.holds(CLOCK_LEASE)
    words = "It acts once a second." if beats else "No clock is running: nothing that is due is done."
    yield judged("Clock", section, words, "Start python -m workers clock.", wrong=not beats)
    try:
        workers = [
            (set(worker.queue_names()), worker.last_heartbeat)
            for worker in Worker.all(connection=here.connection, serializer=JSONSerializer)
        ]
    except RedisError as error:
        raise RedisAway(f"queue: {error}") from error
    for process, names in SERVED.items():
        beats_of = [beat for serves, beat in workers if serves & set(names) and beat is not None]
        yield _process(process, beats_of, now)


def _process(process: str, beats: list[datetime], now: float) -> Part:
    name, section = f"Process {process}", "Queues and processes"
    todo = f"Start python -m workers {process}. What is due stands in the database and is done then."
    if not beats:
        return Part(name, section, State.WRONG, "None is running.", todo)
    last = max(0.0, now - max(beat.replace(tzinfo=beat.tzinfo or UTC).timestamp() for beat in beats))
    words = f"{len(beats)} running; the last sign of life was {span(last)} ago."
    return judged(name, section, words, todo, look=last > SEEN_WITHIN_SECONDS)
