"""Ids that are the same however often, and wherever, they are made: a provider's retry makes no second session."""

from __future__ import annotations

import hmac
import uuid

from app.live import keys

SEED_BITS = 48


def derived_id(secret: bytes, kind: str, value: str) -> str:
    """A UUID (version 8) out of HMAC-SHA256 over what it stands for."""
    digest = bytearray(hmac.digest(secret, f"{kind}:{value}".encode(), "sha256")[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def session_id(shard: int, response_id: str) -> str:
    """The session's id: its shard, then the response's id."""
    return f"{shard:02d}-{response_id}"


def shard(line: str, respondent: str | None, source_sid: str) -> int:
    """The shard of a person on a line; of the call itself where the caller is anonymous."""
    return keys.shard_of(line, respondent or source_sid)


def seed(secret: bytes, response_id: str) -> int:
    """The seed of a session's orders, up to 2^48."""
    return int.from_bytes(hmac.digest(secret, f"seed:{response_id}".encode(), "sha256")[: SEED_BITS // 8], "big")
