"""Whether a score changed between two periods of one series, or could as well have moved by chance.

Sources: Welch 1947 (means); the two-proportion z test with a pooled share, which is Pearson's chi-squared of the table
of two by two; Benjamini and Hochberg 1995 (many tests at once: holds down the share of false alarms among all alarms).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.reporting.figures.intervals import combined, mean_estimate
from app.reporting.figures.scores import Share
from app.reporting.figures.small_numbers import LEAST_TO_COMPARE
from app.reporting.figures.student import below

FALSE_ALARMS = 0.05
"""The share of changes called real that may be chance, over all series tested together."""


class Verdict(StrEnum):
    """What is said of a change."""

    REAL = "real"
    CHANCE = "could be chance"
    TOO_FEW = "too few to compare"
    NOT_COMPARABLE = "not comparable: a line is drawn in the trend"


class Series(NamedTuple):
    """What must be the same on both sides of a comparison. A change of any part begins a new series."""

    subject: str
    """What is measured and of whom, such as trust of a line."""
    channel: str
    wording: str
    """The survey and its version, or the hash of its wording."""
    scale: str
    """``likert_5``, ``thumbs``, or the list that a share of mentions is of."""
    offer: str
    """How people were asked to take part: ``handed_over``, ``invited_text``, ``invited_call``, ``imported``."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods of a series. ``difference`` (after - before) and ``p`` are given only where they were compared."""

    series: Series
    """That of the later period."""
    n_before: int
    n_after: int
    breaks: tuple[str, ...] = ()
    """The parts of the series that differ between the periods; any makes them not comparable."""
    difference: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A comparison with its verdict; ``q`` is p, corrected for all the series tested that day."""

    comparison: Comparison
    verdict: Verdict
    q: float | None = None


class Tested(NamedTuple):
    """What a test of two samples found."""

    difference: float
    p: float


def compared_means(before: tuple[Series, Sequence[int]], after: tuple[Series, Sequence[int]]) -> Comparison:
    """Compares two means, each side as its series and its counts of 1 to 5."""
    (old, earlier), (new, later) = before, after
    return _compared(old, new, sum(earlier), sum(later), lambda: welch(earlier, later))


def compared_shares(before: tuple[Series, Share], after: tuple[Series, Share]) -> Comparison:
    """Compares two shares of people, each side as its series and its share."""
    (old, earlier), (new, later) = before, after
    return _compared(old, new, earlier.n, later.n, lambda: two_proportions(earlier, later))


def _compared(old: Series, new: Series, n_before: int, n_after: int, test: Callable[[], Tested]) -> Comparison:
    breaks = tuple(part for part, was, now in zip(Series._fields, old, new, strict=True) if was != now)
    if breaks or min(n_before, n_after) < LEAST_TO_COMPARE:
        return Comparison(new, n_before, n_after, breaks)
    return Comparison(new, n_before, n_after, (), *test())


def judged(comparisons: Iterable[Comparison]) -> list[Change]:
    """The verdicts, in the same order. To be called once for a day, with every comparison made that day."""
    all_of_them = list(comparisons)
    q_of_tested = iter(q_values([comparison.p for comparison in all_of_them if comparison.p is not None]))
    return [_judged(comparison, next(q_of_tested) if comparison.p is not None else None) for comparison in all_of_them]


def _judged(comparison: Comparison, q: float | None) -> Change:
    if comparison.breaks:
        return Change(comparison, Verdict.NOT_COMPARABLE)
    if q is None:
        return Change(comparison, Verdict.TOO_FEW)
    return Change(comparison, Verdict.REAL if q <= FALSE_ALARMS else Verdict.CHANCE, q)


def welch(before: Sequence[int], after: Sequence[int]) -> Tested:
    """Welch's t test of two means from the counts of 1 to 5, two-sided. ValueError under two answers on a side."""
    earlier, later = mean_estimate(before), mean_estimate(after)
    if earlier is None or later is None:
        raise ValueError("a mean can be tested only from two answers on")
    difference = combined([(1, later), (-1, earlier)])
    if difference.variance == 0:
        return Tested(difference.value, 1.0 if difference.value == 0 else 0.0)
    t = abs(difference.value) / math.sqrt(difference.variance)
    return Tested(difference.value, 2 * below(-t, difference.freedom))


def two_proportions(before: Share, after: Share) -> Tested:
    """The z test of two shares with a pooled share, two-sided. ValueError where a side has no answers."""
    if before.exact is None or after.exact is None:
        raise ValueError("a share can be tested only where there are answers")
    difference = float(after.exact - before.exact)
    pooled = (before.part + after.part) / (before.n + after.n)
    variance = pooled * (1 - pooled) * (1 / before.n + 1 / after.n)
    p = math.erfc(abs(difference) / math.sqrt(2 * variance)) if variance else 1.0
    return Tested(difference, p)


def q_values(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's, in the given order: for the k-th smallest of m the least m·p/j over all j from k on."""
    m = len(p_values)
    q = [0.0] * m
    least = 1.0
    for rank, place in sorted(enumerate(sorted(range(m), key=p_values.__getitem__), start=1), reverse=True):
        least = min(least, m * p_values[place] / rank)
        q[place] = least
    return q
