from datetime import timedelta

import pytest
from fake_provider import (
    BROKEN_AFTER,
    CUT_AFTER,
    CUT_BEFORE,
    DELIVERED,
    OPTED_OUT,
    TOO_MANY,
    FakeProvider,
    Fate,
)
from planned_invitations import LINE_NUMBER, NOON, Clock, Words, contact, desk, invitation, lines, person, plan, sends

from app.outreach.sending import due_senders, send_due
from app.records.queries import opted_out

CALLS = {"kind": "call", "door": "voice"}


@pytest.fixture
def at_work(database):
    """Plans invitations and sends what is due to a provider with a script."""

    def work(script=lambda *_: DELIVERED, people=1, times=1, outreach=None, clock=None, **planned):
        moment = clock or Clock()
        with database.begin() as connection:
            plan(connection, range(people), **planned)
        with FakeProvider(script) as provider:
            found = desk(database, provider.url, lines(**(outreach or {})), moment)
            for _ in range(times):
                send_due(found, found.clerk.lines.by_sender["benefits"], lambda: True)
                moment.move(hours=1)
        return provider

    return work


def test_what_is_due_goes_out_once_and_waits_for_its_person(database, at_work):
    provider = at_work(people=3, times=2)
    assert provider.sent_to() == {person(number): 1 for number in range(3)}
    found = invitation(database)
    assert (found.state, found.attempt, found.due_at, found.final) == ("waiting", 1, None, None)
    (sent,) = sends(database)
    assert sent.state == "queued"
    assert [item["to"] for item in provider.taken["Messages"] if item["sid"] == sent.sid] == [person(0)]
    assert contact(database).sealed_number is not None
    assert provider.taken["Messages"][0]["from"] == LINE_NUMBER


def test_the_session_of_a_text_begins_once_it_is_taken(database):
    with database.begin() as connection:
        plan(connection, range(2))
    begun = []
    with FakeProvider(lambda _kind, form, _before: TOO_MANY if form["To"] == person(1) else DELIVERED) as provider:
        found = desk(database, provider.url, lines(), Clock(), begun=begun)
        send_due(found, found.clerk.lines.by_sender["benefits"], lambda: True)
    assert begun == ["invitation-0"]
    assert invitation(database).opening == '["opening"]'


def test_too_many_requests_are_asked_again_later(database, at_work):
    provider = at_work(lambda _kind, _form, before: TOO_MANY if before < 2 else DELIVERED, times=4)
    assert provider.requests[person(0)] == 3
    assert [send.state for send in sends(database)] == ["refused", "refused", "queued"]
    assert sends(database)[0].error_code == 20429


def test_backoff_grows_and_is_spread(database):
    with database.begin() as connection:
        plan(connection, range(20))
    with FakeProvider(lambda *_: TOO_MANY) as provider:
        found = desk(database, provider.url, lines(), Clock())
        send_due(found, found.clerk.lines.by_sender["benefits"], lambda: True)
    waits = [(invitation(database, number).due_at - NOON).total_seconds() for number in range(20)]
    assert all(4 <= wait <= 12 for wait in waits)
    assert len(set(waits)) > 10


@pytest.mark.parametrize("fate", [CUT_AFTER, CUT_BEFORE, BROKEN_AFTER, Fate(answer="garbled"), Fate(500, taken=False)])
def test_an_outcome_that_nobody_knows_is_not_asked_again(database, at_work, fate):
    provider = at_work(lambda *_: fate, times=3)
    assert provider.requests[person(0)] == 1
    assert [send.state for send in sends(database)] == ["unknown"]
    assert invitation(database).state == "sending"


def test_a_provider_that_nobody_can_connect_to_is_asked_again(database):
    with database.begin() as connection:
        plan(connection, range(1))
    found = desk(database, "http://127.0.0.1:9", lines(), Clock())
    send_due(found, found.clerk.lines.by_sender["benefits"], lambda: True)
    assert [send.state for send in sends(database)] == ["refused"]
    assert invitation(database).state == "planned"


def test_somebody_who_told_the_provider_to_stop_is_opted_out_for_good(database, at_work):
    at_work(lambda *_: OPTED_OUT, times=2)
    found = invitation(database)
    assert (found.final, found.state) == ("opted_out", "done")
    assert contact(database).sealed_number is None
    with database.read() as connection:
        assert opted_out(connection, found.respondent_key)


def test_a_refusal_that_is_not_the_persons_fault_is_tried_for_two_hours_then_fails(database, at_work):
    provider = at_work(lambda *_: Fate(400, 21606, taken=False), times=12)
    assert provider.requests[person(0)] == 8
    assert invitation(database).final == "failed"


def test_a_call_goes_out_with_the_addresses_that_name_it(database, at_work):
    asked = []

    def script(kind, form, _before):
        asked.append((kind, form))
        return Fate(then=())

    at_work(script, outreach={"invite": "call"}, **CALLS)
    ((kind, form),) = asked
    assert kind == "Calls"
    assert form["Url"].startswith("http://127.0.0.1:9/voice?invitation=invitation-0&attempt=1&b=x#")
    assert form["StatusCallback"].startswith("http://127.0.0.1:9/voice/status?invitation=invitation-0&attempt=1#")
    assert form["MachineDetection"] == "Enable"
    assert sends(database)[0].door == "voice"


def test_a_claim_that_waited_too_long_is_given_back_unsent(database):
    with database.begin() as connection:
        plan(connection, range(1))
    clock = Clock()

    def slow(invitation, contact):
        clock.move(seconds=31)
        return Words()

    with FakeProvider() as provider:
        found = desk(database, provider.url, lines(), clock, words=slow)
        rounds = iter([True, False])
        send_due(found, found.clerk.lines.by_sender["benefits"], lambda: next(rounds))
    assert not provider.requests
    assert invitation(database).state == "planned"
    assert [send.state for send in sends(database)] == ["refused"]


def test_only_senders_with_something_due_are_woken(database):
    with database.begin() as connection:
        plan(connection, [1])
        plan(connection, [2], sender="later", due_at=NOON + timedelta(hours=1))
        plan(connection, [3], sender="done", state="waiting")
    assert due_senders(database, ["benefits", "later", "done", "none"], NOON) == ["benefits"]


def test_a_fast_sender_claims_ahead_and_sends_each_once(database):
    with database.begin() as connection:
        plan(connection, range(250), sender="fast")
    of_lines = lines({"id": "fast", "segments_per_second": 100}, sender="fast")
    with FakeProvider() as provider:
        found = desk(database, provider.url, of_lines, Clock())
        rounds = iter([True, False])
        assert send_due(found, of_lines.by_sender["fast"], lambda: next(rounds))
        # What was claimed ahead goes out too, and nothing else.
        assert len(provider.sent_to()) == 200
        assert not send_due(found, of_lines.by_sender["fast"], lambda: True)
    assert provider.sent_to() == {person(number): 1 for number in range(250)}
    assert all(sends(database, number)[0].state == "queued" for number in range(0, 250, 50))
