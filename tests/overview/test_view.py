"""Views: which days they mean, what comes before them, and that nobody forgets whose units they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from view_examples import NEW_YORK, QUARTER, view

from app.errors import BadInput
from app.overview.reading import stretches
from app.overview.view import Period, View
from app.reporting.fiscal import FiscalQuarter


def days_of(first, last):
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (QUARTER, Period(date(2025, 7, 1), date(2025, 9, 30))),
        (Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 2, 1), date(2026, 2, 28))),
        (Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31))),
        (Period(date(2026, 3, 3), date(2026, 3, 30)), Period(date(2026, 2, 3), date(2026, 3, 2))),
        (Period(date(2026, 3, 3), date(2026, 3, 3)), Period(date(2026, 3, 2), date(2026, 3, 2))),
    ],
)
def test_the_period_before_is_as_long(period, before):
    assert period.before() == before


def test_a_quarter_is_a_period():
    assert Period.of_quarter(FiscalQuarter(2026, 1)) == QUARTER


@pytest.mark.parametrize("days", [0, -3, 4000])
def test_a_period_has_days_and_not_too_many(days):
    with pytest.raises(BadInput, match="not a period"):
        Period(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days=days - 1))


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), length=st.integers(1, 800))
def test_months_and_days_cover_each_day_of_a_period_once(first, length):
    period = Period(first, first + timedelta(days=length - 1))
    covered = [day for _, begins, ends in stretches(period) for day in days_of(begins, ends)]
    assert len(covered) == length
    assert set(covered) == days_of(period.since, period.until)
    for span, begins, ends in stretches(period):
        if span == "month":
            assert (begins.day, (ends + timedelta(days=1)).day) == (1, 1)


def test_a_view_without_units_cannot_be_made():
    with pytest.raises(TypeError, match="units"):
        View(zone=NEW_YORK, period=QUARTER)


def test_a_view_selects_what_an_export_with_the_same_filters_selects():
    selection = view(units=frozenset({"East"}), queue="north", channel="automated_phone").selection
    assert (selection.units, selection.queue, selection.channel) == (frozenset({"East"}), "north", "automated_phone")
    assert (selection.since, selection.until, selection.late) == (QUARTER.since, QUARTER.until, False)
