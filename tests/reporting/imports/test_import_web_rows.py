"""What a web response becomes in the tables that all channels share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.responses import INDICATORS, SIGNS
from app.reporting.imports.web_response import Origin, WebResponse
from app.reporting.imports.web_rows import (
    answer_columns,
    answers_nothing,
    led,
    questions,
    response_columns,
    response_id,
)
from flows.survey import DRIVERS

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ITEMS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
VALUES = {"0": 0, "1": 1, "-": None}


def origin(scale="likert_5", channel="website", instrument="a11-tapped", offered=DRIVERS):
    return Origin("touchpoints:x", "web", instrument, channel, scale, offered, about={"survey_version": 3})


def tapped(trust, positive="0000000", negative="0000000", comment=None):
    return WebResponse("1", NOW, {"trust": trust}, tuple(VALUES[one] for one in positive + negative), comment)


def came_to(response, at=None):
    return {given.question: given.missing or given.native for given in questions(response, at or origin())}


def columns(response, at=None):
    at = at or origin()
    return response_columns(response, at, questions(response, at))


def stored(response, at=None):
    row = columns(response, at)
    shown = ["-" if row[name] is None else str(row[name]) for name in INDICATORS]
    return "".join(shown[:7]), "".join(shown[7:])


def test_zeros_of_the_list_that_trust_did_not_lead_to_become_null():
    assert stored(tapped(5, "1010000")) == ("1010000", "-------")
    assert stored(tapped(4)) == ("0000000", "-------")
    assert stored(tapped(3, negative="0100000")) == ("-------", "0100000")
    assert stored(tapped(1), origin("thumbs")) == ("0000000", "-------")
    assert stored(tapped(0), origin("thumbs")) == ("-------", "0000000")


def test_without_trust_the_lists_are_kept_as_they_are():
    assert stored(tapped(None, "0100000", "000----")) == ("0100000", "000----")


def test_what_was_chosen_in_the_other_list_is_kept():
    assert stored(tapped(5, "1000000", "0010000")) == ("1000000", "--1----")


def test_a_list_names_its_drivers_or_why_there_is_none():
    assert came_to(tapped(5, "1010000", comment="ok")) == {
        "trust": "5",
        "went_well": "effectiveness,efficiency",
        "went_wrong": "not_applicable",
        "comment": None,
    }
    assert came_to(tapped(2))["went_wrong"] == "0"
    assert came_to(tapped(2, "-------"))["went_well"] == "not_offered"
    assert came_to(tapped(2, negative="-------"))["went_wrong"] == "not_offered"
    assert came_to(tapped(None, "0000001"))["went_well"] == "other"
    assert came_to(tapped(None, "0000001"))["went_wrong"] == "no_input"


def test_a_comment_left_blank_was_asked_unless_the_channel_takes_no_text():
    for blank in (None, "", " \n"):
        assert came_to(tapped(5, comment=blank))["comment"] == "no_input"
        assert came_to(tapped(5, comment=blank), origin(channel="automated_phone"))["comment"] == "not_offered"
    assert columns(tapped(5, comment=" \n"))["comment"] == " \n"


@pytest.mark.parametrize(
    ("response", "status", "asked", "answered"),
    [
        (tapped(5, "1000000", comment="ok"), "complete", 3, 3),
        (tapped(5, "1000000"), "complete", 3, 2),
        (tapped(2), "complete", 3, 2),
        (tapped(2, negative="-------"), "complete", 2, 1),
        (tapped(None, "1000000", "1000000"), "partial", 4, 2),
        (tapped(None, comment="ok"), "broken_off", 4, 1),
    ],
)
def test_status_and_counts_follow_from_what_is_answered(response, status, asked, answered):
    row = columns(response)
    assert (row["status"], row["asked_count"], row["answered_count"]) == (status, asked, answered)


@pytest.mark.parametrize(
    ("values", "offered", "status", "answered"),
    [
        ((5, 4, 3, 2, 1, 5, 4), ITEMS, "complete", 7),
        ((5, 4, 3, 2, 1, 5, None), ITEMS, "complete", 6),
        ((5, 4, 3, 2, 1, None, None), ITEMS, "partial", 5),
        ((5, 4, 3, 2, 1, None, None), ITEMS[:5], "complete", 5),
        ((None, 4, 3, 2, 1, 5, 4), ITEMS, "partial", 6),
        ((5, 4, None, None, None, None, None), ITEMS, "broken_off", 2),
    ],
)
def test_a_form_of_one_item_each_needs_satisfaction_trust_and_four_of_five(values, offered, status, answered):
    at = origin(instrument="a11-likert", offered=offered)
    response = WebResponse("1", NOW, dict(zip(ITEMS, values, strict=True)))
    row = columns(response, at)
    assert (row["status"], row["answered_count"]) == (status, answered)
    assert (row["employee"], row["trust"], row["trust_scale"], row["label_order"]) == (values[6], 4, "likert_5", None)
    assert came_to(response, at)["employee"] == (
        str(values[6] or "") or ("no_input" if offered == ITEMS else "not_offered")
    )


def test_a_response_that_answers_nothing_is_none():
    assert answers_nothing(tapped(None, comment=" "), origin())
    assert not answers_nothing(tapped(0), origin("thumbs"))
    assert not answers_nothing(tapped(None, comment="ok"), origin())
    assert not answers_nothing(tapped(None, "1000000"), origin())


def test_its_id_is_the_same_wherever_it_is_imported():
    assert response_id("touchpoints:x", "1") == "a49667d7-cf24-5228-96f6-eec275404cb2"
    assert response_id("touchpoints:x", "1") != response_id("touchpoints:x1", "")


def test_questions_stand_in_the_order_of_asking():
    at = origin()
    rows = list(answer_columns(questions(tapped(2, comment="ok"), at), at))
    assert [(row["question"], row["position"]) for row in rows] == [
        ("trust", 1),
        ("went_well", None),
        ("went_wrong", 2),
        ("comment", 3),
    ]
    assert {row["survey_version"] for row in rows} == {3}
    assert rows[0]["value"] == 2
    assert {row["channel"] for row in rows} == {"website"}


@given(
    trust=st.none() | st.integers(1, 5),
    told=st.lists(st.sampled_from([0, 1, None]), min_size=14, max_size=14),
    comment=st.none() | st.text(max_size=3),
)
def test_the_file_can_be_told_again_from_what_is_stored(trust, told, comment):
    response = WebResponse("1", NOW, {"trust": trust}, tuple(told), comment)
    row = columns(response)
    offered = row["label_order"]["offered"]
    again = [row[name] if row[name] is not None else 0 if name in offered else None for name in INDICATORS]
    assert (again, row["trust"], row["comment"]) == (told, trust, comment)
    sign = led(trust, "likert_5")
    for name in INDICATORS:
        if sign is not None and not name.startswith(sign):
            assert row[name] in (None, 1)
    assert {name.split("_")[0] for name in offered} <= set(SIGNS)
