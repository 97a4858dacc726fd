"""Interleaved pairs and what can be said from them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A median with its 95 % interval, the extremes, and how many values there were."""

    median: float
    low: float
    high: float
    least: float
    most: float
    count: int

    def __str__(self) -> str:
        interval = f"95 % interval {self.low:.3f} to {self.high:.3f}"
        return f"{self.median:.3f}  ({interval}; min {self.least:.3f}, max {self.most:.3f}, {self.count} pairs)"


def estimate(values: Sequence[float]) -> Estimate:
    """The median of independent values with the interval that turns the sign test around.

    The interval goes from the k-th smallest to the k-th largest value, k being the largest that still covers the
    median of any distribution in at least 95 of 100 cases. Raises ValueError below 6 values, which cannot.
    """
    ordered, count = sorted(values), len(values)
    if count < 6:
        raise ValueError(f"{count} values say nothing with 95 % confidence; take at least 6")
    rank, tail = 0, 1
    while 2 * tail <= 0.05 * 2**count:
        rank += 1
        tail += math.comb(count, rank)
    return Estimate(
        statistics.median(ordered), ordered[rank - 1], ordered[count - rank], ordered[0], ordered[-1], count
    )
