"""Scripts against the live store, behind a breaker: while Redis is away a caller waits for no time-out of it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from redis import Redis
from redis.exceptions import NoScriptError, RedisError

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
    """Runs calls on a Redis client; raises RedisAway at once while it is away, but for one probe a second."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._clock = clock
        self._away_until = 0.0
        self._threads = threading.local()

    def call(self, action: Callable[[Client], Result]) -> Result:
        """What ``action`` returns for the client. Raises RedisAway."""
        now = self._clock()
        if now < self._away_until:
            raise RedisAway("the live store is away")
        if self._away_until:
            self._away_until = now + PROBE_SECONDS
        try:
            with reaching_redis():
                result = action(self._of_this_thread())
        except RedisAway:
            self._away_until = self._clock() + PROBE_SECONDS
            raise
        self._away_until = 0.0
        return result

    def _of_this_thread(self) -> Client:
        """A connection of the thread's own: taking one from the pool and giving it back costs a third of a call.

        As the pool does, it looks whether the server has closed the connection since it was used last.
        """
        if not isinstance(self.client, Redis):
            return self.client
        own: Redis | None = getattr(self._threads, "client", None)
        if own is None:
            pool = self.client.connection_pool
            own = self._threads.client = Redis(connection_pool=pool, single_connection_client=True)
        _open_again_if_closed(own)
        return own

    def script(self, name: str, keys: Sequence[str], arguments: Sequence[str | int | float]) -> Any:
        """What the Lua script ``name`` answers. Every key that it touches is among ``keys``. Raises RedisAway."""
        text, sha = script_text(name)

        def run(client: Client) -> Any:
            try:
                return client.evalsha(sha, len(keys), *keys, *arguments)
            except NoScriptError:
                return client.eval(text, len(keys), *keys, *arguments)

        return self.call(run)


def _open_again_if_closed(client: Redis) -> None:
    connection = client.connection
    if connection is None or not connection.is_connected:
        return
    try:
        closed = connection.can_read(0)
    except RedisError:
        closed = True
    if closed:
        connection.disconnect()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
