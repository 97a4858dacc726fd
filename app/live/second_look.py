"""A second look: a process remembers for a moment what it committed, and whether the store still has it.

The store may be emptied, or fail over to a copy that is behind, in the moment between a commit and the recorder. A call
that goes on brings its tape along; one that has just ended, and a text, would not. What is missing is put into the
outbox again: entries may come twice.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import structlog

from app.errors import RedisAway
from app.live import keys
from app.live.breaker import Breaker
from app.live.client import Client

log = structlog.get_logger()

LOOK_AFTER_SECONDS = 1.0
LOOK_EVERY_SECONDS = 0.25
MOST_REMEMBERED = 20_000
"""Entries remembered at most while the store is away; the oldest are let go first."""


class Committed(NamedTuple):
    """One entry, the shard of its outbox, and what tells that the store still has it."""

    at: float
    shard: int
    entry: str
    proof: tuple[str, ...]
    """The command whose answer tells it."""
    turn: int | None = None
    """The turn that a session must have at least; without one, any answer will do."""


class SecondLook:
    """Remembers what this process committed. ``look`` is called every ``LOOK_EVERY_SECONDS`` once it was started."""

    def __init__(self, breaker: Breaker, clock: Callable[[], float] = time.monotonic) -> None:
        self._breaker = breaker
        self._clock = clock
        self._committed: deque[Committed] = deque(maxlen=MOST_REMEMBERED)

    def remember_session(self, session_id: str, turn: int, entry: str) -> None:
        """A turn of a session was committed with its entry."""
        shard = int(session_id.split("-", 1)[0])
        proof = ("HGET", keys.session(session_id), "turn")
        self._committed.append(Committed(self._clock(), shard, entry, proof, turn))

    def remember_note(self, shard: int, message_sid: str, entry: str) -> None:
        """A text that touches no session was kept with its entry."""
        self._committed.append(Committed(self._clock(), shard, entry, ("GET", keys.message(shard, message_sid))))

    def start(self) -> None:
        """Look from a thread of this process, for as long as it lives."""
        threading.Thread(target=self._go_on_looking, name="second look", daemon=True).start()

    def _go_on_looking(self) -> None:
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            try:
                self.look()
            except Exception:
                log.exception("the second look failed; it goes on")

    def look(self) -> int:
        """Look at what was committed a moment ago; how many entries were missing and are in the outbox again."""
        due = self._due()
        try:
            return self._put_back(due) if due else 0
        except RedisAway:
            # Nothing is known yet: all of it is looked at again when the store is back.
            self._committed.extendleft(reversed(due))
            return 0

    def _due(self) -> list[Committed]:
        before, due = self._clock() - LOOK_AFTER_SECONDS, []
        while self._committed and self._committed[0].at <= before:
            due.append(self._committed.popleft())
        return due

    def _put_back(self, due: list[Committed]) -> int:
        missing = [committed for committed, found in zip(due, self._found(due), strict=True) if not found]
        for committed in missing:
            stream = keys.outbox(committed.shard)
            entry_id = self._breaker.command("XADD", stream, "*", "e", committed.entry)
            # The store may be lost once more: what was put back is looked at again.
            proof = ("XRANGE", stream, entry_id, entry_id)
            self._committed.append(committed._replace(at=self._clock(), proof=proof, turn=None))
        if missing:
            log.warning("the live store lost what was committed; it is in the outbox again", entries=len(missing))
        return len(missing)

    def _found(self, due: list[Committed]) -> list[bool]:
        def ask(client: Client) -> list[Any]:
            with client.pipeline(transaction=False) as pipe:
                for committed in due:
                    pipe.execute_command(*committed.proof)
                return list(pipe.execute())

        answers = zip(due, self._breaker.call(ask), strict=True)
        return [
            bool(answer) and (committed.turn is None or int(answer) >= committed.turn) for committed, answer in answers
        ]
