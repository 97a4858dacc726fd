"""The whole service, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from app.errors import RedisAway
from app.health import figures, processes, sends, stores
from app.health.part import Part, State
from app.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Health:
    """All parts, and the queues by name."""

    parts: tuple[Part, ...]
    queues: tuple[processes.Standing, ...]
    at: datetime

    def count(self, state: State) -> int:
        """How many parts stand so."""
        return sum(part.state is state for part in self.parts)


def health(here: Runtime) -> Health:
    """How everything is now. Raises DatabaseAway: without the database nobody can be signed in to read it."""
    now = datetime.fromtimestamp(here.clock(), UTC)
    parts = [stores.live_store(here.breaker), stores.recorder(here.breaker)]
    standing: list[processes.Standing] = []
    try:
        standing = processes.queues(here.queues)
        parts += [*processes.process_parts(here.queues, now.timestamp()), *processes.queue_parts(standing)]
    except RedisAway as error:
        todo = "Start the server of QUEUE_REDIS_URL. What is due stands in the database and is done then."
        parts.append(Part("Queues", "Queues and processes", State.WRONG, f"They do not answer: {error}.", todo))
    return Health((*_in_database(here, now), *parts), tuple(standing), now)


def _in_database(here: Runtime, now: datetime) -> Iterator[Part]:
    with here.database.read() as connection:
        yield stores.schema(connection)
        yield sends.waiting(connection, now)
        yield from sends.errors(connection, now)
        yield from sends.reconciliation(connection, here.settings.twilio_account_sid, now)
        yield figures.counted_days(connection, here.lines.reporting.time_zone)
        yield figures.files(connection, now)
        yield figures.notices(connection, now)
        yield stores.rejected(connection)
