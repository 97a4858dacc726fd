"""Phones on a screen as the built-in provider reaches them."""

from dataclasses import replace

import pytest
from redis import Redis

from app.telephony import builtin_phones
from app.telephony.builtin_ledger import Ledger
from app.telephony.builtin_phones import Phones
from app.telephony.builtin_rings import Ring, Rings

NUMBER, OTHER, LINE = "+12025550123", "+12025550145", "+12025550100"
RING = Ring(
    "CA1", "AC1", LINE, NUMBER, "http://x/voice", "http://x/status", ("ringing", "answered", "completed"), 100.0
)


@pytest.fixture
def client(valkey):
    with Redis.from_url(valkey.url) as connection:
        yield connection


class Told:
    """What was reported, in order."""

    def __init__(self):
        self.states = []

    def send(self, url, params):
        assert url == RING.report_to
        self.states.append((params["CallSid"], params["CallStatus"], params["SequenceNumber"]))


@pytest.fixture
def desk(client):
    """The rings, what they reported, their ledger, and a clock that a test sets."""
    told, calls, now = Told(), Ledger(client, "calls"), [0.0]
    for sid in ("CA1", "CA2"):
        calls.add({"sid": sid, "status": "queued"})
    return Rings(client, calls, told, lambda: now[0]), told, calls, now


def test_texts_are_kept_per_number_in_order_and_read_from_one_on(client):
    phones = Phones(client)
    phones.keep(NUMBER, LINE, "one", mine=True)
    phones.keep(NUMBER, LINE, "two €", mine=False)
    phones.keep(OTHER, LINE, "another's", mine=True)
    first, second = phones.texts(NUMBER, "0")
    assert (first.body, first.mine, second.body, second.mine, second.line) == ("one", True, "two €", False, LINE)
    assert phones.texts(NUMBER, first.id) == [second]
    assert phones.texts(NUMBER, second.id) == []


def test_only_the_newest_texts_are_kept(client, monkeypatch):
    monkeypatch.setattr(builtin_phones, "MOST_TEXTS", 2)
    for number in range(4):
        Phones(client).keep(NUMBER, LINE, str(number), mine=True)
    assert [text.body for text in Phones(client).texts(NUMBER, "0")] == ["2", "3"]


def test_a_phone_is_on_for_a_while_after_it_was_heard_of(client):
    phones = Phones(client)
    assert not phones.is_on(NUMBER)
    phones.turn_on(NUMBER)
    assert phones.is_on(NUMBER)
    assert not phones.is_on(OTHER)
    assert 0 < client.ttl(f"phones:on:{NUMBER}") <= builtin_phones.ON_SECONDS


def test_a_call_that_rings_is_taken_off_once(desk):
    rings, told, calls, _ = desk
    rings.begin(RING)
    assert rings.of(NUMBER) == [RING]
    assert rings.of(OTHER) == []
    assert rings.answer("CA1", OTHER) is None
    assert rings.answer("CA1", NUMBER) == RING
    assert rings.answer("CA1", NUMBER) is None
    assert not rings.decline("CA1", NUMBER)
    rings.miss(RING)
    assert told.states == [("CA1", "ringing", "1"), ("CA1", "in-progress", "2")]
    assert calls.get("CA1")["status"] == "in-progress"
    rings.completed("CA1", 12)
    assert (calls.get("CA1")["status"], calls.get("CA1")["duration"]) == ("completed", "12")


def test_whoever_looks_next_gives_up_what_has_rung_long_enough(desk):
    rings, told, calls, now = desk
    rings.begin(RING)
    rings.begin(replace(RING, sid="CA2", until=200.0))
    now[0] = 150.0
    rings.give_up()
    assert [ring.sid for ring in rings.of(NUMBER)] == ["CA2"]
    assert calls.get("CA1")["status"] == "no-answer"
    assert told.states[-1] == ("CA1", "no-answer", "2")


def test_a_call_that_nobody_asked_to_be_told_of_is_reported_nowhere(desk):
    rings, told, calls, _ = desk
    rings.begin(replace(RING, report_to=""))
    assert rings.decline("CA1", NUMBER)
    assert told.states == []
    assert calls.get("CA1")["status"] == "busy"
