"""What invitations cost, by day, line and outcome."""

from __future__ import annotations

from datetime import date, timedelta

import offers
import pytest
from entry_examples import message
from planned_invitations import NOON, lines
from sqlalchemy import update

from app.conversations.entries import bare_entry
from app.outreach.accounts import account
from app.outreach.spend import NEVER_TAKEN, REPLY, Spend, spend
from app.records.contacts import Message
from app.records.entries import write_entries

BENEFITS = lines().by_id["benefits"]
TODAY = date(2026, 11, 24)


@pytest.fixture
def spent(database):
    """Writes sends, then tells what they cost on a day."""

    def write(*sends, day=TODAY, line=BENEFITS):
        with database.begin() as connection:
            for number, columns in enumerate(sends):
                offers.contact(connection, number)
                offers.invitation(connection, number)
                offers.send(connection, number, **columns)
        with database.read() as connection:
            return spend(connection, line, day)

    return write


def call(**columns):
    return {"door": "voice", "segments": None, "state": "completed", **columns}


def test_texts_are_summed_by_what_became_of_them(spent):
    texts = [{"price": 0.0158}, {"price": 0.0237, "segments": 3}, {"price": 0.0158, "state": "undelivered"}]
    delivered, undelivered = spent(*texts)
    assert delivered == Spend("text", "delivered", 2, 5, 0, pytest.approx(0.0395), 0)
    assert undelivered == Spend("text", "undelivered", 1, 2, 0, pytest.approx(0.0158), 0)


def test_begun_minutes_of_calls_count(spent):
    calls = [call(seconds=0, price=0.0), call(seconds=1, price=0.014), call(seconds=60, price=0.014)]
    assert spent(*calls, call(seconds=61, price=0.028)) == [
        Spend("voice", "completed", 4, 0, 4, pytest.approx(0.056), 0)
    ]


def test_what_has_no_price_is_counted_and_what_costs_nothing_is_not(spent):
    found = spent({}, {"price": 0.01}, call(state="busy"), call(state="ringing"))
    assert {one.outcome: (one.sends, one.unpriced) for one in found} == {
        "delivered": (2, 1),
        "busy": (1, 0),
        "ringing": (1, 1),
    }


@pytest.mark.parametrize("state", NEVER_TAKEN)
def test_what_the_provider_did_not_take_costs_nothing(spent, state):
    assert spent({"state": state, "price": 1.0}) == []


def test_other_lines_and_other_days_are_not_in_it(spent):
    midnight = NOON.replace(hour=5)
    times = [midnight - timedelta(seconds=1), midnight, midnight + timedelta(days=1)]
    sends = [{"claimed_at": at, "price": 0.01} for at in times]
    assert [one.sends for one in spent(*sends, {"line_id": "another"})] == [1]


def test_the_account_sums_days_and_keeps_outcomes_apart(spent, database):
    spent({"price": 0.01}, {"price": 0.02, "claimed_at": NOON + timedelta(days=1)}, call(seconds=30, price=0.014))
    with database.read() as connection:
        told = account(connection, BENEFITS, TODAY, TODAY + timedelta(days=1)).account
    assert [(one.door, one.outcome, one.sends, one.dollars) for one in told.spend] == [
        ("text", "delivered", 2, 0.03),
        ("voice", "completed", 1, 0.014),
    ]


PRICED = lines(prices={"segment": 0.0079}).by_id["benefits"]


@pytest.fixture
def replied(database):
    """Keeps texts with the replies that they got, then tells what a line spent on a day."""

    def write(*replies, line=PRICED, **columns):
        row = {"line_id": "benefits", "at": NOON.timestamp()} | columns
        texts = [message(f"SM{number}", **row, reply=reply) for number, reply in enumerate(replies)]
        with database.begin() as connection:
            write_entries(connection, [bare_entry("", messages=texts)])
        with database.read() as connection:
            return spend(connection, line, TODAY)

    return write


def test_replies_within_a_conversation_cost_their_segments(replied):
    assert replied("2 of 8: Did you trust us?", "x" * 161, "á" * 71) == [
        Spend("text", REPLY, 3, 5, 0, pytest.approx(5 * 0.0079), 0)
    ]


def test_a_text_that_got_no_reply_costs_nothing(replied):
    assert replied("", None) == []


def test_without_a_price_the_spend_of_replies_is_not_known(replied):
    assert replied("2 of 8", line=BENEFITS) == [Spend("text", REPLY, 1, 1, 0, 0.0, 1)]


def test_replies_of_which_the_segments_were_not_kept_have_no_known_price(replied, database):
    replied("2 of 8", "3 of 8")
    with database.begin() as connection:
        connection.execute(update(Message).where(Message.sid == "SM0").values(segments=None))
        assert spend(connection, PRICED, TODAY) == [Spend("text", REPLY, 2, 1, 0, pytest.approx(0.0079), 1)]


@pytest.mark.parametrize(
    "columns", [{"line_id": "another"}, {"at": (NOON + timedelta(days=1)).timestamp()}, {"at": NOON.timestamp() - 5e4}]
)
def test_replies_count_for_their_line_and_on_the_local_day_of_the_text(replied, columns):
    assert replied("2 of 8", **columns) == []


def test_the_account_sums_sends_and_replies_apart(spent, replied, database):
    spent({"price": 0.01})
    replied("2 of 8", "3 of 8")
    with database.read() as connection:
        told = account(connection, PRICED, TODAY, TODAY + timedelta(days=1)).account
    assert [(one.outcome, one.sends, one.segments, one.dollars) for one in told.spend] == [
        ("delivered", 1, 2, 0.01),
        (REPLY, 2, 2, 0.0158),
    ]
