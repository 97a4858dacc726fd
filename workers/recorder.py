"""The recorder: moves outbox entries into SQL in batches and acknowledges them after the commit.

Whatever fails, an entry is either in SQL, or kept among the rejected ones with an alert, or still in the outbox.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import ProgrammingError, StatementError

from app.errors import Away
from app.live import outbox
from app.live.client import Client, reaching_redis
from app.live.outbox import Delivered
from app.records.database import Database
from app.records.entries import EntryRefused, parse_entry, write_entries
from app.records.upkeep import RejectedEntry
from app.records.upserts import insert_absent

log = structlog.get_logger(__name__)

HEARTBEAT_TTL_SECONDS = 30

_BATCH = 100  # entries of each shard, so at most 1,600 in one transaction
# Entries gather for a while, so that one commit carries many and a session's turns in it are written once.
_GATHER_SECONDS = 0.2
_FIRST_BACKOFF_SECONDS, _LAST_BACKOFF_SECONDS = 0.1, 2.0
_BEAT_SECONDS, _CLEAN_SECONDS = 2.0, 60.0

# A header that cannot be read, a value that a check forbids, a text that cannot be encoded.
_REFUSALS = (EntryRefused, StatementError, ValueError, OverflowError)
# Missing tables or columns are no fault of an entry: the migrations are behind, and waiting helps.
_TRY_LATER = (Away, ProgrammingError)


class Recorder:
    """One member of the consumer group; any number may run at once, each in its own process."""

    def __init__(
        self, client: Client, database: Database, *, claim_after_seconds: float = 5.0, stop_seconds: float = 10.0
    ) -> None:
        self._client = client
        self._database = database
        self._claim_after_seconds = claim_after_seconds
        self._stop_seconds = stop_seconds
        self._consumer = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._held: list[Delivered] = []
        """Delivered but not yet acknowledged. Kept here too, in case Redis is emptied while the database is away."""
        self._beat_due = self._claim_due = self._clean_due = 0.0
        self._backoff = 0.0
        self._more_wait = False

    def run(self, stop: threading.Event) -> None:
        """Records until ``stop`` is set, then what is still there, for at most ``stop_seconds``."""
        log.info("recorder started", consumer=self._consumer)
        while not stop.is_set():
            began = time.monotonic()
            moved = self._try_once()
            stop.wait(self._pause_after(moved, time.monotonic() - began))
        deadline = time.monotonic() + self._stop_seconds
        while self._try_once() != 0 and time.monotonic() + self._backoff < deadline:
            time.sleep(self._backoff)
        log.info("recorder stopped", consumer=self._consumer, unrecorded=len(self._held))

    def run_once(self) -> int:
        """Records one batch; how many entries it had. Raises RedisAway or DatabaseAway, and then keeps the entries."""
        self._flush()
        self._look_after()
        self._held = self._next()
        self._more_wait = _BATCH in Counter(entry.shard for entry in self._held).values()
        return self._flush()

    def _try_once(self) -> int | None:
        """As ``run_once``, but None where it has to be tried again after ``_backoff`` seconds."""
        try:
            moved = self.run_once()
        except _TRY_LATER as error:
            self._backoff = min(max(_FIRST_BACKOFF_SECONDS, 2 * self._backoff), _LAST_BACKOFF_SECONDS)
            log.warning("recorder waits", error=_first_line(error), held=len(self._held), seconds=self._backoff)
            return None
        self._backoff = 0.0
        return moved

    def _pause_after(self, moved: int | None, took: float) -> float:
        """Seconds to wait before the next batch; none where a shard had more than went into this one."""
        if moved is None:
            return self._backoff
        return 0.0 if self._more_wait else max(0.0, _GATHER_SECONDS - took)

    def _next(self) -> list[Delivered]:
        now = time.monotonic()
        if now >= self._claim_due:
            claimed = outbox.claim(self._client, self._consumer, self._claim_after_seconds, _BATCH)
            # As long as there are any, the next batch is claimed too.
            self._claim_due = now if claimed else now + self._claim_after_seconds / 2
            if claimed:
                log.warning("recorder takes over entries of another", entries=len(claimed))
                return claimed
        return outbox.read(self._client, self._consumer, _BATCH)

    def _flush(self) -> int:
        flushed = len(self._held)
        if flushed:
            self._record(self._held)
            outbox.acknowledge(self._client, self._held)
            self._held = []
        return flushed

    def _record(self, entries: Sequence[Delivered]) -> None:
        """Writes the entries in one transaction; where SQL refuses, by halves, until the refused one stands alone."""
        try:
            parsed = [parse_entry(entry.text) for entry in entries]
            with self._database.begin() as connection:
                write_entries(connection, parsed)
        except _TRY_LATER:
            raise
        except _REFUSALS as error:
            if len(entries) == 1:
                self._reject(entries[0], _first_line(error))
                return
            half = len(entries) // 2
            self._record(entries[:half])
            self._record(entries[half:])

    def _reject(self, entry: Delivered, reason: str) -> None:
        kept = {"shard": entry.shard, "entry_id": entry.id, "reason": reason, "at": datetime.now(UTC)}
        with self._database.begin() as connection:
            # PostgreSQL keeps no NUL, which JSON text never holds.
            insert_absent(connection, RejectedEntry, [{**kept, "entry": entry.text.replace("\x00", "\ufffd")}])
        log.error("alert: an entry was refused and kept", shard=entry.shard, entry=entry.id, reason=reason)

    def _look_after(self) -> None:
        """The sign of life, and now and then what the outbox no longer needs."""
        now = time.monotonic()
        if now >= self._beat_due:
            with reaching_redis():
                self._client.set(outbox.HEARTBEAT, f"{time.time():.3f}", ex=HEARTBEAT_TTL_SECONDS)
            self._beat_due = now + _BEAT_SECONDS
        if now >= self._clean_due:
            outbox.trim(self._client)
            outbox.forget_consumers(self._client, outbox.KEEP_SECONDS)
            self._clean_due = now + _CLEAN_SECONDS


def _first_line(error: Exception) -> str:
    """The cause in one line; further lines of a database's error quote the row, which may hold a person's words."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]
