"""Scores and shares, held against published ones and against plain fractions."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reporting.figures.scores import Score, Share, mean, percent, percent_positive, point_scale, positive, rounded

FIVE = st.tuples(*[st.integers(0, 10**7)] * 5)
PUBLISHED_QUARTERS = Path(__file__).parents[4] / "shared/data/hisp/hisp_quarters_fy2021.csv"

# Published by federal services for FY2021 on performance.gov: counts of 1 to 5 and the point scale beside them.
PUBLISHED = [
    ([172, 73, 124, 239, 1061], "4.16"),  # IRS toll-free, satisfaction
    ([190, 63, 254, 304, 860], "3.95"),  # IRS toll-free, trust
    ([290, 175, 212, 280, 711], "3.57"),  # IRS toll-free, efficiency
    ([2302, 3118, 10615, 55358, 249586], "4.7"),  # Veterans Health Administration, satisfaction
    ([22, 2, 2, 39, 136], "4.32"),  # Small Business Administration, satisfaction
    ([9, 11, 4, 17, 39], "3.83"),  # FHA Resource Center, effectiveness: a tie, 3.825
    ([116, 68, 192, 463, 2161], "4.5"),  # FAFSA.gov, employee: a tie, 4.495
    ([1, 1, 1, 3, 26], "4.63"),  # a tie that Python's round makes 4.62
]


@pytest.mark.parametrize(("counts", "published"), PUBLISHED)
def test_a_point_scale_is_the_published_one(counts, published):
    assert point_scale(counts) == Decimal(published)


@pytest.mark.skipif(not PUBLISHED_QUARTERS.exists(), reason="the published quarters are not here")
def test_every_published_point_scale_can_be_computed_again():
    with PUBLISHED_QUARTERS.open(encoding="utf-8", newline="") as file:
        questions = [
            ([int(row[f"attributes_q{q}_{point}"] or 0) for point in range(1, 6)], row[f"attributes_q{q}_point_scale"])
            for row in csv.DictReader(file)
            for q in range(1, 12)
        ]
    stated = [(counts, scale) for counts, scale in questions if scale]
    assert len(stated) == 1142
    assert [pair for pair in stated if point_scale(pair[0]) != Decimal(pair[1])] == []
    assert {point_scale(counts) for counts, scale in questions if not scale} == {None}


def test_a_tie_goes_up():
    assert point_scale([0, 0, 0, 3, 5]) == Decimal("4.63")
    assert round(37 / 8, 2) == 4.62


@given(counts=FIVE)
def test_a_point_scale_lies_within_half_a_hundredth_of_the_exact_mean(counts):
    exact, published = mean(counts), point_scale(counts)
    if not any(counts):
        assert (exact, published) == (None, None)
    else:
        answers = sum(Fraction(point) * count for point, count in zip(range(1, 6), counts, strict=True))
        assert exact == answers / sum(counts)
        assert Fraction(-1, 200) < Fraction(published) - exact <= Fraction(1, 200)
        assert published.as_tuple().exponent == -2


@given(exact=st.fractions(-100, 100), places=st.integers(0, 4))
def test_rounding_is_the_same_on_both_sides_of_zero(exact, places):
    assert rounded(-exact, places) == -rounded(exact, places)
    assert abs(Fraction(rounded(exact, places)) - exact) <= Fraction(1, 2 * 10**places)


def test_fours_and_fives_are_positive():
    assert percent_positive([1, 2, 3, 4, 6]) == Fraction(10, 16)
    assert positive([172, 73, 124, 239, 1061]) == Share(1300, 1669)
    assert percent_positive([0] * 5) is None


def test_of_thumbs_those_that_are_up_are_positive():
    assert positive((3, 5)) == Share(5, 8)
    assert percent_positive((0, 0)) is None


def test_a_score_carries_its_n_and_its_distribution():
    score = Score((1, 0, 0, 1, 2))
    assert (score.n, score.mean, score.point_scale, score.positive) == (
        4,
        Fraction(15, 4),
        Decimal("3.75"),
        Share(3, 4),
    )
    assert [share.percent for share in score.distribution] == ["25.0%", "0.0%", "0.0%", "25.0%", "50.0%"]


def test_a_score_without_answers_is_empty():
    score = Score((0, 0, 0, 0, 0))
    assert (score.n, score.mean, score.point_scale, score.positive.percent) == (0, None, None, None)


@pytest.mark.parametrize("counts", [(1, 2, 3, 4), (1, 2, 3, 4, -5), (1, 2, 3, 4, 5, 6), ()])
def test_anything_but_five_counts_is_refused(counts):
    for figure in (point_scale, Score):
        with pytest.raises(ValueError, match="not the counts of five answers"):
            figure(counts)


def test_a_part_of_an_answer_is_refused():
    with pytest.raises(TypeError):
        point_scale([0.5, 1, 1, 1, 1])


@pytest.mark.parametrize(("part", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_a_share_outside_0_to_1_is_refused(part, n):
    with pytest.raises(ValueError, match="is no share"):
        Share(part, n)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(1, 8), "12.5%"),
        (Fraction(1, 2000), "0.1%"),  # 0.05, a tie
        (Fraction(1669, 44709), "3.7%"),
        (0.625, "62.5%"),
        (1, "100.0%"),
        (Fraction(-1, 2000), "-0.1%"),
        (Fraction(-1, 10**6), "0.0%"),
    ],
)
def test_a_share_is_told_in_percent_half_up(share, words):
    assert percent(share) == words


def test_percent_can_be_told_without_places():
    assert percent(Fraction(1, 200), places=0) == "1%"
