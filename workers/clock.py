"""The clock: once a second, one process of all acts on what has become due.

SQL and the live store say what is due; a lease in Redis only keeps two clocks from doing the same work twice.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import cast

import structlog

from app.errors import Away
from app.live.client import Client, reaching_redis
from app.queues import CLOCK_LEASE

LEASE_KEY = CLOCK_LEASE
LEASE_MILLISECONDS = 10_000
TICK_SECONDS = 1.0

_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

_log = structlog.get_logger()


class Lease:
    """The right to act, held by at most one process; it lapses ``milliseconds`` after its holder was last seen."""

    def __init__(self, client: Client, key: str = LEASE_KEY, milliseconds: int = LEASE_MILLISECONDS) -> None:
        self._client = client
        self._key = key
        self._milliseconds = milliseconds
        self._token = secrets.token_hex(8)

    def held(self) -> bool:
        """Take or renew the lease; whether this process has it. Raises RedisAway."""
        with reaching_redis():
            if self._client.set(self._key, self._token, nx=True, px=self._milliseconds):
                return True
            return bool(cast("int", self._client.eval(_RENEW, 1, self._key, self._token, str(self._milliseconds))))

    def release(self) -> None:
        """Give the lease up, so that the next one need not wait. Raises RedisAway."""
        with reaching_redis():
            self._client.eval(_RELEASE, 1, self._key, self._token)


def run_clock(client: Client, act: Callable[[], None], stop: threading.Event) -> None:
    """Call ``act`` every ``TICK_SECONDS`` while this clock holds the lease, until ``stop``.

    Outside parts that are away are waited for; other errors of ``act`` are raised.
    """
    lease = Lease(client)
    while not stop.is_set():
        try:
            if lease.held():
                act()
        except Away as error:
            _log.warning("clock_waits", error=error)
        stop.wait(TICK_SECONDS)
    try:
        lease.release()
    except Away as error:
        _log.warning("clock_lease_lapses", error=error)
