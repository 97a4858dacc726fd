"""95 % intervals: Wilson's for shares, Student's t for means, and both for weighted figures with their effective n.

Sources: Wilson 1927 (shares); Student 1908 (means); Welch 1947 and Satterthwaite 1946 (several means together);
Kish 1965 (effective n).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import NamedTuple

from app.reporting.figures.scores import POINTS, Share, five_counts, mean
from app.reporting.figures.student import quantile

NOTE = (
    "The 95% interval covers chance alone: how far the figure could lie off because these people answered and not "
    "others like them. It does not cover non-response: people who did not answer may think differently."
)

_UPPER = 0.975
_Z = NormalDist().inv_cdf(_UPPER)


class Interval(NamedTuple):
    """From ``low`` to ``high``; ``n`` is the number of answers behind it, of weighted figures the effective number."""

    low: float
    high: float
    n: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, the variance of that mean (not of the answers), its degrees of freedom, and n."""

    value: float
    variance: float
    freedom: float
    n: float

    def interval(self, low: float = -math.inf, high: float = math.inf) -> Interval | None:
        """The t interval, cut at what the figure can be at all.

        None where the variance is 0: if all answers are the same, they do not show how far others might differ.
        """
        if self.variance == 0:
            return None
        half = quantile(_UPPER, self.freedom) * math.sqrt(self.variance)
        return Interval(max(low, self.value - half), min(high, self.value + half), self.n)


def share_interval(share: Share) -> Interval | None:
    """Wilson's interval of a share of people; None where n = 0."""
    return None if share.exact is None else wilson(float(share.exact), share.n)


def wilson(share: float, n: float) -> Interval:
    """Wilson's interval of a share from 0 to 1 at n answers; n is the effective number where the share is weighted."""
    if not 0 <= share <= 1 or n <= 0:
        raise ValueError(f"no interval for a share of {share} at n = {n}")
    squared = _Z * _Z
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = _Z * math.sqrt(share * (1 - share) / n + squared / (4 * n * n)) / (1 + squared / n)
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return Interval(low, high, n)


def mean_estimate(counts: Sequence[int]) -> Estimate | None:
    """The mean of answers 1 to 5 from their counts, with what an interval or a test needs; None under two answers."""
    whole, exact = five_counts(counts), mean(counts)
    n = sum(whole)
    if exact is None or n == 1:
        return None
    squares = Fraction(sum(point * point * count for point, count in enumerate(whole, start=1)), n)
    return Estimate(float(exact), float((squares - exact * exact) / (n - 1)), n - 1, n)


def mean_interval(counts: Sequence[int]) -> Interval | None:
    """The t interval of the mean of answers 1 to 5; None under two answers, or if all are the same."""
    estimate = mean_estimate(counts)
    return estimate.interval(1, POINTS) if estimate else None


def combined(parts: Iterable[tuple[float, Estimate]]) -> Estimate:
    """Σ factor · mean of independent means: (1, -1) for a difference, shares that sum to 1 for a pooled mean.

    The degrees of freedom are Welch and Satterthwaite's; n is the sum.
    """
    terms = [(factor * part.value, factor * factor * part.variance, part) for factor, part in parts]
    variance = math.fsum(term for _, term, _ in terms)
    freedom = variance**2 / math.fsum(term**2 / part.freedom for _, term, part in terms) if variance else math.inf
    return Estimate(math.fsum(value for value, _, _ in terms), variance, freedom, sum(part.n for *_, part in terms))
