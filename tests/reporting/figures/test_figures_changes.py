"""Which changes are called real, held against scipy's tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from app.reporting.figures.changes import (
    Series,
    Verdict,
    compared_means,
    compared_shares,
    judged,
    q_values,
    two_proportions,
    welch,
)
from app.reporting.figures.scores import Share

TRUST = Series("trust of demo-likert", "automated_phone", "a11-likert 1", "likert_5", "handed_over")
FIVE = st.tuples(*[st.integers(0, 200)] * 5)
LOW, HIGH = (20, 10, 5, 3, 2), (2, 3, 5, 10, 20)


@given(before=FIVE, after=FIVE)
def test_means_are_compared_by_welchs_test(before, after):
    sides = [np.repeat(np.arange(1.0, 6.0), counts) for counts in (before, after)]
    assume(min(map(len, sides)) > 1)
    assume(max(side.var() for side in sides) > 0)
    earlier, later = ((side.mean(), side.std(ddof=1), len(side)) for side in sides)
    theirs = stats.ttest_ind_from_stats(*later, *earlier, equal_var=False)
    found = welch(before, after)
    assert found.difference == pytest.approx(later[0] - earlier[0], abs=1e-9)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-6, abs=1e-12)


@given(n_before=st.integers(1, 500), n_after=st.integers(1, 500), data=st.data())
def test_shares_are_compared_by_the_two_proportion_test(n_before, n_after, data):
    before = Share(data.draw(st.integers(0, n_before)), n_before)
    after = Share(data.draw(st.integers(0, n_after)), n_after)
    assume(0 < before.part + after.part < n_before + n_after)
    table = [[side.part, side.n - side.part] for side in (before, after)]
    found = two_proportions(before, after)
    assert found.p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, rel=1e-6, abs=1e-12)
    assert found.difference == pytest.approx(after.part / after.n - before.part / before.n)


def test_where_nobody_differs_nothing_changed():
    assert two_proportions(Share(40, 40), Share(50, 50)) == (0.0, 1.0)
    assert two_proportions(Share(0, 40), Share(0, 50)) == (0.0, 1.0)
    assert welch((0, 0, 0, 0, 40), (0, 0, 0, 0, 50)) == (0.0, 1.0)


def test_all_fours_and_then_all_fives_is_no_chance():
    assert welch((0, 0, 0, 40, 0), (0, 0, 0, 0, 40)) == (1.0, 0.0)


def test_a_test_without_answers_is_refused():
    with pytest.raises(ValueError, match="two answers"):
        welch((0, 0, 0, 0, 1), HIGH)
    with pytest.raises(ValueError, match="where there are answers"):
        two_proportions(Share(0, 0), Share(1, 2))


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_are_benjamini_and_hochbergs(p_values):
    assert q_values(p_values) == pytest.approx(stats.false_discovery_control(p_values))


def test_no_tests_have_no_q_values():
    assert q_values([]) == []


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (LOW, HIGH, Verdict.REAL),
        (HIGH, HIGH, Verdict.CHANCE),
        ((0, 0, 0, 9, 20), HIGH, Verdict.TOO_FEW),
        (HIGH, (0, 0, 0, 9, 20), Verdict.TOO_FEW),
        ((1, 2, 2, 10, 15), HIGH[::-1], Verdict.REAL),
        ((1, 2, 2, 10, 15), HIGH, Verdict.CHANCE),
    ],
)
def test_a_change_has_a_verdict(before, after, verdict):
    (change,) = judged([compared_means((TRUST, before), (TRUST, after))])
    assert change.verdict == verdict
    assert (change.comparison.n_before, change.comparison.n_after) == (sum(before), sum(after))


def test_what_was_not_compared_has_no_difference():
    (change,) = judged([compared_means((TRUST, (0, 0, 0, 0, 29)), (TRUST, LOW))])
    assert (change.comparison.difference, change.comparison.p, change.q) == (None, None, None)


@pytest.mark.parametrize("part", Series._fields)
def test_nothing_is_tested_across_a_change_of_the_series(part):
    changed = TRUST._replace(**{part: "another"})
    for comparison in (
        compared_means((TRUST, LOW), (changed, HIGH)),
        compared_shares((TRUST, Share(5, 100)), (changed, Share(95, 100))),
    ):
        (change,) = judged([comparison])
        assert (change.verdict, comparison.breaks) == (Verdict.NOT_COMPARABLE, (part,))
        assert (comparison.series, comparison.difference, comparison.p) == (changed, None, None)
    assert change.verdict == "not comparable: a line is drawn in the trend"


def test_a_change_that_is_one_of_many_needs_to_be_clearer():
    slight = compared_shares((TRUST, Share(50, 100)), (TRUST, Share(64, 100)))
    assert slight.p == pytest.approx(0.0456, abs=1e-4)
    assert judged([slight])[0].verdict == Verdict.REAL
    same = compared_shares((TRUST, Share(50, 100)), (TRUST, Share(50, 100)))
    too_few = compared_shares((TRUST, Share(1, 2)), (TRUST, Share(1, 2)))
    verdicts = [change.verdict for change in judged([too_few, same, slight, same])]
    assert verdicts == [Verdict.TOO_FEW, Verdict.CHANCE, Verdict.CHANCE, Verdict.CHANCE]


def test_those_too_few_to_compare_are_no_tests_and_cost_the_others_nothing():
    slight = compared_shares((TRUST, Share(50, 100)), (TRUST, Share(64, 100)))
    too_few = compared_shares((TRUST, Share(1, 2)), (TRUST, Share(1, 2)))
    assert judged([too_few, too_few, slight])[2].q == pytest.approx(slight.p)
