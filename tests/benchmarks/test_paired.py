"""What interleaved pairs say: the median and its interval."""

from __future__ import annotations

import random
import statistics

import pytest

from benchmarks.paired import estimate


def test_fifteen_pairs_leave_out_three_values_on_each_side():
    found = estimate([float(value) for value in range(15, 0, -1)])
    assert (found.median, found.low, found.high) == (8, 4, 12)
    assert (found.least, found.most, found.count) == (1, 15, 15)


@pytest.mark.parametrize(("count", "low"), [(6, 1), (8, 1), (9, 2), (12, 3), (20, 6), (25, 8)])
def test_the_ranks_are_those_of_the_sign_test(count, low):
    found = estimate([float(value) for value in range(1, count + 1)])
    assert (found.low, found.high) == (low, count + 1 - low)


def test_fewer_than_six_values_say_nothing():
    with pytest.raises(ValueError, match="at least 6"):
        estimate([1.0] * 5)


def test_the_interval_holds_the_true_median_in_95_of_100_cases():
    chance = random.Random(7)
    held = [
        found.low <= 1 <= found.high
        for found in (estimate([chance.lognormvariate(0, 0.3) for _ in range(15)]) for _ in range(2000))
    ]
    assert statistics.mean(held) >= 0.95
