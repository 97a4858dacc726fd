"""Ids that follow from what they stand for, so that whoever makes them, and however often, makes the same ones."""

from __future__ import annotations

import hmac
import uuid


def derived_id(secret: bytes, kind: str, value: str) -> str:
    """A UUID (version 8) out of HMAC-SHA256 over what it stands for."""
    digest = bytearray(hmac.digest(secret, f"{kind}:{value}".encode(), "sha256")[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))
