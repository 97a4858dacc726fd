"""Pacing: how fast a sender may send."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from app.line_outreach import Sender
from flows.channels import Door

BURST_SECONDS = 1.0
"""No more goes out at once than a sender may send in this time, or one, however long it was idle."""


class Pace:
    """A bucket of tokens that fills at ``rate`` a second. One token is one segment, or one call.

    A text waits for its first token only, and the next one for the others: so nothing that is claimed has to wait for
    its own length, however slow the sender.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic, idle: float = 0.0) -> None:
        """``clock`` gives seconds that never go back; ``idle`` is that of the pace before, 0 for an empty bucket."""
        self._rate = rate
        self._most_idle = max(BURST_SECONDS, 1 / rate)
        self._clock = clock
        self._spent_until = clock() - idle
        """Every token that flows in before this moment is spent already."""

    @property
    def idle(self) -> float:
        """For how many seconds it has been filling; below 0 while what is spent has not flowed in yet."""
        return self._clock() - self._spent_until

    @property
    def wait(self) -> float:
        """The seconds until there is a token."""
        return self._first_in(self._clock())

    def take(self, tokens: float) -> float:
        """Spend so many tokens; the seconds to wait until the first of them has flowed in."""
        now = self._clock()
        wait = self._first_in(now)
        self._spent_until = self._from(now) + tokens / self._rate
        return wait

    def pause(self, seconds: float) -> None:
        """Let nothing flow in for so long: the provider asked for less."""
        self._spent_until = max(self._spent_until, self._clock() + seconds)

    def _from(self, now: float) -> float:
        return max(self._spent_until, now - self._most_idle)

    def _first_in(self, now: float) -> float:
        return max(0.0, self._from(now) + 1 / self._rate - now)


def paces_of(
    sender: Sender, idle: Mapping[Door, float], clock: Callable[[], float] = time.monotonic
) -> dict[Door, Pace]:
    """The pace of each door of a sender, going on where the worker before left off."""
    rates: dict[Door, float] = {"text": sender.segments_per_second, "voice": sender.calls_per_second}
    return {door: Pace(rate, clock, idle=idle.get(door, 0.0)) for door, rate in rates.items()}
