"""Fiscal quarters: their days, their names, and when their figures are due."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.reporting.fiscal import FiscalQuarter, last_business_day

days = st.dates(date(1900, 1, 1), date(9998, 9, 30))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-Q1", date(2025, 10, 1), date(2025, 12, 31)),
        ("FY2026 Q2", date(2026, 1, 1), date(2026, 3, 31)),
        ("2024q3", date(2024, 4, 1), date(2024, 6, 30)),
        ("2026-Q4", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_a_quarter_has_three_months_of_the_fiscal_year(written, first, last):
    quarter = FiscalQuarter.parse(written)
    assert (quarter.first_day, quarter.last_day) == (first, last)


@given(days)
def test_each_day_lies_in_its_quarter_and_the_next_day_in_the_same_or_the_following(day):
    quarter = FiscalQuarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.last_day - quarter.first_day in {timedelta(days=n) for n in (89, 90, 91)}
    after = FiscalQuarter.of(quarter.last_day + timedelta(days=1)) if quarter < FiscalQuarter(9998, 4) else None
    assert after is None or (after.first_day - quarter.last_day == timedelta(days=1) and after > quarter)
    assert FiscalQuarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize("written", ["", "2026", "2026-Q5", "26-Q1", "2026-Q0", "1899-Q4", "9999-Q1", "2026-Q1x"])
def test_what_is_no_quarter_is_bad_input(written):
    with pytest.raises(BadInput, match="quarter"):
        FiscalQuarter.parse(written)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_the_last_business_day_is_followed_by_free_days_alone(day):
    last = last_business_day(day)
    free = holidays.country_holidays("US", years=day.year)
    assert (last.year, last.month) == (day.year, day.month)
    assert last.weekday() < 5
    assert last not in free
    later = last + timedelta(days=1)
    while later.month == day.month:
        assert later.weekday() >= 5 or later in free
        later += timedelta(days=1)


def test_a_holiday_on_the_last_day_moves_the_last_business_day():
    assert last_business_day(date(2021, 5, 1)) == date(2021, 5, 28)  # Memorial Day was the 31st, a Monday


@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        (FiscalQuarter(2026, 1), date(2026, 1, 30)),
        (FiscalQuarter(2026, 2), date(2026, 4, 30)),
        (FiscalQuarter(2026, 3), date(2026, 7, 31)),
        (FiscalQuarter(2026, 4), date(2026, 10, 30)),
    ],
)
def test_figures_are_due_on_the_last_business_day_of_the_month_after_the_quarter(quarter, due):
    assert quarter.due_on({}) == due


def test_the_dates_that_the_circular_announced_for_2022_win_over_its_rule():
    announced = [FiscalQuarter(2022, number).due_on({}) for number in (1, 2, 3, 4)]
    assert announced == [date(2022, 1, 28), date(2022, 4, 29), date(2022, 7, 29), date(2022, 10, 28)]
    assert last_business_day(date(2022, 1, 1)) == date(2022, 1, 31)


def test_a_date_that_was_set_for_a_quarter_wins_for_it_alone():
    overrides = {"2026-Q1": date(2026, 2, 6), "2022-Q1": date(2022, 2, 1)}
    assert FiscalQuarter(2026, 1).due_on(overrides) == date(2026, 2, 6)
    assert FiscalQuarter(2022, 1).due_on(overrides) == date(2022, 2, 1)
    assert FiscalQuarter(2026, 2).due_on(overrides) == date(2026, 4, 30)
