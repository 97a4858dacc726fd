"""How far a clearance is used, and how far sampling goes down so that it lasts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from clearance_examples import NOW, standing
from hypothesis import given
from hypothesis import strategies as st

from app.clearances.standing import lowered_at

BEGINS = datetime(2026, 6, 1, 4, tzinfo=UTC)
"""Midnight of 1 June in New York."""
ENDS = datetime(2027, 6, 1, 4, tzinfo=UTC)
HALF = BEGINS + (ENDS - BEGINS) / 2


def test_the_days_are_those_of_the_agency():
    late = datetime(2026, 6, 1, 3, 59, tzinfo=UTC)
    assert standing(now=late).since == datetime(2025, 6, 1, 4, tzinfo=UTC)
    assert standing(now=late + timedelta(minutes=1)).since == BEGINS
    assert standing(now=NOW).lasts_until == ENDS


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        (datetime(2027, 6, 1, 3, 59, tzinfo=UTC), 0),
        (datetime(2027, 6, 1, 4, tzinfo=UTC), -1),
        (datetime(2027, 5, 1, 12, tzinfo=UTC), 30),
    ],
)
def test_days_left_are_counted_to_the_last_valid_day(moment, left):
    assert standing(now=moment).days_left(moment) == left


def test_a_clearance_that_expires_on_a_leap_day_is_valid_on_it():
    noon = datetime(2028, 2, 29, 17, tzinfo=UTC)
    found = standing(now=noon, expires_on=date(2028, 2, 29))
    assert found.days_left(noon) == 0
    assert found.days_left(noon + timedelta(days=1)) == -1
    assert (found.year.begins, found.year.ends) == (date(2027, 3, 1), date(2028, 2, 29))


def test_it_is_used_up_with_the_last_approved_response_and_until_its_year_is_over():
    assert not standing(999).used_up(NOW)
    assert standing(1000).used_up(NOW)
    assert standing(1001).used_up(ENDS - timedelta(seconds=1))
    assert not standing(1001).used_up(ENDS)
    assert not standing(10**9, approved_responses=None).used_up(NOW)


def test_hours_are_responses_times_the_approved_burden():
    assert standing(90, burden_minutes=2).hours_used == 3
    assert standing(90).hours_used is None


def share(of_the_year):
    """The moment at which so much of the year is over."""
    return BEGINS + (ENDS - BEGINS) * of_the_year


@pytest.mark.parametrize(
    ("used", "gone", "reached", "factor"),
    [
        (0, 0.5, None, 1),
        (799, 0.5, None, 1),
        # What is left of the year is 1 - gone: 200 in it, where 800 took half of one.
        (800, 0.5, 0.5, 0.25),
        (900, 0.75, 0.5, 0.25),
        (900, 0.5, 0.5, 0.125),
        (950, 0.9, 0.25, 0.15625),
        (800, 0.8, 0.8, 1),
        (800, 0.75, 0.75, 0.75),
        (850, 0.99, 0.5, 1),
        (1000, 0.5, 0.25, 1),
        # The limit was raised since it was counted.
        (700, 0.5, 0.5, 1),
    ],
)
def test_from_80_percent_on_the_rest_is_spread_over_the_rest_of_the_year(used, gone, reached, factor):
    found = standing(used, share(gone), reached and share(reached))
    assert found.factor(share(gone)) == pytest.approx(factor)


def test_where_there_is_no_limit_and_where_it_is_over_no_rate_is_lowered():
    assert standing(10**6, approved_responses=None, lowered_since=HALF).factor(NOW) == 1
    assert standing(0, approved_responses=0, lowered_since=HALF).factor(NOW) == 1
    assert standing(900, lowered_since=HALF).factor(ENDS) == 1


def test_a_clearance_that_ends_within_its_year_has_to_last_until_then_alone():
    ends_early = {"expires_on": date(2026, 11, 30), "issued_on": date(2024, 6, 1), "lowered_since": HALF}
    found = standing(800, HALF, **ends_early)
    assert found.lasts_until == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert found.factor(HALF) == 1
    extended = standing(800, HALF, extended_until=date(2027, 5, 31), **ends_early)
    assert extended.lasts_until == ENDS
    assert extended.factor(HALF) == pytest.approx(0.25)


@given(per_day=st.floats(0.5, 20), limit=st.integers(500, 1000))
def test_at_the_lowered_rate_the_rest_lasts_to_the_end_of_the_year(per_day, limit):
    used, reached = 0.0, None
    for day in range(365):
        moment = BEGINS + timedelta(days=day)
        if reached is None and used >= lowered_at(limit):
            reached = moment
        found = standing(int(used), moment, reached, approved_responses=limit)
        # The simulation steps by days, so the last of them may find nothing left.
        assert not found.used_up(moment) or day > 360
        used += 0 if found.used_up(moment) else per_day * found.factor(moment)
    assert used >= min(per_day * 365, limit) * 0.98
