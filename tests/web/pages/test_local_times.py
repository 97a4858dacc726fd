"""Days and times on pages: one way of writing them, in the zone of the agency's reporting."""

from datetime import UTC, date, datetime

import pytest

from app.web.pages.local_times import local_today, machine_time, said_day, said_time

EVENING = datetime(2026, 11, 4, 2, 5, 59, tzinfo=UTC)


@pytest.fixture
def here(site):
    with site.app.app_context():
        yield site


def test_a_moment_is_told_by_the_clock_of_the_agency_and_to_the_minute(here):
    assert said_time(EVENING) == "Nov 3, 2026, 9:05 p.m. EST"
    assert machine_time(EVENING) == "2026-11-03T21:05-0500"


@pytest.mark.parametrize(("hour", "told"), [(4, "12:00 a.m."), (5, "1:00 a.m."), (16, "12:00 p.m."), (17, "1:00 p.m.")])
def test_noon_and_midnight_are_twelve_in_summer_too(here, hour, told):
    assert said_time(datetime(2026, 7, 1, hour, tzinfo=UTC)) == f"Jul 1, 2026, {told} EDT"


def test_the_day_of_a_moment_is_the_day_that_it_is_there(here):
    assert said_day(EVENING) == said_day(date(2026, 11, 3)) == "Nov 3, 2026"
    here.now = EVENING.timestamp()
    assert local_today() == date(2026, 11, 3)
