"""Calls of the built-in provider that ring a phone on a screen: each is answered, declined or given up, once.

They stand in Redis, and whoever takes one off decides what becomes of it. Nobody has to wait for a call to be given
up: whoever looks next, a phone or a reader of the provider's list, does it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal, cast

import redis

from app.telephony.builtin_callbacks import Callbacks
from app.telephony.builtin_ledger import Ledger

_RINGS = "phones:rings"
Unanswered = Literal["busy", "no-answer"]


@dataclass(frozen=True, slots=True)
class Ring:
    """One call that rings. ``url`` tells what is said; ``events`` of it are reported to ``report_to``, "" for none."""

    sid: str
    account: str
    line: str
    number: str
    url: str
    report_to: str
    events: tuple[str, ...]
    until: float
    """Seconds since 1970 at which nobody answers any more."""


class Rings:
    """The calls that ring now. All methods raise redis errors."""

    def __init__(
        self, client: redis.Redis, calls: Ledger, callbacks: Callbacks, clock: Callable[[], float] = time.time
    ) -> None:
        self._client, self._calls, self._callbacks, self._clock = client, calls, callbacks, clock

    def begin(self, ring: Ring) -> None:
        """A call is placed, and its phone rings."""
        self._report(ring, "initiated", "initiated", 0)
        self._calls.change(ring.sid, status="ringing")
        self._report(ring, "ringing", "ringing", 1)
        self._client.hset(_RINGS, ring.sid, json.dumps(asdict(ring)))

    def of(self, number: str) -> list[Ring]:
        """The calls that ring at a number, the longest first."""
        return sorted((ring for ring in self._all() if ring.number == number), key=lambda ring: ring.until)

    def answer(self, sid: str, number: str) -> Ring | None:
        """Take off a call that rings at a number; None where it rings no more."""
        ring = self._take(sid, number)
        if ring is not None:
            self._calls.change(sid, status="in-progress", answered_by="human")
            self._report(ring, "answered", "in-progress", 2)
        return ring

    def decline(self, sid: str, number: str) -> bool:
        """Let a call that rings at a number know that nobody wants it; whether it still rang."""
        ring = self._take(sid, number)
        if ring is not None:
            self._leave(ring, "busy")
        return ring is not None

    def completed(self, sid: str, seconds: int) -> None:
        """A call that was answered is over, after so many seconds."""
        self._calls.change(sid, status="completed", duration=str(seconds))

    def give_up(self) -> None:
        """End the calls that have rung long enough."""
        for ring in self._all():
            if ring.until <= self._clock():
                self.miss(ring)

    def miss(self, ring: Ring) -> None:
        """End a call, if it still rings, that nobody takes."""
        if self._take(ring.sid, ring.number) is not None:
            self._leave(ring, "no-answer")

    def _leave(self, ring: Ring, status: Unanswered) -> None:
        self._calls.change(ring.sid, status=status, duration="0")
        self._report(ring, "completed", status, 2)

    def _all(self) -> list[Ring]:
        found = cast("dict[bytes, bytes]", self._client.hgetall(_RINGS))
        return [_ring(text) for text in found.values()]

    def _take(self, sid: str, number: str) -> Ring | None:
        """Take off a call; of several that try, one gets it."""
        text = cast("bytes | None", self._client.hget(_RINGS, sid))
        if text is None or _ring(text).number != number:
            return None
        return _ring(text) if self._client.hdel(_RINGS, sid) else None

    def _report(self, ring: Ring, event: str, status: str, sequence: int) -> None:
        if ring.report_to and event in ring.events:
            about = {"AccountSid": ring.account, "ApiVersion": "2010-04-01", "CallSid": ring.sid}
            ends = {"From": ring.line, "To": ring.number, "Direction": "outbound-api"}
            state = {"CallStatus": status, "SequenceNumber": str(sequence)}
            self._callbacks.send(ring.report_to, about | ends | state)


def _ring(text: bytes) -> Ring:
    plain = json.loads(text)
    return Ring(**{**plain, "events": tuple(plain["events"])})
