"""The figures of a crowd against plain twins."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.simulation.summaries import Figure, difference, mean, quantile, share

values = st.lists(st.floats(0, 1e4), min_size=2, max_size=60)


@given(values)
def test_a_mean_and_its_interval_are_those_of_student(given_values):
    found = mean(given_values)
    assert found.value == pytest.approx(sum(given_values) / len(given_values))
    if found.low is not None:
        spread = stats.sem(given_values)
        low, high = stats.t.interval(0.95, len(given_values) - 1, found.value, spread)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


def test_figures_of_nobody_are_empty():
    assert share(0, 0) == Figure(None, None, None, 0, 0)
    assert mean([]) == quantile([], 0.5) == Figure(None, None, None, 0)
    assert difference(share(0, 0), share(1, 2)).value is None


def test_the_mean_of_one_or_of_equal_values_has_no_interval():
    assert mean([3.0]) == Figure(3.0, None, None, 1)
    assert mean([3.0, 3.0]) == Figure(3.0, None, None, 2)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=200), st.sampled_from([0.1, 0.5, 0.9]))
def test_a_share_of_the_values_does_not_pass_their_quantile(given_values, at):
    found = quantile(given_values, at)
    assert sum(value <= found.value for value in given_values) >= at * len(given_values) - 1e-9
    assert found.value in given_values
    if found.low is not None:
        assert found.low <= found.value <= found.high


@pytest.mark.parametrize("at", [0.5, 0.9])
def test_nineteen_of_twenty_quantile_intervals_hold_the_true_quantile(at):
    chance = random.Random(7)
    held = 0
    for _ in range(400):
        found = quantile([chance.random() for _ in range(200)], at)
        held += found.low <= at <= found.high
    assert 0.93 <= held / 400 <= 0.98


def test_a_difference_of_shares_is_that_of_newcombe():
    """His own example: 56 of 70 against 48 of 80."""
    found = difference(share(56, 70), share(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
