"""What is approved: the lines file before the records, and the limit that follows."""

from datetime import date

import pytest
from clearance_examples import CLEARANCE, EXTENSION, NUMBER, lines
from pydantic import ValidationError

from app.clearances.approvals import Approval, said, said_by
from app.line_clearances import Clearance

EXPIRES = date(2027, 5, 31)


def approval(**columns):
    return Approval(NUMBER, EXPIRES, **columns)


@pytest.mark.parametrize(
    ("columns", "limit"),
    [
        ({}, None),
        ({"approved_responses": 1000}, 1000),
        ({"approved_responses": 0}, 0),
        ({"approved_hours": 50, "burden_minutes": 2}, 1500),
        ({"approved_hours": 50}, None),
        ({"approved_responses": 1000, "approved_hours": 50, "burden_minutes": 2}, 1000),
        ({"approved_responses": 2000, "approved_hours": 50, "burden_minutes": 2}, 1500),
        ({"approved_hours": 0.7, "burden_minutes": 0.6}, 70),
        ({"approved_hours": 1667, "burden_minutes": 7}, 14288),
    ],
)
def test_the_limit_is_the_smaller_of_responses_and_of_those_that_fill_the_hours(columns, limit):
    assert approval(**columns).limit == limit


def test_a_year_begins_on_the_day_of_issue_else_on_the_one_after_it_expires():
    assert approval(issued_on=date(2024, 6, 15)).anniversary == date(2024, 6, 15)
    assert approval().anniversary == date(2027, 6, 1)
    assert approval(extended_until=date(2027, 8, 31)).anniversary == date(2027, 6, 1)
    assert Approval(NUMBER, date(2028, 2, 28)).anniversary == date(2028, 2, 29)
    assert Approval(NUMBER, date.max).anniversary == date.max


def test_an_extension_carries_the_last_day_on_and_an_older_one_does_nothing():
    assert approval(extended_until=date(2027, 8, 31)).valid_through == date(2027, 8, 31)
    assert approval(extended_until=date(2026, 8, 31)).valid_through == EXPIRES


def test_what_the_lines_say_wins_over_the_records_and_what_they_leave_out_is_kept():
    stored = {"expires_on": date(2020, 1, 1), "approved_hours": 9.0, "approved_responses": 5, "title": "Calls"}
    found = Approval.of(NUMBER, {**stored, **said(Clearance(**CLEARANCE))})
    assert (found.expires_on, found.approved_responses, found.approved_hours, found.title) == (
        EXPIRES,
        1000,
        9.0,
        "Calls",
    )


def test_an_extension_that_the_lines_file_does_not_name_is_none():
    stored = {"extended_until": date(2030, 1, 1)}
    assert Approval.of(NUMBER, {**stored, **said(Clearance(**CLEARANCE))}).valid_through == EXPIRES
    extended = Approval.of(NUMBER, {**stored, **said(Clearance(**CLEARANCE, **EXTENSION))})
    assert extended.valid_through == date(2027, 8, 31)


def test_lines_complete_each_other():
    told = said_by(lines({"title": "Calls"}, {"approved_hours": 40}).lines)
    assert list(told) == [NUMBER]
    assert (told[NUMBER]["title"], told[NUMBER]["approved_hours"]) == ("Calls", 40)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"extended_until": "2027-08-31"}, "an extension needs extended_until, extended_reason and extended_by"),
        ({**EXTENSION, "extended_until": "2027-05-30"}, "extended_until, 2027-05-30, comes before expires, 2027-05-31"),
        ({"issued": "2027-06-01"}, "issued, 2027-06-01, comes after expires, 2027-05-31"),
        ({"approved_hours": -1}, "greater than or equal to 0"),
        ({"sorn_url": "our page"}, "match pattern"),
        (
            {"privacy_act": "Under 5 U.S.C. 552a.", "privacy_act_not_applicable": "nothing is kept"},
            "privacy_act_not_applicable: a Privacy Act statement or its SORN is given too",
        ),
    ],
)
def test_a_clearance_that_cannot_be_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        Clearance(**{**CLEARANCE, **changes})
