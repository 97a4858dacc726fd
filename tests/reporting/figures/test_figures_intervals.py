"""Intervals of shares and means, held against scipy's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from app.reporting.figures.intervals import (
    NOTE,
    Interval,
    combined,
    mean_estimate,
    mean_interval,
    share_interval,
    wilson,
)
from app.reporting.figures.scores import Share, mean

FIVE = st.tuples(*[st.integers(0, 300)] * 5)


@given(n=st.integers(1, 10**5), data=st.data())
def test_the_interval_of_a_share_is_wilsons(n, data):
    part = data.draw(st.integers(0, n))
    low, high, at = share_interval(Share(part, n))
    theirs = stats.binomtest(part, n).proportion_ci(method="wilson")
    assert 0 <= low <= part / n <= high <= 1
    assert (low, high, at) == (pytest.approx(theirs.low, abs=1e-12), pytest.approx(theirs.high, abs=1e-12), n)


def test_a_share_of_nobody_has_no_interval():
    assert share_interval(Share(0, 0)) is None


def test_nobody_and_everybody_have_an_interval_to_one_side():
    assert share_interval(Share(0, 10)) == (0.0, pytest.approx(0.2775, abs=1e-4), 10)
    assert share_interval(Share(10, 10)) == (pytest.approx(0.7225, abs=1e-4), 1.0, 10)


@pytest.mark.parametrize(("share", "n"), [(-0.1, 5), (1.1, 5), (0.5, 0), (math.nan, 5)])
def test_an_interval_of_no_share_is_refused(share, n):
    with pytest.raises(ValueError, match="no interval"):
        wilson(share, n)


@given(counts=FIVE)
def test_the_interval_of_a_mean_is_students(counts):
    assume(sum(count > 0 for count in counts) > 1)
    answers = np.repeat(np.arange(1, 6), counts)
    low, high = stats.t.interval(0.95, len(answers) - 1, answers.mean(), stats.sem(answers))
    found = mean_interval(counts)
    assert found == (pytest.approx(max(1, low)), pytest.approx(min(5, high)), len(answers))
    assert found.low <= float(mean(counts)) <= found.high


@pytest.mark.parametrize("counts", [(0, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 40)])
def test_too_few_or_all_the_same_answers_give_no_interval(counts):
    assert mean_interval(counts) is None


def test_an_interval_does_not_leave_the_scale():
    assert mean_interval((0, 0, 0, 1, 1)) == Interval(1, 5, 2)


@given(counts=FIVE)
def test_the_whole_of_one_mean_is_that_mean(counts):
    estimate = mean_estimate(counts)
    assume(estimate is not None and estimate.variance)
    alone = combined([(1, estimate)])
    assert (alone.value, alone.variance, alone.n) == (estimate.value, estimate.variance, estimate.n)
    assert alone.freedom == pytest.approx(estimate.freedom)


def test_the_note_says_what_an_interval_leaves_out():
    assert "does not cover non-response" in NOTE
