"""The outbox: one stream a shard, filled by the commit script, read by the recorder as a consumer group.

An entry is one field ``e`` with JSON text. Nothing is removed before it was acknowledged and an hour has passed.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from app.live import keys
from app.live.client import Client, reaching_redis

_SHARDS = range(keys.SHARDS)
GROUP = "recorder"
HEARTBEAT = "recorder:heartbeat"
"""Holds the epoch seconds of the last sign of life of any recorder."""
KEEP_SECONDS = 3600
"""How long acknowledged entries stay, so that they can be replayed."""
_COUNTED_AT_MOST = 1000
_NO_GROUP = ("NOGROUP", "no such key", "requires the key to exist")


@dataclass(frozen=True, slots=True)
class Delivered:
    """An entry handed to a consumer, which owes its acknowledgement."""

    shard: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Lag:
    """Entries that are not acknowledged yet, and the age of the oldest in seconds (0 where there is none)."""

    entries: int
    seconds: float


def read(client: Client, consumer: str, count: int) -> list[Delivered]:
    """Up to ``count`` new entries of each shard. Makes the group, from the first entry, where there is none.

    Raises RedisAway, as all functions here.
    """
    replies = _on_each_shard(client, lambda pipe, key: pipe.xreadgroup(GROUP, consumer, {key: ">"}, count=count))
    return [entry for shard, reply in replies.items() if reply for entry in _delivered(shard, reply[0][1])]


def claim(client: Client, consumer: str, idle_seconds: float, count: int) -> list[Delivered]:
    """Up to ``count`` entries of each shard whose consumer has not acknowledged them for ``idle_seconds``."""
    idle = round(idle_seconds * 1000)
    replies = _on_each_shard(client, lambda pipe, key: pipe.xautoclaim(key, GROUP, consumer, idle, count=count))
    return [entry for shard, reply in replies.items() for entry in _delivered(shard, reply[1])]


def acknowledge(client: Client, entries: Iterable[Delivered]) -> None:
    """Tells the group that these entries are safe in SQL."""
    ids = defaultdict(list)
    for entry in entries:
        ids[entry.shard].append(entry.id)
    _on_each_shard(client, lambda pipe, key: pipe.xack(key, GROUP, *ids[_shard(key)]), ids)


def trim(client: Client) -> int:
    """Removes acknowledged entries older than an hour; how many there were. Unread and pending ones stay."""
    hour_ago = f"{round((time.time() - KEEP_SECONDS) * 1000)}-0"
    groups = _groups(client)
    pending = _on_each_shard(client, lambda pipe, key: pipe.xpending(key, GROUP), groups)
    oldest_kept = {
        shard: min((hour_ago, group["last-delivered-id"], pending[shard]["min"] or hour_ago), key=_moment)
        for shard, group in groups.items()
        if shard in pending
    }
    removed = _on_each_shard(
        client, lambda pipe, key: pipe.xtrim(key, minid=oldest_kept[_shard(key)], approximate=False), oldest_kept
    )
    return sum(removed.values())


def forget_consumers(client: Client, idle_seconds: float) -> None:
    """Removes consumers that owe nothing and have not read for ``idle_seconds``, as processes long gone have not."""
    for shard, consumers in _on_each_shard(client, lambda pipe, key: pipe.xinfo_consumers(key, GROUP)).items():
        for consumer in consumers:
            if consumer["pending"] == 0 and consumer["idle"] > idle_seconds * 1000:
                with reaching_redis():
                    client.xgroup_delconsumer(keys.outbox(shard), GROUP, consumer["name"])


def lag(client: Client) -> Lag:
    """What is still on its way into SQL."""
    groups = _groups(client)
    pending = _on_each_shard(client, lambda pipe, key: pipe.xpending(key, GROUP), groups)
    unread = _on_each_shard(client, lambda pipe, key: _unread(pipe, key, groups[_shard(key)]), groups)
    entries, oldest = 0, time.time() * 1000
    now = oldest
    for shard, owed in pending.items():
        known = groups[shard].get("lag")
        entries += owed["pending"] + (len(unread[shard]) if known is None else known)
        firsts = [owed["min"], *(entry_id for entry_id, _ in unread[shard][:1])]
        oldest = min([oldest, *(_moment(first)[0] for first in firsts if first)])
    return Lag(entries, (now - oldest) / 1000)


def replay(client: Client) -> int:
    """Has everything that the outbox still keeps delivered again; how many entries that is."""
    _on_each_shard(client, lambda pipe, key: pipe.xgroup_setid(key, GROUP, "0"))
    return sum(_on_each_shard(client, lambda pipe, key: pipe.xlen(key)).values())


def _unread(pipe: Any, key: str, group: dict[str, Any]) -> None:
    """Asks for the first unread entry, or for more where the server cannot say how many there are."""
    count = _COUNTED_AT_MOST if group.get("lag") is None else 1
    pipe.xrange(key, min=f"({group['last-delivered-id']}", count=count)


def _groups(client: Client) -> dict[int, dict[str, Any]]:
    """What the server knows of the group in each shard; it is made where it is missing."""
    found: dict[int, dict[str, Any]] = {}
    for _ in range(2):
        missing = [shard for shard in _SHARDS if shard not in found]
        replies = _on_each_shard(client, lambda pipe, key: pipe.xinfo_groups(key), missing)
        found |= {shard: group for shard, groups in replies.items() for group in groups if group["name"] == GROUP}
        # A stream that has entries but no group answers with an empty list.
        _make_groups(client, replies.keys() - found.keys())
    return found


def _on_each_shard(
    client: Client, ask: Callable[[Any, str], object], shards: Iterable[int] = _SHARDS
) -> dict[int, Any]:
    """Asks one command of each shard in one round trip; the replies of the shards that have the group.

    Where the group is missing it is made: its entries come with the next question.
    """
    asked = list(shards)
    with reaching_redis():
        pipe = client.pipeline(transaction=False)
        for shard in asked:
            ask(pipe, keys.outbox(shard))
        replies = dict(zip(asked, pipe.execute(raise_on_error=False), strict=True))
        without = [shard for shard, reply in replies.items() if _has_no_group(reply)]
        for shard in without:
            del replies[shard]
        for reply in replies.values():
            if isinstance(reply, Exception):
                raise reply
    if without:
        _make_groups(client, without)
    return replies


def _has_no_group(reply: object) -> bool:
    return isinstance(reply, ResponseError) and any(words in str(reply) for words in _NO_GROUP)


def _make_groups(client: Client, shards: Iterable[int]) -> None:
    with reaching_redis():
        for shard in shards:
            try:
                client.xgroup_create(keys.outbox(shard), GROUP, id="0", mkstream=True)
            except ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise


def _delivered(shard: int, entries: Sequence[tuple[str, dict[str, str] | None]]) -> list[Delivered]:
    # A pending entry that is no longer in the stream has no fields: there is nothing left to record.
    return [Delivered(shard, entry_id, fields.get("e", "")) for entry_id, fields in entries if fields is not None]


def _shard(key: str) -> int:
    return int(key[2:4])


def _moment(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)
