"""The days of a page: as its address gives them, and the links to others."""

from datetime import date

import pytest

from app.errors import BadInput
from app.overview.view import Period
from app.web.pages.periods import period_of, quarter_of, steps

TODAY = date(2026, 11, 23)
NOTHING = {"quarter": "", "since": "", "until": ""}


def asked(today=TODAY, **given):
    period = period_of(NOTHING | given, today)
    return period.since.isoformat(), period.until.isoformat()


def offered(today=TODAY, **given):
    """The words of each link; those of the days shown in capitals."""
    shown = period_of(NOTHING | given, today)
    return [step.words.upper() if step.chosen else step.words.lower() for step in steps(shown, today)]


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ({}, ("2026-10-01", "2026-12-31")),
        ({"quarter": "FY2026 Q4"}, ("2026-07-01", "2026-09-30")),
        ({"since": "2026-11-01", "until": "2026-11-01"}, ("2026-11-01", "2026-11-01")),
        ({"since": "2026-11-01"}, ("2026-11-01", "2026-11-23")),
        ({"since": "2026-11-23"}, ("2026-11-23", "2026-11-23")),
        ({"until": "2026-03-31"}, ("2026-01-01", "2026-03-31")),
        ({"until": "1899-10-05"}, ("1899-10-01", "1899-10-05")),
        ({"since": "2027-01-01", "until": "2027-01-31"}, ("2027-01-01", "2027-01-31")),
        ({"since": "2016-10-07", "until": "2026-11-23"}, ("2016-10-07", "2026-11-23")),
        ({"quarter": "1900-Q1"}, ("1899-10-01", "1899-12-31")),
        ({"quarter": "9998-Q4"}, ("9998-07-01", "9998-09-30")),
    ],
)
def test_what_the_address_leaves_open_is_filled_in(given, days):
    assert asked(**given) == days


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "2026-11-24"}, "lies in the future. Please give the last day too"),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "comes after the last"),
        ({"since": "2016-10-06"}, "At most 3,700 days"),
        ({"since": "0001-01-01", "until": "0001-01-02"}, "outside the calendar"),
        ({"until": "9999-01-01"}, "outside the calendar"),
        ({"since": "20261"}, "is no day"),
        ({"quarter": "2026-Q1", "until": "2026-01-01"}, "either a fiscal quarter or days"),
        ({"quarter": "0000-Q1"}, "there is no such quarter"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_words(given, said):
    with pytest.raises(BadInput, match=said):
        asked(**given)


def test_days_that_are_a_quarter_are_that_quarter():
    assert str(quarter_of(Period(date(2026, 7, 1), date(2026, 9, 30)))) == "2026-Q4"
    assert quarter_of(Period(date(2026, 7, 2), date(2026, 9, 30))) is None


@pytest.mark.parametrize(
    ("given", "links"),
    [
        ({}, ["fy2026 q4", "FY2027 Q1 (PRESENT)", "last 28 days"]),
        ({"quarter": "2026-Q3"}, ["fy2026 q2", "FY2026 Q3", "fy2026 q4", "fy2027 q1 (present)", "last 28 days"]),
        (
            {"since": "2026-04-01", "until": "2026-06-30"},
            ["fy2026 q2", "FY2026 Q3", "fy2026 q4", "fy2027 q1 (present)", "last 28 days"],
        ),
        (
            {"since": "2026-10-27", "until": "2026-11-23"},
            ["fy2026 q4", "fy2027 q1 (present)", "LAST 28 DAYS"],
        ),
        ({"quarter": "2027-Q2"}, ["fy2027 q1 (present)", "FY2027 Q2", "last 28 days"]),
        ({"quarter": "1900-Q1"}, ["FY1900 Q1", "fy1900 q2", "fy2027 q1 (present)", "last 28 days"]),
        ({"quarter": "9998-Q4"}, ["fy2027 q1 (present)", "fy9998 q3", "FY9998 Q4", "last 28 days"]),
    ],
)
def test_links_lead_to_the_quarters_around_the_present_one_and_the_last_28_days(given, links):
    assert offered(**given) == links


def test_links_give_the_days_that_they_name():
    period = period_of(NOTHING, TODAY)
    for step in steps(period, TODAY):
        again = period_of(NOTHING | step.given, TODAY)
        assert [one.words for one in steps(again, TODAY) if one.chosen] == [step.words]
