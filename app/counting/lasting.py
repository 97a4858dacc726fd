"""How long something took, as both databases work it out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, cast, func

_SECONDS_A_DAY = 86400


def milliseconds(dialect: str, since: Any, until: Any) -> Any:
    """From one column of times to another, in whole milliseconds."""
    if dialect == "sqlite":
        days = func.julianday(until) - func.julianday(since)
        return cast(func.round(days * _SECONDS_A_DAY * 1000), BigInteger)
    return cast(func.round(func.extract("epoch", until - since) * 1000), BigInteger)
