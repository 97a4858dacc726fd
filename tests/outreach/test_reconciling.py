from datetime import UTC, datetime

import pytest
from fake_provider import BROKEN_AFTER, CUT_AFTER, CUT_BEFORE, DELIVERED, FakeProvider, Fate
from planned_invitations import (
    LINE_NUMBER,
    NUMBERS,
    Clock,
    desk,
    invitation,
    lines,
    person,
    plan,
    sends,
    zone_at_noon,
)
from sqlalchemy import insert, select, update

from app.outreach.claims import claim
from app.outreach.reconciling import reconcile
from app.outreach.resolving import resolve
from app.outreach.sending import send_due
from app.records.contacts import Contact, Message
from app.records.outreach import ProviderMark, Send


class House:
    """A provider with a script, and the desk that sends to it."""

    def __init__(self, database, provider, **outreach):
        self.database, self.provider = database, provider
        # The present, and moved from there: the provider's list has times of its own.
        self.clock, self.begun, self.recovered = Clock(datetime.now(UTC)), [], []
        self.desk = desk(database, provider.url, lines(**outreach), self.clock, begun=self.begun)

    def plan(self, *numbers, **changes):
        now = self.clock.now
        with self.database.begin() as connection:
            plan(connection, numbers, now, contact={"time_zone": zone_at_noon(now)}, **changes)

    def send(self):
        send_due(self.desk, self.desk.clerk.lines.by_sender["benefits"], lambda: True)

    def reconcile(self):
        return reconcile(self.desk, self.recovered.append)


@pytest.fixture
def house(database):
    """Makes houses; their providers are closed at the end."""
    opened = []

    def build(script=lambda *_: DELIVERED, provider_options=None, **outreach):
        provider = FakeProvider(script, **(provider_options or {})).__enter__()
        opened.append(provider)
        return House(database, provider, holidays="none", **outreach)

    yield build
    for provider in opened:
        provider.__exit__()


@pytest.mark.parametrize("fate", [CUT_AFTER, BROKEN_AFTER, Fate(answer="garbled")])
def test_a_text_that_the_provider_has_after_all_is_not_sent_again(database, house, fate):
    found = house(lambda *_: fate)
    found.plan(0)
    found.send()
    found.clock.move(seconds=31)
    assert resolve(found.desk, found.clock.now) == 1
    assert [(send.state, send.sid is not None) for send in sends(database)] == [("delivered", True)]
    assert invitation(database).state == "waiting"
    found.send()
    assert found.provider.sent_to() == {person(0): 1}


def test_a_text_that_the_provider_does_not_have_is_sent_again(database, house):
    found = house(lambda _kind, _form, before: DELIVERED if before else CUT_BEFORE)
    found.plan(0)
    found.send()
    found.clock.move(seconds=29)
    assert resolve(found.desk, found.clock.now) == 0
    found.clock.move(seconds=2)
    assert resolve(found.desk, found.clock.now) == 1
    found.send()
    assert [send.state for send in sends(database)] == ["refused", "queued"]
    assert found.provider.sent_to() == {person(0): 1}


def test_what_a_killed_process_had_claimed_is_looked_up_after_ninety_seconds(database, house):
    found = house()
    found.plan(0, 1)
    with database.begin() as connection:
        room = {"text": 9, "voice": 9}
        claimed, _ = claim(connection, found.desk.clerk, "benefits", room, found.clock.now)
    sent = next(one for one in claimed if one.number == person(0))
    found.provider.create("Messages", {"To": sent.number, "From": LINE_NUMBER, "Body": sent.body})
    found.clock.move(seconds=89)
    assert resolve(found.desk, found.clock.now) == 0
    found.clock.move(seconds=2)
    found.reconcile()
    assert [send.state for send in sends(database, 0)] == ["delivered"]
    assert found.begun == ["invitation-0"]
    found.send()
    assert found.provider.sent_to() == {person(0): 1, person(1): 1}


def test_another_text_to_the_same_number_is_not_taken_for_ours(database, house):
    found = house(lambda *_: CUT_BEFORE)
    found.plan(0)
    other = {"To": person(0), "From": LINE_NUMBER, "Body": "Your order was shipped."}
    found.send()
    found.provider.script = lambda *_: DELIVERED
    found.provider.create("Messages", other)
    found.provider.create("Messages", other | {"From": "+12025550999", "Body": "the same"})
    found.clock.move(seconds=31)
    resolve(found.desk, found.clock.now)
    assert [send.state for send in sends(database)] == ["refused"]


def test_two_open_sends_to_one_number_are_two_texts(database, house):
    found = house(lambda *_: CUT_AFTER)
    found.plan(0)
    found.plan(1, respondent_key=None)
    with database.begin() as connection:
        connection.execute(update(Contact).values(sealed_number=NUMBERS.seal(person(0))))
    found.send()
    found.clock.move(seconds=31)
    resolve(found.desk, found.clock.now)
    assert {send.state for number in (0, 1) for send in sends(database, number)} == {"delivered"}
    assert len({send.sid for number in (0, 1) for send in sends(database, number)}) == 2


def test_a_call_of_which_nobody_knows_is_looked_up_too(database, house):
    completed = Fate(answer="cut", then=(("completed", None),), answered_by="human")
    found = house(lambda *_: completed, invite="call")
    found.plan(0, kind="call", door="voice")
    found.send()
    found.clock.move(seconds=31)
    found.reconcile()
    (send,) = sends(database)
    assert (send.state, send.seconds) == ("completed", 31)
    assert invitation(database).delivered_at is not None


def test_states_that_no_callback_told_are_read(database, house):
    gone = Fate(then=(("undelivered", 30005),))
    found = house(lambda _kind, form, _before: gone if form["To"] == person(1) else DELIVERED)
    found.plan(0, 1)
    found.send()
    assert found.reconcile()["texts"] == 2
    assert [sends(database, number)[0].state for number in (0, 1)] == ["delivered", "undelivered"]
    assert invitation(database, 1).final == "undelivered"


def test_a_text_that_never_reached_us_is_recovered_once_it_should_have(database, house):
    found = house()
    known = found.provider.receive(person(0), LINE_NUMBER, "4")
    missed = found.provider.receive(person(1), LINE_NUMBER, "5")
    found.provider.receive(person(2), "+12025559999", "not to us")
    with database.begin() as connection:
        connection.execute(insert(Message).values(sid=known, direction="in", at=found.clock.now))
    found.reconcile()
    assert found.recovered == []
    found.clock.move(minutes=3)
    found.reconcile()
    assert [(text.sid, text.sender, text.to, text.body) for text in found.recovered] == [
        (missed, person(1), LINE_NUMBER, "5")
    ]


def test_the_mark_moves_only_where_the_list_was_read(database, house):
    found = house()
    found.reconcile()
    before = found.clock.now
    found.clock.move(minutes=1)

    def away(_text):
        raise RuntimeError("away")

    found.provider.receive(person(1), LINE_NUMBER, "5")
    found.clock.move(minutes=3)
    with pytest.raises(RuntimeError):
        reconcile(found.desk, away)
    with database.read() as connection:
        marks = dict(connection.execute(select(ProviderMark.kind, ProviderMark.read_until)).all())
    assert marks == {"messages": before, "calls": before}


def test_lists_of_many_pages_are_read_to_their_end(database, house):
    found = house()
    for number in range(1100):
        found.provider.create("Messages", {"To": person(number), "From": LINE_NUMBER, "Body": "x"})
    assert found.reconcile()["texts"] == 1100


def test_what_is_older_than_the_mark_is_left_alone(database, house):
    found = house()
    for item in range(3):
        found.provider.receive(person(item), LINE_NUMBER, "4")
    found.clock.move(hours=2)
    found.reconcile()
    assert found.recovered == []


def test_a_session_that_could_not_begin_begins_with_the_next_look(database, house):
    found = house()
    found.plan(0)
    with database.begin() as connection:
        room = {"text": 9, "voice": 9}
        claim(connection, found.desk.clerk, "benefits", room, found.clock.now)
        connection.execute(update(Send).values(state="queued", sid="SM1"))
    found.clock.move(minutes=2)
    assert found.reconcile()["begun"] == 1
    assert found.begun == ["invitation-0"]
