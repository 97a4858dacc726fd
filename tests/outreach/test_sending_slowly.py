"""Senders slower than their texts are long, and processes that stand still on the way to the provider."""

from dataclasses import replace
from datetime import timedelta

import pytest
import urllib3
from fake_provider import CUT_AFTER, DELIVERED, OPTED_OUT, TOO_MANY, FakeProvider
from planned_invitations import NOON, Clock, Words, desk, invitation, lines, person, plan, sends

from app.outreach.pacing import paces_of
from app.outreach.sending import LONGEST_WAIT_SECONDS, send_due

THREE_SEGMENTS = "x" * 400
LONGEST_BODY = "\u20ac\u3042" * 800
"""As long as the provider takes: 24 segments."""


class Office:
    """A sender by a clock on which sleeping is all that takes time, woken each second with the pace that was left."""

    def __init__(self, database, provider, body, **rates):
        self.clock, self.left, self.naps = Clock(), {}, []
        of_lines = lines({"id": "slow", **rates}, sender="slow")
        made = desk(database, provider.url, of_lines, self.clock, words=lambda *_: Words(body))
        self.desk = replace(made, timer=self.clock, sleep=self.sleep)
        self.sender = of_lines.by_sender["slow"]

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.clock.move(seconds=seconds)

    def work(self, seconds):
        ends = NOON + timedelta(seconds=seconds)
        while self.clock.now < ends:
            idle = {door: self.clock() - at for door, at in self.left.items()}
            paces = paces_of(self.sender, idle, self.clock)
            send_due(self.desk, self.sender, lambda: True, paces)
            self.left = {door: self.clock() - pace.idle for door, pace in paces.items()}
            self.clock.move(seconds=1)


@pytest.fixture
def office(database):
    """Opens offices; ``asked`` gets the seconds at which the provider was asked."""
    opened = []

    def opening(body, people=3, **rates):
        with database.begin() as connection:
            plan(connection, range(people), sender="slow")

        def script(*_):
            found.asked.append(round((found.clock.now - NOON).total_seconds()))
            return DELIVERED

        opened.append(FakeProvider(script).__enter__())
        found = Office(database, opened[-1], body, **rates)
        found.provider, found.asked = opened[-1], []
        return found

    yield opening
    for provider in opened:
        provider.__exit__()


def test_a_sender_slower_than_a_segment_a_second_sends_each_text_once_it_may(database, office):
    found = office(THREE_SEGMENTS, segments_per_second=0.05)
    found.work(200)
    assert found.asked == [20, 80, 140]
    assert [[send.state for send in sends(database, number)] for number in range(3)] == [["queued"]] * 3


def test_a_sender_of_a_segment_a_second_sends_texts_of_three(database, office):
    found = office(THREE_SEGMENTS, people=4, segments_per_second=1)
    found.work(30)
    assert found.provider.sent_to() == {person(number): 1 for number in range(4)}
    assert sum(found.naps) == pytest.approx(1 + 3 * 3)


def test_nobody_waits_long_with_a_claim_however_long_the_texts(database, office):
    found = office(LONGEST_BODY, segments_per_second=1)
    found.work(60)
    assert found.asked == [1, 25, 49]
    assert max(found.naps) <= LONGEST_WAIT_SECONDS
    assert [len(sends(database, number)) for number in range(3)] == [1, 1, 1]


def test_a_slow_door_holds_up_no_other(database, office):
    found = office(THREE_SEGMENTS, segments_per_second=1, calls_per_second=0.001)
    with database.begin() as connection:
        plan(connection, [9], sender="slow", kind="call", door="voice", due_at=NOON - timedelta(hours=1))
    found.work(30)
    assert found.provider.sent_to() == {person(number): 1 for number in range(3)}
    assert invitation(database, 9).state == "planned"


def test_a_process_that_stands_still_while_it_connects_asks_for_nothing(database, monkeypatch):
    with database.begin() as connection:
        plan(connection, range(1))
    clock, connected = Clock(), urllib3.util.connection.create_connection

    def stands_still(*arguments, **options):
        clock.move(seconds=31)
        return connected(*arguments, **options)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", stands_still)
    with FakeProvider() as provider:
        found = desk(database, provider.url, lines(), clock)
        rounds = iter([True, False])
        send_due(found, found.clerk.lines.by_sender["benefits"], lambda: next(rounds))
    assert not provider.requests
    assert invitation(database).state == "planned"
    assert [send.state for send in sends(database)] == ["refused"]


@pytest.mark.parametrize(
    ("outreach", "planned", "seconds", "asked"),
    [
        ({"window": {"until": "12:00"}}, {}, 1, True),
        ({"window": {"until": "12:00"}}, {}, 2, False),
        ({}, {"not_after": NOON}, 2, True),
        ({}, {"not_after": NOON}, 5, False),
    ],
)
def test_nothing_leaves_after_the_window_or_its_last_moment(database, monkeypatch, outreach, planned, seconds, asked):
    """It is claimed two seconds before that moment, and connecting takes a while."""
    with database.begin() as connection:
        plan(connection, range(1), **planned)
    clock, connected = Clock(NOON - timedelta(seconds=2)), urllib3.util.connection.create_connection

    def takes_a_while(*arguments, **options):
        clock.move(seconds=seconds)
        return connected(*arguments, **options)

    monkeypatch.setattr(urllib3.util.connection, "create_connection", takes_a_while)
    with FakeProvider() as provider:
        found = desk(database, provider.url, lines(**outreach), clock)
        rounds = iter([True, False])
        send_due(found, found.clerk.lines.by_sender["benefits"], lambda: next(rounds))
    assert bool(provider.requests) == asked
    assert [send.state for send in sends(database)] == ["queued" if asked else "refused"]


@pytest.mark.parametrize(
    ("fate", "told"),
    [
        (DELIVERED, [("begin", "invitation-0", 4)]),
        (CUT_AFTER, [("in doubt", "invitation-0")]),
        (TOO_MANY, []),
        (OPTED_OUT, []),
    ],
)
def test_the_conversation_is_told_of_a_text_that_went_out_or_may_have(database, fate, told):
    with database.begin() as connection:
        plan(connection, range(1))
    heard = []
    with FakeProvider(lambda *_: fate) as provider:
        made = desk(database, provider.url, lines(), Clock(), words=lambda *_: Words(turn=4))
        found = replace(
            made,
            begin=lambda *taken: heard.append(("begin", *taken)),
            in_doubt=lambda invitation: heard.append(("in doubt", invitation)),
        )
        send_due(found, found.clerk.lines.by_sender["benefits"], lambda: True)
    assert heard == told
