"""When contacts are invited: the edges of the calendar, of the map and of the ways to write a number."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from reported_contacts import a_report, rules

EVERYWHERE = {"regions": ["US", "PR", "GU", "VI", "AS", "MP"], "holidays": "none"}


def plan(ended, number="+12125550123", zone=None, now=None, **outreach):
    """The plan of a contact that ended at a local time of New York, or another zone."""
    by = rules(outreach={**EVERYWHERE, **outreach})
    line = by.lines.by_id["benefits"]
    moment = datetime.fromisoformat(ended).replace(tzinfo=ZoneInfo(zone or "America/New_York"))
    report = a_report(number=number, ended_at=moment.isoformat())
    return by.plan(report, line, now or moment.astimezone(UTC))


def due(*given, **options):
    found = plan(*given, **options).due_at
    return None if found is None else found.isoformat()


def test_the_night_before_the_clocks_go_forward_is_an_hour_shorter():
    assert due("2026-03-07T20:55") == "2026-03-08T12:00:00+00:00"
    assert due("2026-03-06T20:55") == "2026-03-07T13:00:00+00:00"


def test_the_night_before_the_clocks_go_back_is_an_hour_longer():
    assert due("2026-10-31T20:55") == "2026-11-01T13:00:00+00:00"
    assert due("2026-10-30T20:55") == "2026-10-31T12:00:00+00:00"


def test_48_hours_are_48_hours_also_when_the_clocks_change():
    spring, autumn = plan("2026-03-07T12:00"), plan("2026-10-31T12:00")
    assert spring.not_after.astimezone(ZoneInfo("America/New_York")).hour == 13
    assert autumn.not_after.astimezone(ZoneInfo("America/New_York")).hour == 11


@pytest.mark.parametrize("day", ["2026-01-12", "2026-07-13"])
def test_arizona_keeps_its_clocks(day):
    found = plan(f"{day}T20:55", "+16024950123", "America/Phoenix").due_at
    assert found == datetime.fromisoformat(f"{day}T15:00+00:00") + timedelta(days=1)


def test_guam_is_a_day_ahead():
    assert due("2026-05-05T20:55", "+16713001234", "Pacific/Guam") == "2026-05-05T22:00:00+00:00"
    refused = plan("2026-05-05T12:00", "+16713001234", regions=["US"])
    assert (refused.check.refusal, refused.due_at) == ("region_not_allowed", None)


def test_an_area_code_in_two_zones_has_to_suit_both():
    # 605 is South Dakota, partly in Central, partly in Mountain time.
    number, zone = "+16052050123", "America/Chicago"
    assert due("2026-05-05T07:00", number, zone) == "2026-05-05T14:00:00+00:00"
    assert due("2026-05-05T20:45", number, zone) == "2026-05-06T01:55:00+00:00"
    assert due("2026-05-05T20:55", number, zone) == "2026-05-06T14:00:00+00:00"


@pytest.mark.parametrize("number", ["+18005550199", "8885550199", "+19005550199"])
def test_numbers_that_cost_the_owner_or_the_caller_are_not_invited(number):
    refused = plan("2026-05-05T12:00", number)
    assert (refused.check.refusal, refused.due_at) == ("unfit_number", None)


def test_a_leap_day_is_a_day():
    assert due("2028-02-28T20:55") == "2028-02-29T13:00:00+00:00"
    assert due("2028-02-29T20:55") == "2028-03-01T13:00:00+00:00"
    assert plan("2028-02-28T12:00").not_after == datetime(2028, 3, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize("number", ["2125550123", "(212) 555-0123", "1-212-555-0123", "212.555.0123", "+12125550123 "])
def test_a_number_is_the_same_person_however_it_is_written(number):
    assert plan("2026-05-05T12:00", number).respondent == plan("2026-05-05T12:00").respondent


def test_a_number_is_read_as_dialled_in_the_first_region():
    mexican = plan("2026-05-05T12:00", "55 5123 4567", regions=["MX", "US"])
    assert (mexican.check.number, mexican.check.refusal) == ("+525551234567", None)


def test_what_is_reported_late_is_invited_at_once_or_not_at_all():
    ended = datetime(2026, 5, 5, 16, tzinfo=UTC)
    late = plan("2026-05-05T12:00", now=ended + timedelta(hours=20))
    assert late.due_at == ended + timedelta(hours=20)
    assert plan("2026-05-05T12:00", now=ended + timedelta(hours=48)).due_at == ended + timedelta(hours=48)
    assert plan("2026-05-05T12:00", now=ended + timedelta(hours=48, seconds=1)).due_at is None


def test_days_on_which_nobody_is_contacted_may_leave_no_time():
    closed = {"closed_days": ["2026-05-06", "2026-05-07"]}
    assert due("2026-05-05T20:55", **closed) is None
    assert due("2026-05-05T20:45", **closed) == "2026-05-06T00:55:00+00:00"
