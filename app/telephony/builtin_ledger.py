"""What the built-in provider keeps in Redis: messages and calls, newest first."""

from __future__ import annotations

import json
from typing import Any, cast

import redis

Resource = dict[str, Any]
KEPT = 10_000
"""How many resources of one kind are kept."""


class Ledger:
    """The resources of one kind, such as ``messages``. All methods raise redis errors."""

    def __init__(self, client: redis.Redis, kind: str) -> None:
        self._client = client
        self._order = f"provider:{kind}:order"
        self._by_sid = f"provider:{kind}"

    def add(self, resource: Resource) -> None:
        """Keep a new resource and forget the oldest beyond ``KEPT``."""
        pipe = self._client.pipeline()
        pipe.hset(self._by_sid, resource["sid"], json.dumps(resource))
        pipe.lpush(self._order, resource["sid"])
        pipe.lrange(self._order, KEPT, -1)
        pipe.ltrim(self._order, 0, KEPT - 1)
        forgotten = pipe.execute()[2]
        if forgotten:
            self._client.hdel(self._by_sid, *forgotten)

    def change(self, sid: str, **values: Any) -> None:
        """Set values of a resource that is kept."""
        found = self.get(sid)
        if found is not None:
            self._client.hset(self._by_sid, sid, json.dumps(found | values))

    def get(self, sid: str) -> Resource | None:
        """One resource; None if it is not kept."""
        text = cast("bytes | None", self._client.hget(self._by_sid, sid))
        return cast("Resource", json.loads(text)) if text else None

    def newest_first(self) -> list[Resource]:
        """All that are kept."""
        sids = cast("list[bytes]", self._client.lrange(self._order, 0, -1))
        texts = cast("list[bytes | None]", self._client.hmget(self._by_sid, sids)) if sids else []
        return [json.loads(text) for text in texts if text]
