import itertools
from datetime import timedelta

import pytest
from entry_examples import Conversation
from planned_invitations import contact, invitation, key_of, lines, sends
from reported_sends import CALLS, SOON, again, claimed, standing, told
from sqlalchemy import select, update

from app.outreach.deliveries import RANKS, Report, apply, call_state, take, text_state
from app.outreach.outcomes import Outcome, record
from app.records.contacts import Invitation
from app.records.entries import write_entries
from app.records.outreach import SEND_STATES, Send, UnfitNumber
from app.records.queries import opted_out
from app.records.responses import Response
from app.telephony.errors import Retryable, Unknown


@pytest.mark.parametrize("code", [30003, 30007])
def test_a_late_failure_changes_nothing_for_somebody_who_replied(database, code):
    _, of_lines = claimed(database)
    told(database, of_lines, "sent")
    with database.begin() as connection:
        connection.execute(update(Invitation).values(turn=1))
    told(database, of_lines, "undelivered", error_code=code)
    found = invitation(database)
    assert (found.state, found.final, found.due_at) == ("waiting", None, None)


def test_every_state_of_a_send_has_a_rank():
    assert set(RANKS) == set(SEND_STATES)


@pytest.mark.parametrize(
    "history",
    [
        [("queued", None), ("sent", None), ("delivered", None)],
        [("queued", None), ("sent", None), ("undelivered", 30006)],
        [("queued", None), ("sent", None), ("undelivered", 30003)],
        [("queued", None), ("failed", 30007)],
        [("sent", None), ("undelivered", 21610)],
    ],
)
def test_reports_end_in_the_same_state_in_whatever_order_and_however_often_they_come(sqlite_database, history):
    orders = [
        order
        for count in (len(history), len(history) + 1)
        for order in set(itertools.product(history, repeat=count))
        if set(order) == set(history)
    ]
    _, of_lines = claimed(sqlite_database, range(len(orders)))
    for number, order in enumerate(orders):
        for state, code in order:
            told(sqlite_database, of_lines, state, number, error_code=code)
    expected = standing(sqlite_database, 0)
    assert all(standing(sqlite_database, number) == expected for number in range(len(orders)))


def test_the_answer_to_the_request_may_come_after_the_callbacks(database):
    for first in ("record", "callback"):
        number = 0 if first == "record" else 1
        claims, of_lines = claimed(database, [number])
        if first == "callback":
            told(database, of_lines, "delivered", number)
        with database.begin() as connection:
            record(connection, of_lines, [Outcome(claims[number], f"SM{number}-1")], SOON)
        told(database, of_lines, "delivered", number)
    assert standing(database, 0) == standing(database, 1)
    assert invitation(database).delivered_at == SOON


def test_an_unknown_outcome_takes_nothing_back_that_a_callback_told(database):
    claims, of_lines = claimed(database)
    told(database, of_lines, "sent")
    with database.begin() as connection:
        record(connection, of_lines, [Outcome(claims[0], error=Unknown("cut"))], SOON)
        record(connection, of_lines, [Outcome(claims[0], error=Retryable("no connection"))], SOON)
    assert [send.state for send in sends(database)] == ["sent"]
    assert invitation(database).state == "waiting"


def test_a_report_that_comes_after_a_refusal_wins(database):
    claims, of_lines = claimed(database)
    with database.begin() as connection:
        record(connection, of_lines, [Outcome(claims[0], error=Retryable("no connection"))], SOON)
    assert invitation(database).state == "planned"
    told(database, of_lines, "delivered")
    assert invitation(database).state == "waiting"
    assert again(database, of_lines, SOON + timedelta(hours=1))[0] == {}


def test_a_response_counts_as_offered_once_its_text_arrived(database):
    _, of_lines = claimed(database)
    with database.begin() as connection:
        conversation = Conversation(1)
        entry = conversation.entry(0)
        write_entries(connection, [entry])
        mine = update(Response).where(Response.response_id == conversation.response_id)
        connection.execute(mine.values(invitation_id="invitation-0", offered_at=None))
        before = connection.execute(select(Response.change_seq)).scalar_one()
    told(database, of_lines, "delivered")
    told(database, of_lines, "delivered", now=SOON + timedelta(hours=1))
    with database.read() as connection:
        row = connection.execute(select(Response.offered_at, Response.change_seq)).one()
    assert row == (SOON, before + 1)


def test_a_number_that_takes_no_texts_is_learned_and_the_line_may_call_instead(database):
    claimed(database, [0])
    told(database, lines(), "undelivered", error_code=30006)
    assert (invitation(database).final, contact(database).sealed_number) == ("undelivered", None)
    _, of_lines = claimed(database, [1], {"fall_back": {"undeliverable_text": "call"}})
    told(database, of_lines, "undelivered", 1, error_code=30006)
    found = invitation(database, 1)
    assert (found.final, found.state, found.action, found.door) == (None, "planned", "fall_back", "voice")
    with database.read() as connection:
        learned = connection.execute(select(UnfitNumber.respondent_key, UnfitNumber.why)).all()
    assert set(learned) == {(key_of(0), "landline"), (key_of(1), "landline")}


def test_a_fall_back_is_called_off_where_the_text_arrived_after_all(database):
    _, of_lines = claimed(database, outreach={"fall_back": {"undeliverable_text": "call"}})
    told(database, of_lines, "undelivered", error_code=30007)
    assert invitation(database).action == "fall_back"
    told(database, of_lines, "delivered")
    found = invitation(database)
    assert (found.state, found.action, found.door, found.due_at) == ("waiting", "invite", "text", None)


@pytest.mark.parametrize("code", [30007, 30003])
def test_a_failure_that_is_told_by_two_names_is_followed_once(database, code):
    _, of_lines = claimed(database, outreach={"fall_back": {"undeliverable_text": "call"}})
    told(database, of_lines, "failed", error_code=code)
    planned = standing(database, 0)[1]
    assert planned[0] == "planned"
    told(database, of_lines, "undelivered", error_code=code, now=SOON + timedelta(minutes=1))
    assert [send.state for send in sends(database)] == ["undelivered"]
    assert standing(database, 0)[1] == planned


def test_what_the_second_name_of_a_failure_says_of_the_person_is_learned(database):
    _, of_lines = claimed(database, outreach={"fall_back": {"undeliverable_text": "call"}})
    told(database, of_lines, "failed")
    told(database, of_lines, "undelivered", error_code=21610)
    with database.read() as connection:
        assert opted_out(connection, key_of(0))
    assert again(database, of_lines, SOON)[0] == {}
    assert invitation(database).final == "opted_out"


def test_a_machine_ends_a_call_that_was_reported_as_busy_before(database):
    _, of_lines = claimed(database, outreach={"invite": "call"}, **CALLS)
    told(database, of_lines, "busy")
    told(database, of_lines, "machine")
    assert invitation(database).final == "machine"


def test_a_text_that_did_not_arrive_for_now_goes_out_twice_more_at_most(database):
    _, of_lines = claimed(database)
    now = SOON
    for attempt in (1, 2):
        told(database, of_lines, "undelivered", attempt=attempt, now=now, error_code=30003)
        assert invitation(database).state == "planned"
        now += timedelta(hours=1)
        assert again(database, of_lines, now)[0][0].attempt == attempt + 1
    told(database, of_lines, "undelivered", attempt=3, now=now, error_code=30003)
    assert invitation(database).final == "undelivered"


def test_nothing_goes_out_again_after_the_last_moment(database):
    _, of_lines = claimed(database, not_after=SOON + timedelta(minutes=14))
    told(database, of_lines, "undelivered", error_code=30003)
    assert invitation(database).final == "undelivered"


def test_a_stop_told_by_the_provider_opts_the_person_out(database):
    _, of_lines = claimed(database)
    told(database, of_lines, "failed", error_code=21610)
    assert invitation(database).final == "opted_out"
    with database.read() as connection:
        assert opted_out(connection, key_of(0))


@pytest.mark.parametrize("state", ["busy", "no_answer"])
def test_somebody_who_does_not_pick_up_is_called_once_more(database, state):
    _, of_lines = claimed(database, outreach={"invite": "call"}, **CALLS)
    told(database, of_lines, state)
    assert invitation(database).due_at == SOON + timedelta(hours=1)
    later = SOON + timedelta(hours=1)
    assert again(database, of_lines, later)[0][0].attempt == 2
    told(database, of_lines, state, attempt=2, now=later)
    assert invitation(database).final == state


def test_a_busy_line_may_get_a_text_instead(database):
    _, of_lines = claimed(database, outreach={"invite": "call", "fall_back": {"busy_line": "text"}}, **CALLS)
    told(database, of_lines, "busy")
    found = invitation(database)
    assert (found.state, found.action, found.door, found.due_at) == ("planned", "fall_back", "text", SOON)
    assert again(database, of_lines, SOON)[0][0].door == "text"
    told(database, of_lines, "undelivered", attempt=2, error_code=30005)
    assert invitation(database).final == "undelivered"


def test_a_machine_ends_it(database):
    _, of_lines = claimed(database, outreach={"invite": "call"}, **CALLS)
    told(database, of_lines, "answered")
    told(database, of_lines, "machine")
    told(database, of_lines, "completed", seconds=4)
    found = invitation(database)
    assert (found.final, found.delivered_at) == ("machine", None)


def test_a_call_that_a_person_answered_was_offered_and_costs_its_minutes(database):
    outreach = {"invite": "call", "prices": {"minute": 0.014}}
    _, of_lines = claimed(database, outreach=outreach, **CALLS)
    told(database, of_lines, "answered", by_person=True)
    told(database, of_lines, "completed", seconds=61, now=SOON + timedelta(minutes=2))
    (send,) = sends(database)
    assert (send.state, send.seconds, send.price) == ("completed", 61, 0.028)
    assert invitation(database).delivered_at == SOON
    assert invitation(database).final is None


def test_a_text_costs_its_segments(database):
    _, of_lines = claimed(database, outreach={"prices": {"segment": 0.0079}})
    told(database, of_lines, "queued")
    assert sends(database)[0].price == 0.0079


def test_a_reminder_that_fails_leaves_its_invitation_as_it_is(database):
    _, of_lines = claimed(database, action="remind", attempt=1, turn=0)
    told(database, of_lines, "undelivered", attempt=2, error_code=30005)
    found = invitation(database)
    assert (found.state, found.final) == ("waiting", None)


def test_a_line_with_a_reminder_says_when_it_is_due(database):
    _, of_lines = claimed(database, outreach={"reminder": {"after": "20h"}})
    told(database, of_lines, "queued")
    assert invitation(database).due_at == SOON + timedelta(hours=20)


def test_a_late_report_of_the_text_does_not_call_off_its_reminder(database):
    _, of_lines = claimed(database, outreach={"reminder": {"after": "20h"}})
    told(database, of_lines, "sent")
    with database.begin() as connection:
        connection.execute(update(Invitation).values(state="planned", action="remind"))
    told(database, of_lines, "delivered")
    assert (invitation(database).state, invitation(database).action) == ("planned", "remind")


def test_reports_of_messages_that_are_no_invitation_are_not_ours(database):
    assert not take(database, lines(), Report("delivered", "SM-unknown"), SOON)
    assert not take(database, lines(), Report("delivered", "SM-unknown", "nobody", 1), SOON)


def test_a_second_sid_for_one_send_changes_nothing(database):
    _, of_lines = claimed(database)
    told(database, of_lines, "sent")
    with database.begin() as connection:
        assert apply(connection, of_lines, Report("delivered", "SM-other", "invitation-0", 1), SOON)
        assert connection.execute(select(Send.state)).scalar_one() == "sent"


def test_the_providers_words_are_known():
    assert [text_state(word) for word in ("accepted", "sending", "read", "receiving")] == [
        "queued",
        "queued",
        "delivered",
        None,
    ]
    assert call_state("in-progress", None) == "answered"
    assert call_state("in-progress", "machine_start") == "machine"
    assert call_state("no-answer", "") == "no_answer"
