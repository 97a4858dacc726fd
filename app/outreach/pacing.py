"""Pacing: how fast a sender may send."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from app.line_outreach import Sender
from flows.channels import Door

BURST_SECONDS = 1.0
"""No more goes out at once than a sender may send in this time, however long it was idle."""


class Pace:
    """A bucket of tokens that fills at ``rate`` a second. One token is one segment, or one call."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic, idle: float = 0.0) -> None:
        """``clock`` gives seconds that never go back; ``idle`` is that of the pace before, 0 for an empty bucket."""
        self._rate = rate
        self._clock = clock
        self._spent_until = clock() - idle
        """Every token that flows in before this moment is spent already."""

    @property
    def idle(self) -> float:
        """For how many seconds it has been filling; below 0 while what is spent has not flowed in yet."""
        return self._clock() - self._spent_until

    def take(self, tokens: float) -> float:
        """Spend so many tokens; the seconds to wait until they have flowed in."""
        now = self._clock()
        self._spent_until = max(self._spent_until, now - BURST_SECONDS) + tokens / self._rate
        return max(0.0, self._spent_until - now)

    def pause(self, seconds: float) -> None:
        """Let nothing flow in for so long: the provider asked for less."""
        self._spent_until = max(self._spent_until, self._clock() + seconds)


def paces_of(sender: Sender, idle: Mapping[Door, float]) -> dict[Door, Pace]:
    """The pace of each door of a sender, going on where the worker before left off."""
    rates: dict[Door, float] = {"text": sender.segments_per_second, "voice": sender.calls_per_second}
    return {door: Pace(rate, idle=idle.get(door, 0.0)) for door, rate in rates.items()}
