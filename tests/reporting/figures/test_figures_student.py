"""Student's t distribution beside an independent implementation."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtr, stdtrit

from app.reporting.figures.student import below, quantile

freedoms = st.floats(0.5, 1e5) | st.integers(1, 1000).map(float)


@given(t=st.floats(-60, 60), freedom=freedoms)
def test_the_tail_is_that_of_another_implementation(t, freedom):
    assert below(t, freedom) == pytest.approx(float(stdtr(freedom, t)), rel=1e-8, abs=1e-300)


@given(probability=st.floats(0.5, 0.9999), freedom=freedoms)
def test_the_quantile_is_that_of_another_implementation(probability, freedom):
    assert quantile(probability, freedom) == pytest.approx(float(stdtrit(freedom, probability)), rel=1e-8, abs=1e-9)


def test_millions_of_answers_still_give_six_digits():
    assert quantile(0.975, 1e7) == pytest.approx(float(stdtrit(1e7, 0.975)), rel=1e-6)


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.7062047), (4, 2.7764451), (29, 2.0452296), (120, 1.9799304), (math.inf, 1.959964)]
)
def test_the_quantiles_of_the_printed_tables(freedom, expected):
    assert quantile(0.975, freedom) == pytest.approx(expected, rel=1e-7)


def test_what_is_no_distribution_is_refused():
    with pytest.raises(ValueError, match="degrees of freedom"):
        below(1, 0)
    with pytest.raises(ValueError, match="probability"):
        quantile(1, 5)
