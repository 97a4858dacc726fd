"""The years of a clearance."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clearances.years import Year, year_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("anniversary", "day", "begins", "ends"),
    [
        (date(2024, 6, 1), date(2026, 5, 31), date(2025, 6, 1), date(2026, 5, 31)),
        (date(2024, 6, 1), date(2026, 6, 1), date(2026, 6, 1), date(2027, 5, 31)),
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        # A clearance that began on a leap day: its other years begin on 1 March, and none is a day too many.
        (date(2024, 2, 29), date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2024, 2, 29), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2025, 3, 1), date(2025, 3, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2028, 2, 28), date(2027, 3, 1), date(2028, 2, 28)),
        (date(2024, 2, 29), date(2028, 2, 29), date(2028, 2, 29), date(2029, 2, 28)),
        # Before the first anniversary, as with responses that were imported.
        (date(2026, 6, 1), date(2026, 5, 31), date(2025, 6, 1), date(2026, 5, 31)),
    ],
)
def test_a_year_goes_from_one_anniversary_to_the_day_before_the_next(anniversary, day, begins, ends):
    assert year_of(anniversary, day) == Year(begins, ends)


@given(DAYS, DAYS)
def test_every_day_lies_in_exactly_one_year_of_365_or_366_days(anniversary, day):
    year = year_of(anniversary, day)
    assert year.begins <= day <= year.ends
    assert (year.ends - year.begins).days + 1 in (365, 366)
    assert year_of(anniversary, year.ends + timedelta(days=1)).begins == year.ends + timedelta(days=1)
    assert year_of(anniversary, year.begins - timedelta(days=1)).ends == year.begins - timedelta(days=1)
