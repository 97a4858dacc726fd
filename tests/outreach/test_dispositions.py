"""How an offer ends, by what is known of its session and its sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outreach.dispositions import Case, disposition
from app.records.contacts import DISPOSITIONS, DOORS, INVITATION_KINDS, INVITATION_STATES
from app.records.outreach import SEND_STATES
from app.records.responses import STATUSES

ENDS = ("completed", "declined", "gave_up", "hung_up", "expired", "opted_out", "superseded", "failed")
TEXT = Case(
    "text", "text", "waiting", None, None, replied=False, asked=False, answered=False, sent="sent", offered=False
)
CALL = TEXT._replace(kind="call", door="voice")
HANDED_OVER = CALL._replace(kind="direct", state=None, sent=None, offered=True)


def ended(case, end, status="broken_off", **more):
    return disposition(case._replace(session_end=end, status=status, **more), over=False)


def given_up(case, **more):
    return disposition(case._replace(**more), over=True)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("status", ["complete", "partial"])
def test_whoever_answered_enough_goes_by_the_status_however_it_ended(end, status):
    assert ended(TEXT, end, status, replied=True, asked=True, answered=True) == status


@pytest.mark.parametrize("end", ENDS)
def test_whoever_answered_too_little_broke_off_however_it_ended(end):
    assert ended(CALL, end, asked=True, replied=True, answered=True) == "broken_off"


@pytest.mark.parametrize("end", ["declined", "opted_out"])
def test_a_refusal_before_any_answer_is_told_by_its_own_name(end):
    assert ended(TEXT, end, "declined", replied=True, asked=True) == end
    assert ended(HANDED_OVER, end, "declined", replied=True) == end


def test_a_caller_who_hangs_up_before_the_first_question_left_at_the_welcome():
    assert ended(HANDED_OVER, "hung_up") == "left_at_welcome"
    assert ended(CALL, "gave_up", replied=True) == "left_at_welcome"
    assert ended(CALL, "hung_up", asked=True) == "broken_off"


def test_a_text_that_nobody_replies_to_has_no_reply():
    assert ended(TEXT, "expired", asked=True, offered=True, sent="delivered") == "no_reply"
    assert ended(TEXT, "expired", asked=True) == "no_reply"


def test_a_reply_that_was_no_answer_is_broken_off():
    assert ended(TEXT, "expired", asked=True, replied=True, offered=True) == "broken_off"


def test_a_text_that_was_lost_is_told_as_lost_unless_an_earlier_one_arrived():
    assert ended(TEXT, "expired", asked=True, sent="undelivered") == "undelivered"
    assert ended(TEXT, "expired", asked=True, sent="undelivered", offered=True) == "no_reply"


def test_whoever_texts_first_and_says_no_more_left_at_the_welcome():
    assert ended(TEXT._replace(kind="direct", sent=None), "expired", asked=True) == "left_at_welcome"


def test_an_offer_replaced_before_any_answer_is_superseded():
    assert ended(TEXT, "superseded", asked=True) == "superseded"


@pytest.mark.parametrize(
    ("case", "final"),
    [
        (TEXT._replace(state="planned", sent=None), "too_late"),
        (TEXT._replace(sent="delivered"), "no_reply"),
        (TEXT._replace(sent="unknown"), "failed"),
        (TEXT._replace(state="sending", sent="claimed"), "failed"),
        (TEXT._replace(sent=None), "failed"),
        (TEXT._replace(sent="undelivered"), "undelivered"),
        (CALL._replace(sent="completed"), "no_answer"),
        (CALL._replace(sent="completed", offered=True), "left_at_welcome"),
        (CALL._replace(sent="busy"), "busy"),
        (CALL._replace(sent="machine"), "machine"),
        (HANDED_OVER._replace(offered=False), "not_handed_over"),
    ],
)
def test_what_is_given_up_without_a_session_is_told_by_its_sends(case, final):
    assert disposition(case, over=False) is None
    assert disposition(case, over=True) == final


def test_a_session_that_was_lost_is_told_by_what_was_answered():
    assert given_up(TEXT, status="in_progress", asked=True) == "no_reply"
    assert given_up(TEXT, status="in_progress", asked=True, replied=True, answered=True) == "broken_off"
    assert given_up(HANDED_OVER, status="in_progress") == "left_at_welcome"


CASES = st.builds(
    Case,
    kind=st.sampled_from(INVITATION_KINDS),
    door=st.sampled_from(DOORS),
    state=st.none() | st.sampled_from(INVITATION_STATES),
    status=st.none() | st.sampled_from(STATUSES),
    session_end=st.none() | st.sampled_from(ENDS),
    replied=st.booleans(),
    asked=st.booleans(),
    answered=st.booleans(),
    sent=st.none() | st.sampled_from(SEND_STATES),
    offered=st.booleans(),
)


@given(CASES)
def test_whatever_happened_there_is_at_most_one_end_and_one_once_it_is_over(case):
    now, at_last = disposition(case, over=False), disposition(case, over=True)
    assert at_last in DISPOSITIONS
    assert now in {None, at_last}


@given(CASES)
def test_an_offer_is_open_as_long_as_its_session_goes_on(case):
    assert disposition(case._replace(session_end=None), over=False) is None
