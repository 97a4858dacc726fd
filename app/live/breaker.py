"""Scripts against the live store, behind a breaker: while Redis is away a caller waits for no time-out of it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from redis import ConnectionPool, Redis
from redis.exceptions import NoScriptError, RedisError, ResponseError

from app.errors import RedisAway
from app.live.client import Client, reaching_redis

PROBE_SECONDS = 1.0
"""While the store is away, one call in this time tries it again."""

Result = TypeVar("Result")


@cache
def script_text(name: str) -> tuple[str, str]:
    """The Lua of one script of this package, and the SHA-1 by which the server knows it."""
    text = Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")
    return text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


class Breaker:
    """Runs commands on the live store; raises RedisAway at once while it is away, but for one probe a second."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._clock = clock
        self._away_until = 0.0
        self._threads = threading.local()

    def call(self, action: Callable[[Client], Result]) -> Result:
        """What ``action`` returns for the client. Raises RedisAway."""
        return self._guarded(lambda: action(self.client))

    def command(self, *words: str | float) -> Any:
        """What the server answers to one command, as it comes over the wire. Raises RedisAway."""
        if isinstance(self.client, Redis):
            pool = self.client.connection_pool
            return self._guarded(lambda: self._on_own_connection(pool, words))
        return self.call(lambda client: client.execute_command(*words))  # type: ignore[no-untyped-call]

    def script(self, name: str, keys: Sequence[str], arguments: Sequence[str | float]) -> Any:
        """What the Lua script ``name`` answers. Every key that it touches is among ``keys``. Raises RedisAway."""
        text, sha = script_text(name)
        try:
            return self.command("EVALSHA", sha, len(keys), *keys, *arguments)
        except NoScriptError:
            return self.command("EVAL", text, len(keys), *keys, *arguments)

    def _guarded(self, action: Callable[[], Result]) -> Result:
        now = self._clock()
        if now < self._away_until:
            raise RedisAway("the live store is away")
        if self._away_until:
            self._away_until = now + PROBE_SECONDS
        try:
            with reaching_redis():
                result = action()
        except RedisAway:
            self._away_until = self._clock() + PROBE_SECONDS
            raise
        self._away_until = 0.0
        return result

    def _on_own_connection(self, pool: ConnectionPool, words: Sequence[str | float]) -> Any:
        """One command on the thread's own connection: redis-py's way through its pool takes as long again."""
        connection = getattr(self._threads, "connection", None)
        if connection is None:
            connection = self._threads.connection = pool.make_connection()
        elif connection.is_connected and _was_closed(connection):
            connection.disconnect()
        try:
            connection.send_command(*words)
            return connection.read_response()
        except ResponseError:
            raise
        except BaseException:
            # The answer may still come, and would be taken for the next one's.
            connection.disconnect()
            raise


def _was_closed(connection: Any) -> bool:
    """Whether the server has closed a connection since it was used last, as the pool looks."""
    try:
        return bool(connection.can_read(0))
    except RedisError:
        return True
