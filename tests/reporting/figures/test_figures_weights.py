"""Weights of people who were drawn with different chances."""

from __future__ import annotations

import math
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.reporting.figures.intervals import mean_interval, share_interval
from app.reporting.figures.scores import Share
from app.reporting.figures.weights import TRIMMED_AT, Drawn, effective_n, weighted_mean, weighted_share, weights

STRATA = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.floats(0.01, 1), min_size=1, max_size=15),
    min_size=1,
)
PEOPLE = st.lists(st.tuples(st.integers(1, 5), st.floats(0.1, 10)), min_size=1, max_size=40)


def test_a_weight_is_the_chance_of_being_drawn_and_of_answering_undone():
    found = weights([Drawn("calm", 0.5), Drawn("busy", 0.25), Drawn("busy", 0.25)], {"calm": 3, "busy": 4})
    assert found.values == (6.0, 8.0, 8.0)
    assert (found.trimmed, found.n_eff) == (0, pytest.approx(22**2 / 164))


@given(strata=STRATA, more=st.integers(0, 40))
def test_trimming_keeps_the_sum_and_nobody_stands_for_too_many(strata, more):
    respondents = [Drawn(stratum, chance) for stratum, chances in strata.items() for chance in chances]
    drawn = {stratum: len(chances) + more for stratum, chances in strata.items()}
    found = weights(respondents, drawn)
    full = [drawn[one.stratum] / len(strata[one.stratum]) / one.probability for one in respondents]
    assert math.fsum(found.values) == pytest.approx(math.fsum(full))
    assert max(found.values) <= TRIMMED_AT * median(found.values) * (1 + 1e-9)
    assert found.trimmed == sum(weight > TRIMMED_AT * median(full) for weight in full)
    assert 0 < found.n_eff <= len(respondents) * (1 + 1e-9)
    if not found.trimmed:
        assert found.values == pytest.approx(full)


def test_a_weight_beyond_five_medians_is_cut():
    found = weights([Drawn("a", 1)] * 4 + [Drawn("a", 0.01)], {"a": 5})
    assert found.trimmed == 1
    assert found.values == pytest.approx([104 / 9] * 4 + [520 / 9])


@pytest.mark.parametrize("chance", [0, -0.1, 1.01, math.nan, math.inf])
def test_a_chance_outside_0_to_1_is_named(chance):
    with pytest.raises(BadInput, match=r"stratum busy: the draw probability .* is not above 0 and up to 1"):
        weights([Drawn("busy", chance)], {"busy": 3})


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ({"a": 2, "b": 5}, "stratum b: nobody answered"),
        ({}, "stratum a: how many were drawn in it is not known"),
        ({"a": 1}, "stratum a: 2 respondents, but only 1 drawn"),
    ],
)
def test_a_stratum_that_cannot_be_weighted_is_named(drawn, why):
    with pytest.raises(BadInput, match=why):
        weights([Drawn("a", 1), Drawn("a", 1)], drawn)


def test_a_stratum_without_anybody_needs_nobody():
    assert weights([Drawn("a", 1)], {"a": 2, "b": 0}).values == (2.0,)
    assert weights([], {"b": 0}) == weights([], {})
    assert weights([], {}).values == ()


@given(answers=st.lists(st.integers(1, 5), min_size=2, max_size=60), weight=st.floats(0.1, 50))
def test_with_equal_weights_a_figure_is_the_unweighted_one(answers, weight):
    equal = [weight] * len(answers)
    found = weighted_mean(answers, equal)
    assert (found.value, found.n, found.n_eff) == (
        pytest.approx(np.mean(answers)),
        len(answers),
        pytest.approx(len(answers)),
    )
    plain = mean_interval([answers.count(point) for point in range(1, 6)])
    if plain is not None:
        assert found.interval == pytest.approx(plain)
    high = [answer > 3 for answer in answers]
    assert weighted_share(high, equal).interval == pytest.approx(share_interval(Share(sum(high), len(high))), abs=1e-9)


@given(people=PEOPLE)
def test_a_weighted_figure_is_an_average_by_weight(people):
    answers, values = zip(*people, strict=True)
    mean, share = weighted_mean(answers, values), weighted_share([answer > 3 for answer in answers], values)
    assert mean.value == pytest.approx(np.average(answers, weights=values))
    assert share.value == pytest.approx(np.average(np.array(answers) > 3, weights=values))
    assert 1 <= mean.n_eff <= mean.n * (1 + 1e-9) or mean.n_eff == pytest.approx(1)
    assert share.interval.low <= share.value <= share.interval.high
    assert share.interval.n == share.n_eff == effective_n(values)


@given(people=PEOPLE, factor=st.floats(0.01, 100))
def test_the_unit_of_weights_does_not_matter(people, factor):
    answers, values = zip(*people, strict=True)
    plain, scaled = weighted_mean(answers, values), weighted_mean(answers, [weight * factor for weight in values])
    assert (scaled.value, scaled.n_eff) == (pytest.approx(plain.value), pytest.approx(plain.n_eff))


def test_without_people_there_is_no_weighted_figure():
    assert weighted_mean([], []) is None
    assert weighted_share([], []) is None


def test_one_person_has_no_interval_of_a_mean():
    assert weighted_mean([4], [2.5]) == (4.0, None, 1, 1.0)
