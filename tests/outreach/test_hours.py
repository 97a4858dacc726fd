from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.line_outreach import Outreach
from app.outreach.hours import is_permitted, last_permitted, next_permitted
from app.outreach.numbers import candidate_zones

NEW_YORK = ZoneInfo("America/New_York")
PHOENIX = ZoneInfo("America/Phoenix")
HONOLULU = ZoneInfo("Pacific/Honolulu")
GUAM = ZoneInfo("Pacific/Guam")
EVERY_DAY = Outreach(holidays="none")
TWO_DAYS = timedelta(hours=48)


def first(zones, since, rules=EVERY_DAY, length=TWO_DAYS):
    """The first permitted moment after an aware ``since``, in the zone of ``since``."""
    found = next_permitted(zones, rules, since, since + length)
    return found and found.astimezone(since.tzinfo)


def at(zone, *written):
    return datetime(*written, tzinfo=zone)


def test_a_moment_inside_the_window_is_taken_at_once():
    assert first([NEW_YORK], at(NEW_YORK, 2026, 5, 5, 14, 3, 7)) == at(NEW_YORK, 2026, 5, 5, 14, 3, 7)


def test_an_evening_waits_for_the_morning():
    assert first([NEW_YORK], at(NEW_YORK, 2026, 5, 5, 22)) == at(NEW_YORK, 2026, 5, 6, 8)


def test_the_window_holds_its_first_second_and_not_its_last():
    opening, closing = at(NEW_YORK, 2026, 5, 5, 8), at(NEW_YORK, 2026, 5, 5, 21)
    instant = timedelta(microseconds=1)
    assert is_permitted([NEW_YORK], EVERY_DAY, opening)
    assert not is_permitted([NEW_YORK], EVERY_DAY, opening - instant)
    assert is_permitted([NEW_YORK], EVERY_DAY, closing - instant)
    assert not is_permitted([NEW_YORK], EVERY_DAY, closing)
    assert first([NEW_YORK], closing) == opening + timedelta(days=1)


def test_the_last_moment_of_the_time_given_still_counts_and_the_next_does_not():
    since, opening = at(NEW_YORK, 2026, 5, 5, 23), at(NEW_YORK, 2026, 5, 6, 8)
    assert next_permitted([NEW_YORK], EVERY_DAY, since, opening) == opening
    assert next_permitted([NEW_YORK], EVERY_DAY, since, opening - timedelta(seconds=1)) is None


def test_no_time_at_all_has_no_permitted_moment():
    noon = at(NEW_YORK, 2026, 5, 5, 12)
    assert next_permitted([NEW_YORK], EVERY_DAY, noon, noon) == noon
    assert next_permitted([NEW_YORK], EVERY_DAY, noon, noon - timedelta(seconds=1)) is None


def test_the_hour_is_right_in_every_zone_that_the_number_may_belong_to():
    assert first([NEW_YORK, HONOLULU], at(NEW_YORK, 2026, 5, 5, 9)) == at(HONOLULU, 2026, 5, 5, 8)
    assert first([NEW_YORK, HONOLULU], at(HONOLULU, 2026, 5, 5, 16)) == at(HONOLULU, 2026, 5, 6, 8)


def test_without_a_zone_nothing_is_permitted():
    noon = at(UTC, 2026, 5, 5, 12)
    assert not is_permitted([], EVERY_DAY, noon)
    assert next_permitted([], EVERY_DAY, noon, noon + TWO_DAYS) is None


@pytest.mark.parametrize(("day", "opens_at_utc"), [((2026, 3, 7), 13), ((2026, 3, 8), 12), ((2026, 11, 1), 13)])
def test_clocks_that_change_move_the_opening(day, opens_at_utc):
    assert first([NEW_YORK], at(NEW_YORK, *day, 0, 30)) == at(UTC, *day, opens_at_utc)


def test_an_hour_that_comes_twice_is_night_both_times():
    for fold in (0, 1):
        night = at(NEW_YORK, 2026, 11, 1, 1, 30).replace(fold=fold)
        assert first([NEW_YORK], night) == at(NEW_YORK, 2026, 11, 1, 8)


def test_arizona_does_not_change_its_clocks():
    for day in ((2026, 3, 8), (2026, 7, 1), (2026, 11, 1)):
        assert first([PHOENIX], at(PHOENIX, *day, 0, 30)) == at(UTC, *day, 15)


def test_guam_is_a_day_ahead_and_has_its_own_holidays():
    rules = Outreach()
    christmas_eve_at_home = at(NEW_YORK, 2025, 12, 24, 19)
    assert not is_permitted([GUAM], rules, christmas_eve_at_home)
    assert first([GUAM], christmas_eve_at_home, rules) == at(GUAM, 2025, 12, 26, 8)


def test_a_holiday_anywhere_among_the_zones_closes_the_day():
    rules = Outreach(window={"from": "08:00", "until": "21:00"})
    evening = at(GUAM, 2025, 12, 25, 8)
    assert evening.astimezone(NEW_YORK).date() == date(2025, 12, 24)
    assert first([NEW_YORK, GUAM], evening, rules) != evening


@pytest.mark.parametrize(
    ("closed", "open_again"),
    [
        ((2026, 7, 3), (2026, 7, 5)),  # observed on Friday, since the day itself is a Saturday
        ((2026, 11, 26), (2026, 11, 27)),
        ((2027, 12, 31), (2028, 1, 2)),  # New Year's Day of the next year, observed in this one
        ((2027, 6, 18), (2027, 6, 20)),
    ],
)
def test_federal_holidays_and_the_days_they_are_observed_on_are_closed(closed, open_again):
    morning = at(NEW_YORK, *closed, 9)
    assert first([NEW_YORK], morning, Outreach()) == at(NEW_YORK, *open_again, 8)
    assert first([NEW_YORK], morning, EVERY_DAY) == morning


def test_days_that_the_line_lists_are_closed():
    rules = Outreach(holidays="none", closed_days=[date(2026, 5, 6), date(2026, 5, 7)])
    assert first([NEW_YORK], at(NEW_YORK, 2026, 5, 5, 22), rules, timedelta(hours=72)) == at(NEW_YORK, 2026, 5, 8, 8)
    assert first([NEW_YORK], at(NEW_YORK, 2026, 5, 5, 22), rules) is None


@pytest.mark.parametrize("zones", [[NEW_YORK], [NEW_YORK, PHOENIX], [PHOENIX, NEW_YORK]])
def test_the_last_moment_of_a_window_is_that_of_the_first_zone_in_which_it_ends(zones):
    now, closing = at(NEW_YORK, 2026, 5, 5, 20), at(NEW_YORK, 2026, 5, 5, 21)
    last = last_permitted(zones, EVERY_DAY, now, now + TWO_DAYS)
    assert is_permitted(zones, EVERY_DAY, last)
    assert last + timedelta(microseconds=1) == closing


def test_the_last_moment_is_never_after_the_one_that_is_given():
    now = at(NEW_YORK, 2026, 5, 5, 20)
    assert last_permitted([NEW_YORK], EVERY_DAY, now, now + timedelta(minutes=1)) == now + timedelta(minutes=1)


def test_only_the_days_of_the_week_in_the_window_are_open():
    rules = Outreach(holidays="none", window={"days": ["mon", "tue", "wed", "thu", "fri"]})
    friday = at(NEW_YORK, 2026, 5, 8, 21)
    assert first([NEW_YORK], friday, rules) is None
    assert first([NEW_YORK], friday, rules, timedelta(hours=59)) == at(NEW_YORK, 2026, 5, 11, 8)


def test_a_leap_day_is_a_day():
    assert first([NEW_YORK], at(NEW_YORK, 2028, 2, 28, 22)) == at(NEW_YORK, 2028, 2, 29, 8)
    assert first([NEW_YORK], at(NEW_YORK, 2028, 2, 29, 22)) == at(NEW_YORK, 2028, 3, 1, 8)


def test_the_zones_of_a_toll_free_number_share_less_than_three_hours_a_day():
    zones = candidate_zones("+18005550100").zones
    since = at(UTC, 2026, 7, 1)
    opening = next_permitted(zones, EVERY_DAY, since, since + TWO_DAYS)
    assert is_permitted(zones, EVERY_DAY, opening)
    assert not is_permitted(zones, EVERY_DAY, opening + timedelta(hours=3))


def test_windows_that_never_meet_have_no_permitted_moment():
    rules = Outreach(holidays="none", window={"from": "09:00", "until": "12:00"})
    assert first([NEW_YORK, GUAM], at(UTC, 2026, 5, 5), rules) is None
    assert first(candidate_zones("+18005550100").zones, at(UTC, 2026, 5, 5), rules) is None


class CountedZone(ZoneInfo):
    conversions = 0

    def fromutc(self, moment):
        CountedZone.conversions += 1
        return super().fromutc(moment)


@pytest.mark.parametrize("names", [["America/New_York"], ["America/Chicago", "America/Denver"]])
def test_a_moment_is_found_in_a_few_steps(names):
    CountedZone.conversions = 0
    zones = [CountedZone.no_cache(name) for name in names]
    assert first(zones, at(UTC, 2026, 5, 5, 3)) is not None
    assert 0 < CountedZone.conversions < 36


def plainly_permitted(zones, rules, moment):
    for zone in zones:
        local = moment.astimezone(zone)
        if not rules.window.opens <= local.time() < rules.window.closes:
            return False
        if f"{local:%a}".lower() not in rules.window.days or local.date() in rules.closed_days:
            return False
    return True


def minute_by_minute(zones, rules, since, until):
    """The plain twin: looks at ``since`` and then at every whole minute."""
    moment = since
    while moment <= until:
        if plainly_permitted(zones, rules, moment):
            return moment
        moment = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return None


ZONES = """America/New_York America/Phoenix Pacific/Honolulu Pacific/Guam Pacific/Pago_Pago America/St_Johns
    America/Chicago Australia/Lord_Howe Pacific/Chatham Asia/Kathmandu Africa/Casablanca Europe/London""".split()
DAYS_OF_CHANGE = [date(2026, 3, 7), date(2026, 10, 31), date(2026, 4, 4), date(2028, 2, 28), date(2026, 12, 31)]


@st.composite
def rules_of_lines(draw):
    opens = draw(st.integers(8 * 60, 21 * 60 - 1))
    closes = draw(st.integers(opens + 1, 21 * 60))
    window = {"from": f"{opens // 60:02}:{opens % 60:02}", "until": f"{closes // 60:02}:{closes % 60:02}"}
    days = draw(st.sets(st.sampled_from("mon tue wed thu fri sat sun".split()), min_size=3))
    closed = draw(st.sets(st.sampled_from(DAYS_OF_CHANGE), max_size=2))
    return Outreach(holidays="none", closed_days=closed, window={**window, "days": days})


@st.composite
def moments(draw):
    day = draw(st.one_of(st.sampled_from(DAYS_OF_CHANGE), st.dates(date(2024, 1, 1), date(2032, 1, 1))))
    seconds = draw(st.integers(0, 86399))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)


@settings(max_examples=150, deadline=None)
@example(["America/New_York"], EVERY_DAY, at(NEW_YORK, 2026, 11, 1, 1, 30), 48)
@given(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3),
    rules_of_lines(),
    moments(),
    st.integers(0, 48),
)
def test_the_moment_found_is_the_one_that_looking_minute_by_minute_finds(names, rules, since, hours):
    zones = [ZoneInfo(name) for name in names]
    until = since + timedelta(hours=hours)
    found = next_permitted(zones, rules, since, until)
    assert found == minute_by_minute(zones, rules, since, until)
    if found is not None:
        assert is_permitted(zones, rules, found)
