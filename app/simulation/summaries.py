"""What came of many simulated people: shares, times and costs, each with the n behind it and a 95 % interval.

The intervals cover chance alone: how far the figure lies off because these people were drawn and not others. They do
not cover what is assumed of people. Sources: Wilson 1927 (shares); Student 1908 (means); Newcombe 1998, method 10
(differences of shares); order statistics with the normal approximation of the binomial (medians and other quantiles).
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

from app.reporting.figures.intervals import Estimate, wilson
from app.simulation.people import Outcome

OUTCOMES = ("complete", "partial", "broken_off", "declined", "no_reply")
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its interval and its n; None where it cannot be had. ``part`` is given of shares: part of n."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    part: int | None = None


@dataclass(slots=True)
class Tally:
    """What has been counted so far of one group of people."""

    outcomes: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    left_at: Counter[str] = field(default_factory=Counter)
    seconds: array[float] = field(default_factory=lambda: array("d"))
    """Of those who reached the end."""
    units: array[int] = field(default_factory=lambda: array("l"))

    def count(self, outcome: Outcome) -> None:
        """One person more."""
        self.outcomes[outcome.status] += 1
        self.asked.update(outcome.asked)
        self.units.append(outcome.units)
        if outcome.left_at is None:
            self.seconds.append(outcome.seconds)
        else:
            self.left_at[outcome.left_at] += 1

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.outcomes + other.outcomes,
            self.asked + other.asked,
            self.left_at + other.left_at,
            self.seconds + other.seconds,
            self.units + other.units,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of all people, or of those who speak one language."""

    language: str | None
    people: int
    outcomes: dict[str, Figure]
    reached_end: Figure
    left_at: dict[str, Figure]
    """By place, of those who came there, in the order in which places come."""
    median_seconds: Figure
    ninetieth_seconds: Figure
    """Nine of ten who reached the end took no longer."""
    billed: Figure
    """Begun minutes or segments a person."""
    dollars: Figure | None
    """A person; None where no price is known."""
    dollars_a_complete: float | None
    dollars_in_all: float | None


def group(tally: Tally, places: Sequence[str], language: str | None, price: float | None) -> Group:
    """The figures of a tally. ``price`` is in dollars a begun minute or segment."""
    people = tally.outcomes.total()
    billed = mean(tally.units)
    total = None if price is None else price * sum(tally.units)
    complete = tally.outcomes["complete"]
    return Group(
        language=language,
        people=people,
        outcomes={name: share(tally.outcomes[name], people) for name in OUTCOMES},
        reached_end=share(len(tally.seconds), people),
        left_at={place: share(tally.left_at[place], tally.asked[place]) for place in places if tally.asked[place]},
        median_seconds=quantile(tally.seconds, 0.5),
        ninetieth_seconds=quantile(tally.seconds, 0.9),
        billed=billed,
        dollars=None if price is None else _times(billed, price),
        dollars_a_complete=total / complete if total is not None and complete else None,
        dollars_in_all=total,
    )


def share(part: int, n: int) -> Figure:
    """A share of people."""
    if n == 0:
        return Figure(None, None, None, 0, part)
    interval = wilson(part / n, n)
    return Figure(part / n, interval.low, interval.high, n, part)


def mean(values: Sequence[float]) -> Figure:
    """A mean; without an interval under two values."""
    n = len(values)
    if n == 0:
        return Figure(None, None, None, 0)
    middle = math.fsum(values) / n
    if n == 1:
        return Figure(middle, None, None, n)
    variance = math.fsum((value - middle) ** 2 for value in values) / (n - 1) / n
    interval = Estimate(middle, variance, n - 1, n).interval()
    return Figure(middle, None, None, n) if interval is None else Figure(middle, interval.low, interval.high, n)


def quantile(values: Iterable[float], at: float) -> Figure:
    """The value that a share ``at`` of them does not pass; without an interval where it would reach past the ends."""
    ordered = sorted(values)
    n = len(ordered)
    if n == 0:
        return Figure(None, None, None, 0)
    half = _Z * math.sqrt(n * at * (1 - at))
    low, high = math.floor(n * at - half), math.ceil(n * at + half)
    within = low >= 1 and high < n
    value = ordered[max(1, math.ceil(n * at)) - 1]
    return Figure(value, ordered[low - 1] if within else None, ordered[high] if within else None, n)


def difference(one: Figure, other: Figure) -> Figure:
    """By how much a share differs from another; n is that of both."""
    n = one.n + other.n
    values = (one.value, one.low, one.high, other.value, other.low, other.high)
    if None in values:
        return Figure(None, None, None, n)
    value, low, high, against, least, most = (float(each or 0) for each in values)
    between = value - against
    down = math.hypot(value - low, most - against)
    up = math.hypot(high - value, against - least)
    return Figure(between, between - down, between + up, n)


def _times(figure: Figure, factor: float) -> Figure:
    value, low, high = (None if each is None else each * factor for each in (figure.value, figure.low, figure.high))
    return Figure(value, low, high, figure.n)
