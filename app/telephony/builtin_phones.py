"""Phones on a screen, as the built-in provider reaches them: which are on, and what was written to and from each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

import redis

ON_SECONDS = 10
"""How long a phone counts as on after it was last heard of."""
KEPT_SECONDS = 7 * 86400
MOST_TEXTS = 200
"""How many texts of one phone are kept, and how long after its last."""


@dataclass(frozen=True, slots=True)
class ScreenText:
    """One text to or from a phone. ``id`` grows with time and begins with the milliseconds since 1970."""

    id: str
    line: str
    body: str
    mine: bool
    """Whether the phone sent it."""


class Phones:
    """The phones of all numbers. All methods raise redis errors."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def turn_on(self, number: str) -> None:
        """The phone of a number is on for the next ``ON_SECONDS``."""
        self._client.set(f"phones:on:{number}", "1", ex=ON_SECONDS)

    def is_on(self, number: str) -> bool:
        """Whether a call to the number would ring."""
        return bool(self._client.exists(f"phones:on:{number}"))

    def keep(self, number: str, line: str, body: str, *, mine: bool) -> None:
        """Keep a text between the phone of a number and a line."""
        pipe = self._client.pipeline()
        text = json.dumps({"line": line, "body": body, "mine": mine})
        pipe.xadd(f"phones:texts:{number}", {"text": text}, maxlen=MOST_TEXTS, approximate=False)
        pipe.expire(f"phones:texts:{number}", KEPT_SECONDS)
        pipe.execute()

    def texts(self, number: str, after: str) -> list[ScreenText]:
        """The texts of a phone, oldest first, from those ``after`` the id of one on; "0" gives all."""
        found = cast("list[tuple[bytes, dict[bytes, Any]]]", self._client.xrange(f"phones:texts:{number}", f"({after}"))
        return [ScreenText(id.decode(), **json.loads(fields[b"text"])) for id, fields in found]  # noqa: A001  its name
