"""The two exact tests agree with their textbook forms."""

import pytest
from scipy import stats

from app.score_alerts.chance import of_failures, of_silence


@pytest.mark.parametrize(("usual", "weeks"), [(0, 4), (1, 4), (31, 4), (20, 2), (4000, 3)])
def test_silence_is_that_every_event_of_all_weeks_fell_into_the_earlier_ones(usual, weeks):
    exact = stats.binom.pmf(0, usual, 1 / (weeks + 1))
    assert of_silence(usual, weeks) == pytest.approx(exact, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("bad", "n", "bad_before", "n_before"),
    [(5, 10, 3, 500), (0, 10, 3, 500), (40, 40, 12, 4000), (7, 300, 100, 900), (5, 5, 30, 30)],
)
def test_failures_are_fishers_exact_test(bad, n, bad_before, n_before):
    table = [[bad, n - bad], [bad_before, n_before - bad_before]]
    exact = stats.fisher_exact(table, alternative="greater").pvalue
    assert of_failures(bad, n, bad_before, n_before) == pytest.approx(exact, rel=1e-7)


def test_without_anything_before_nothing_is_improbable():
    assert of_failures(50, 50, 0, 0) == 1.0
