"""Reports are due at seven by the wall clock, in every season and zone, and tell of days that are over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.overview.view import Period
from app.schedules.calendar import due_moments, next_due, period_of

NEW_YORK = ZoneInfo("America/New_York")


def local(*parts, zone=NEW_YORK):
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        ("daily", local(2026, 9, 20, 6, 59), local(2026, 9, 20, 7)),
        ("daily", local(2026, 9, 20, 7), local(2026, 9, 21, 7)),
        ("weekly", local(2026, 9, 20, 12), local(2026, 9, 21, 7)),
        ("weekly", local(2026, 9, 21, 7), local(2026, 9, 28, 7)),
        ("monthly", local(2026, 1, 31, 8), local(2026, 2, 1, 7)),
        ("quarterly", local(2026, 10, 1, 7), local(2027, 1, 1, 7)),
        ("quarterly", local(2026, 9, 30, 23), local(2026, 10, 1, 7)),
    ],
)
def test_the_next_one_is_due(rhythm, after, due):
    assert next_due(rhythm, after.astimezone(UTC), NEW_YORK) == due


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix", "Pacific/Apia", "Asia/Kathmandu", "UTC"])
def test_over_years_every_day_has_one_at_seven_by_its_clock(zone):
    zone = ZoneInfo(zone)
    first = next_due("daily", local(2025, 12, 31, 12, zone=zone).astimezone(UTC), zone)
    moments = [moment.astimezone(zone) for moment in due_moments("daily", first, first + timedelta(days=800), zone)]
    assert [moment.date() for moment in moments] == [date(2026, 1, 1) + timedelta(days=n) for n in range(801)]
    assert {(moment.hour, moment.minute) for moment in moments} == {(7, 0)}


def test_the_days_of_a_report_are_those_before():
    assert period_of("daily", date(2026, 3, 1)) == Period(date(2026, 2, 28), date(2026, 2, 28))
    assert period_of("weekly", date(2026, 9, 21)) == Period(date(2026, 9, 14), date(2026, 9, 20))
    assert period_of("monthly", date(2026, 3, 1)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert period_of("quarterly", date(2026, 1, 1)) == Period(date(2025, 10, 1), date(2025, 12, 31))


def test_one_asked_for_in_between_tells_of_the_last_whole_days():
    assert period_of("weekly", date(2026, 9, 24)) == Period(date(2026, 9, 14), date(2026, 9, 20))
    assert period_of("monthly", date(2026, 3, 17)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert period_of("quarterly", date(2026, 2, 17)) == Period(date(2025, 10, 1), date(2025, 12, 31))
