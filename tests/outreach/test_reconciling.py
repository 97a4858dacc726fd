"""What the provider's own lists tell, and what is begun by them."""

from dataclasses import replace

import pytest
from fake_provider import DELIVERED, Fate
from planned_invitations import LINE_NUMBER, invitation, person, sends
from sqlalchemy import insert, select, update

from app.errors import RedisAway
from app.outreach import deliveries
from app.outreach.claims import claim
from app.outreach.reconciling import reconcile
from app.records.contacts import Message
from app.records.outreach import ProviderMark, Send
from app.telephony.errors import ProviderError


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


def marks(database):
    with database.read() as connection:
        return dict(connection.execute(select(ProviderMark.kind, ProviderMark.read_until)).all())


def test_the_mark_moves_only_where_the_list_was_read(database, house):
    found = house()
    found.reconcile()
    before = found.clock.now

    def away(_text):
        raise RedisAway("away")

    found.provider.receive(person(1), LINE_NUMBER, "5")
    found.clock.move(minutes=4)
    with pytest.raises(RedisAway):
        reconcile(found.desk, away)
    found.provider.cannot_list = lambda kind, _query: kind == "Messages"
    with pytest.raises(ProviderError):
        reconcile(found.desk, away)
    assert marks(database) == {"messages": before, "calls": before}


def test_a_text_that_cannot_be_recovered_is_tried_again_and_does_not_hold_up_the_others(database, house):
    found = house()
    broken, fine = (found.provider.receive(person(number), LINE_NUMBER, "5") for number in (0, 1))
    found.clock.move(minutes=3)
    tried = []

    def recover(text):
        tried.append(text.sid)
        if text.sid == broken:
            raise RuntimeError("broken")

    reconcile(found.desk, recover)
    found.clock.move(minutes=1)
    reconcile(found.desk, recover)
    assert sorted(tried) == sorted([broken, fine] * 2)
    found.clock.move(minutes=20)
    reconcile(found.desk, recover)
    reconcile(found.desk, recover)
    assert tried.count(broken) == 3
    assert marks(database)["messages"] == found.clock.now


def test_a_state_that_cannot_be_put_down_does_not_hold_up_the_others(database, house, monkeypatch):
    found = house()
    found.plan(0, 1)
    found.send()
    apply = deliveries.apply

    def broken(connection, of_lines, report, now):
        if report.sid == sends(database, 0)[0].sid:
            raise RuntimeError("broken")
        return apply(connection, of_lines, report, now)

    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "apply", broken)
        found.reconcile()
    assert [sends(database, number)[0].state for number in (0, 1)] == ["queued", "delivered"]
    found.reconcile()
    assert sends(database, 0)[0].state == "delivered"


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


def test_a_session_that_cannot_begin_is_tried_again_for_an_hour_and_does_not_hold_up_the_others(database, house):
    found = house()
    found.plan(0, 1, 2)
    with database.begin() as connection:
        claim(connection, found.desk.clerk, "benefits", {"text": 9, "voice": 9}, found.clock.now)
        connection.execute(update(Send).values(state="queued"))
    tried = []

    def begin(invitation_id):
        tried.append(invitation_id)
        if invitation_id == "invitation-1":
            raise RuntimeError("no such survey")

    desk = replace(found.desk, begin=begin)
    found.clock.move(minutes=2)
    assert reconcile(desk, found.recovered.append)["begun"] == 2
    assert sorted(tried) == ["invitation-0", "invitation-1", "invitation-2"]
    found.clock.move(minutes=59)
    reconcile(desk, found.recovered.append)
    assert len(tried) == 3


def test_a_list_that_cannot_be_read_keeps_no_session_from_beginning(database, house):
    found = house()
    found.plan(0)
    with database.begin() as connection:
        claim(connection, found.desk.clerk, "benefits", {"text": 9, "voice": 9}, found.clock.now)
        connection.execute(update(Send).values(state="queued", sid="SM1"))
    found.clock.move(minutes=2)
    found.provider.cannot_list = lambda *_: True
    with pytest.raises(ProviderError):
        found.reconcile()
    assert found.begun == ["invitation-0"]
