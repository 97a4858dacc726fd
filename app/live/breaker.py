"""Scripts against the live store, behind a breaker: while Redis is away a caller waits for no time-out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from redis.commands.core import Script

from app.errors import RedisAway
from app.live.client import Client, reaching_redis

PROBE_SECONDS = 1.0
"""While the store is away, one call in this time tries it again."""

Result = TypeVar("Result")


@cache
def script_text(name: str) -> str:
    """The Lua of one script of this package."""
    return Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")


class Breaker:
    """Runs calls on a Redis client; raises RedisAway at once while it is away, but for one probe a second."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._clock = clock
        self._away_until = 0.0
        self._scripts: dict[str, Script] = {}

    def call(self, action: Callable[[Client], Result]) -> Result:
        """What ``action`` returns for the client. Raises RedisAway."""
        now = self._clock()
        if now < self._away_until:
            raise RedisAway("the live store is away")
        if self._away_until:
            self._away_until = now + PROBE_SECONDS
        try:
            with reaching_redis():
                result = action(self.client)
        except RedisAway:
            self._away_until = self._clock() + PROBE_SECONDS
            raise
        self._away_until = 0.0
        return result

    def script(self, name: str, keys: Sequence[str], arguments: Sequence[str | int | float]) -> Any:
        """What the Lua script ``name`` answers. Every key that it touches is among ``keys``. Raises RedisAway."""
        if name not in self._scripts:
            self._scripts[name] = self.client.register_script(script_text(name))
        return self.call(lambda client: self._scripts[name](keys=list(keys), args=list(arguments), client=client))
