"""The client of the live store: one Redis or Valkey server, or a cluster of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import RedisCluster
from redis.exceptions import (
    ClusterDownError,
    MasterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import (
    ConnectionError as NoConnection,
)
from redis.exceptions import (
    TimeoutError as NoAnswer,
)
from redis.retry import Retry

from app.errors import RedisAway

Client = Redis | RedisCluster

_CLUSTER_SCHEME = "redis+cluster://"
_AWAY = (
    NoConnection,
    NoAnswer,
    ClusterDownError,
    MasterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    TryAgainError,
)


def connect(url: str, timeout_seconds: float) -> Client:
    """A client that speaks ``str``, waits ``timeout_seconds`` for each answer and never tries again by itself.

    ``redis://``, ``rediss://`` and ``unix://`` open nothing yet; ``redis+cluster://`` asks a node for the others
    at once. Raises RedisAway where it does not answer.
    """
    # RESP 2 answers alike from every server since Redis 6.2.
    options: dict[str, Any] = {
        "decode_responses": True,
        "protocol": 2,
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": timeout_seconds,
        "socket_connect_timeout": timeout_seconds,
    }
    with reaching_redis():
        if url.startswith(_CLUSTER_SCHEME):
            return RedisCluster.from_url("redis://" + url.removeprefix(_CLUSTER_SCHEME), **options)
        return Redis.from_url(url, **options)


@contextmanager
def reaching_redis() -> Iterator[None]:
    """Turns errors that may pass by themselves into RedisAway: no answer, failing over, full, disk trouble."""
    try:
        yield
    except _AWAY as error:
        raise RedisAway(f"Redis: {error}") from error
    except ResponseError as error:
        if str(error).startswith(("MISCONF", "LOADING", "NOREPLICAS")):
            raise RedisAway(f"Redis: {error}") from error
        raise
