"""Ids that are the same however often, and wherever, they are made: a provider's retry makes no second session."""

from __future__ import annotations

import hmac

from app.derived_ids import derived_id
from app.live import keys

__all__ = ["SEED_BITS", "derived_id", "seed", "session_id", "shard"]

SEED_BITS = 48


def session_id(shard: int, response_id: str) -> str:
    """The session's id: its shard, then the response's id."""
    return f"{shard:02d}-{response_id}"


def shard(line: str, respondent: str | None, source_sid: str) -> int:
    """The shard of a person on a line; of the call itself where the caller is anonymous."""
    return keys.shard_of(line, respondent or source_sid)


def seed(secret: bytes, response_id: str) -> int:
    """The seed of a session's orders, up to 2^48."""
    return int.from_bytes(hmac.digest(secret, f"seed:{response_id}".encode(), "sha256")[: SEED_BITS // 8], "big")
