"""Calls of phones on the screen, kept in Redis between two requests; the page keeps the time.

The page hears a Moment, and says what came of it: all was heard, keys were pressed, the wait is over. What a call
stands at, and where its keys go, never leaves the server.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import cast

import redis

from app.simulation.exchange import SILENT, Exchange, Leg, Pairs
from app.simulation.provider import new_sid
from app.simulation.twiml import Gather, Part
from app.telephony.builtin_rings import Ring, Rings
from app.telephony.webhooks import RETRIES

KEPT_SECONDS = 3600
_LOCK_SECONDS, _LOCK_WAIT_SECONDS = 60, 40
"""A step may take two webhooks with all their tries."""
_MOST_DOCUMENTS = 100
"""Documents in a row of which nothing is heard, after which a call counts as caught in a loop."""


class NoCall(Exception):
    """There is no such call, or it is another page's."""


class Moved(Exception):
    """The call has moved on since the page heard what it speaks of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is heard now, and what the call waits for then: keys, or nothing; ``turn`` counts the moments of a call."""

    call: str
    turn: int
    parts: tuple[Part, ...]
    gather: Gather | None
    over: bool
    fault: str | None


@dataclass(slots=True)
class _Kept:
    leg: Leg
    owner: str
    began_at: float
    turn: int = 0


class ScreenCalls:
    """The calls of all pages. Methods raise redis errors; those on a call that stands NoCall, and Moved."""

    def __init__(
        self, client: redis.Redis, exchange: Exchange, rings: Rings, clock: Callable[[], float] = time.time
    ) -> None:
        self._client, self._exchange, self._rings, self._clock = client, exchange, rings, clock

    def dial(self, owner: str, number: str, line: str) -> Moment:
        """A page calls a line."""
        public_url = self._exchange.provider.public_url
        leg = Leg(new_sid("CA"), number, line, f"{public_url}/voice/status{RETRIES}", seconds=0)
        return self._begin(_Kept(leg, owner, self._clock()), f"{public_url}/voice{RETRIES}")

    def answer(self, owner: str, ring: Ring) -> Moment:
        """A page answers a call that was taken off."""
        leg = Leg(ring.sid, ring.line, ring.number, ring.report_to, seconds=0)
        leg.direction, leg.answered_by = "outbound-api", "human"
        return self._begin(_Kept(leg, owner, self._clock()), ring.url)

    def heard(self, owner: str, call: str, turn: int) -> Moment:
        """All was heard up to a redirect or the end. Moved also where keys are waited for."""

        def go_on(leg: Leg) -> None:
            if leg.gather is not None:
                raise Moved
            self._exchange.go_on(leg)

        return self._step(owner, call, turn, go_on)

    def press(self, owner: str, call: str, turn: int, keys: str, finish: str) -> Moment:
        """Keys, and the one that ended them; neither where the wait is over."""
        given: Pairs = [("Digits", keys), ("FinishedOnKey", finish)] if keys or finish else SILENT
        return self._step(owner, call, turn, lambda leg: self._exchange.gathered(leg, given, empty=not keys))

    def say(self, owner: str, call: str, turn: int, words: str) -> Moment:
        """Words instead of keys. Moved also where nobody listens to words."""

        def gathered(leg: Leg) -> None:
            if leg.gather is None or not leg.gather.listens:
                raise Moved
            self._exchange.gathered(leg, [("SpeechResult", words), ("Confidence", "0.9")], empty=False)

        return self._step(owner, call, turn, gathered)

    def hang_up(self, owner: str, call: str) -> None:
        """The page ends a call."""
        with self._held(owner, call) as kept:
            self._exchange.end(kept.leg)

    def _begin(self, kept: _Kept, url: str) -> Moment:
        self._exchange.begin(kept.leg, url)
        moment = self._moment(kept)
        self._keep(kept)
        return moment

    def _step(self, owner: str, call: str, turn: int, step: Callable[[Leg], None]) -> Moment:
        with self._held(owner, call) as kept:
            if kept.leg.over or kept.turn != turn:
                raise Moved
            step(kept.leg)
            return self._moment(kept)

    def _moment(self, kept: _Kept) -> Moment:
        """Go on until something is heard or waited for, or the call is over."""
        leg = kept.leg
        for _ in range(_MOST_DOCUMENTS):
            parts = leg.hear()
            if parts or leg.gather is not None or leg.over:
                break
            self._exchange.go_on(leg)
        else:
            self._exchange.break_down(leg, "the call goes round in circles")
        kept.turn += 1
        return Moment(leg.sid, kept.turn, parts, leg.gather, leg.over, leg.fault or leg.unreported)

    @contextmanager
    def _held(self, owner: str, call: str) -> Iterator[_Kept]:
        """A call, which nobody else moves meanwhile; what it stands at then is kept."""
        lock = self._client.lock(f"phones:lock:{call}", timeout=_LOCK_SECONDS, blocking_timeout=_LOCK_WAIT_SECONDS)
        with lock:
            kept = _read(cast("bytes | None", self._client.get(_key(call))))
            if kept is None or kept.owner != owner:
                raise NoCall
            kept.leg.seconds = round(self._clock() - kept.began_at)
            yield kept
            self._keep(kept)

    def _keep(self, kept: _Kept) -> None:
        self._client.set(_key(kept.leg.sid), json.dumps(asdict(kept)), ex=KEPT_SECONDS)
        if kept.leg.over and kept.leg.direction != "inbound":
            self._rings.completed(kept.leg.sid, kept.leg.seconds)


def _key(call: str) -> str:
    return f"phones:call:{call}"


def _read(text: bytes | None) -> _Kept | None:
    if text is None:
        return None
    plain = json.loads(text)
    return _Kept(**{**plain, "leg": Leg(**plain["leg"])})
