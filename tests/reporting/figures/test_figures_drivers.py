"""What goes with a score: mentions, and Shapley shares held against every order of the drivers."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reporting.figures.drivers import CAUTION, Association, NoAssociation, association, mentions
from app.reporting.figures.intervals import share_interval
from app.reporting.figures.scores import Share

DRIVERS = ("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee")
SEEDS = st.integers(0, 2**32 - 1)
RELATED = settings(max_examples=30, deadline=None)


def people(seed, p, n=120):
    """Answers of n people who are more or less content with everything: the outcome, then p drivers."""
    random = np.random.default_rng(seed)
    mood = random.normal(3.5, 1, (n, 1))
    scores = np.clip(np.rint(mood + random.normal(0, random.uniform(0.3, 3, p + 1), (n, p + 1))), 1, 5)
    return scores.astype(int).tolist()


def r_squared(rows, chosen):
    """Of the outcome on the drivers at these places, by least squares on the answers themselves."""
    scores = np.array(rows, dtype=float)
    outcome = scores[:, 0]
    columns = np.column_stack([np.ones(len(rows)), scores[:, [1 + place for place in chosen]]])
    left = outcome - columns @ np.linalg.lstsq(columns, outcome, rcond=None)[0]
    return 1 - left @ left / ((outcome - outcome.mean()) ** 2).sum()


def gains_over_all_orders(rows, p):
    gains = np.zeros(p)
    orders = list(permutations(range(p)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += r_squared(rows, order[: place + 1]) - r_squared(rows, order[:place])
    return gains / len(orders)


@RELATED
@given(seed=SEEDS, p=st.integers(1, 4))
def test_a_share_is_the_gain_averaged_over_every_order(seed, p):
    rows = people(seed, p)
    found = association("a11-likert", DRIVERS[:p], rows)
    assert list(found.shares.values()) == pytest.approx(gains_over_all_orders(rows, p), abs=1e-9)


@RELATED
@given(seed=SEEDS, p=st.integers(1, 6))
def test_the_shares_are_r_squared_together(seed, p):
    rows = people(seed, p)
    found = association("a11-likert", DRIVERS[:p], rows)
    assert sum(found.shares.values()) == pytest.approx(r_squared(rows, range(p)), abs=1e-9)
    assert found.r_squared == pytest.approx(sum(found.shares.values()), abs=1e-12)
    assert (found.n, found.constant) == (120, ())
    assert min(found.shares.values()) >= -1e-12


@RELATED
@given(seed=SEEDS, order=st.permutations(range(4)))
def test_the_order_of_drivers_does_not_matter(seed, order):
    rows = people(seed, 4)
    turned = [[row[0], *(row[1 + place] for place in order)] for row in rows]
    plain = association("a11-likert", DRIVERS[:4], rows)
    assert association("a11-likert", [DRIVERS[place] for place in order], turned).shares == pytest.approx(plain.shares)


@RELATED
@given(seed=SEEDS)
def test_drivers_that_repeat_each_other_share_alike(seed):
    rows = people(seed, 2)
    found = association("a11-likert", DRIVERS[:3], [[*row, row[2]] for row in rows])
    assert found.shares["ease"] == pytest.approx(found.shares["efficiency"], abs=1e-9)
    assert found.r_squared == pytest.approx(r_squared(rows, range(2)), abs=1e-9)


def test_a_driver_that_everybody_scored_alike_has_no_share_and_is_named():
    rows = people(7, 2)
    found = association("a11-likert", DRIVERS[:3], [[*row, 5] for row in rows])
    alone = association("a11-likert", DRIVERS[:2], rows)
    assert found == Association({**alone.shares, "efficiency": 0.0}, alone.r_squared, 120, ("efficiency",))


def test_where_every_driver_is_constant_nothing_goes_with_the_outcome():
    rows = [[outcome, 3] for outcome in (1, 5) * 50]
    assert association("a11-likert", ["ease"], rows) == Association({"ease": 0.0}, 0.0, 100, ("ease",))


def test_a_driver_that_is_the_outcome_has_it_all():
    rows = [[outcome, outcome] for outcome in (1, 3, 5, 5) * 25]
    assert association("a11-likert", ["ease"], rows).shares == {"ease": pytest.approx(1)}


def test_only_people_who_answered_everything_count():
    rows = people(1, 2, n=100)
    with_gaps = [[None, 1, 5], *rows, [5, None, 1], [1, 5, None]]
    assert association("a11-likert", DRIVERS[:2], with_gaps) == association("a11-likert", DRIVERS[:2], rows)


def test_under_a_hundred_people_there_are_no_shares():
    expected = NoAssociation("99 people answered every question, 100 are needed", 99)
    assert association("a11-likert", DRIVERS[:2], [*people(1, 2, n=99), [None, 1, 1]]) == expected
    assert association("a11-likert", DRIVERS, []).n == 0


def test_an_outcome_that_is_the_same_for_all_has_no_shares():
    rows = [[5, score] for score in (1, 2, 3, 4) * 25]
    assert association("a11-likert", ["ease"], rows) == NoAssociation("everybody gave the outcome the same score", 100)


def test_a_tapped_list_is_refused_since_the_outcome_chose_it():
    found = association("a11-tapped", ["ease"], [[5, 1]] * 200)
    assert found == NoAssociation("the list of drivers that was asked depends on the outcome", 0)


def test_it_is_called_association():
    assert CAUTION.startswith("Association, not cause")


def test_mentions_are_of_the_people_who_were_asked_that_list():
    asked = {"ease": 40, "efficiency": 40, "other": 10, "employee": 0}
    ease, efficiency, other, employee = mentions({"ease": 30, "other": 1}, asked)
    assert (ease.driver, ease.share, ease.interval) == ("ease", Share(30, 40), share_interval(Share(30, 40)))
    assert (efficiency.share.exact, other.share) == (0, Share(1, 10))
    assert (employee.share, employee.interval) == (Share(0, 0), None)


def test_more_mentions_than_people_are_refused():
    with pytest.raises(ValueError, match="41 of 40"):
        mentions({"ease": 41}, {"ease": 40})
