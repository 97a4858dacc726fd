"""Sends of which nobody knows whether the provider has them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from fake_provider import BROKEN_AFTER, CUT_AFTER, CUT_BEFORE, DELIVERED, Fate
from planned_invitations import BODY, LINE_NUMBER, NOON, NUMBERS, invitation, key_of, person, sends
from sqlalchemy import insert, update

from app.outreach.claims import claim
from app.outreach.deliveries import Report, take
from app.outreach.resolving import resolve
from app.records.contacts import Contact, Invitation, Message
from app.records.outreach import Send

SENT_BEFORE = {
    "invitation_id": "invitation-1",
    "attempt": 1,
    "action": "invite",
    "door": "text",
    "sender": "benefits",
    "line_id": "benefits",
    "state": "delivered",
    "claimed_at": NOON,
    "updated_at": NOON,
}


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


ELSEWHERE = {"From": "+12025550999", "Body": "Your order was shipped."}


def lost(found, *others, provider_has_it=False):
    """One text whose answer was lost, with others to the same number listed beside it; then it is looked up."""
    found.provider.script = lambda *_: CUT_AFTER if provider_has_it else CUT_BEFORE
    found.plan(0)
    found.send()
    for form, changes in others:
        found.provider.script = lambda *_: DELIVERED
        found.provider.create("Messages", {"To": person(0), "From": LINE_NUMBER, "Body": "Other words.", **form})
        found.provider.taken["Messages"][-1] |= changes
    found.clock.move(seconds=31)
    found.reconcile()
    return sends(found.database)


def shifted(found, **by):
    """A time of making as the provider lists it."""
    return {"date_created": format_datetime(found.clock.now + timedelta(**by))}


def test_a_text_whose_words_the_provider_changed_is_not_sent_again(database, house):
    found = house()
    (send,) = lost(found, ({"Body": f"{BODY} "}, {}))
    assert (send.state, send.sid) == ("unknown", None)
    found.clock.move(hours=3)
    found.reconcile()
    found.send()
    assert len(sends(database)) == 1
    assert invitation(database).state == "sending"


def test_a_callback_tells_of_it_after_all(database, house):
    found = house()
    lost(found, ({"Body": f"{BODY} "}, {}))
    sid = found.provider.taken["Messages"][-1]["sid"]
    report = Report("delivered", sid, "invitation-0", 1, by_person=True)
    assert take(database, found.desk.clerk.lines, report, found.clock.now)
    assert (sends(database)[0].state, invitation(database).state) == ("delivered", "waiting")


def test_a_reply_shows_that_it_arrived(database, house):
    found = house()
    lost(found, ({"Body": f"{BODY} "}, {}))
    with database.begin() as connection:
        connection.execute(update(Invitation).values(turn=1))
    found.clock.move(minutes=2)
    found.reconcile()
    assert (sends(database)[0].state, invitation(database).state) == ("unknown", "waiting")
    found.clock.move(hours=2)
    assert found.reconcile()["resolved"] == 0


def test_its_own_words_are_found_among_others(database, house):
    found = house()
    (send,) = lost(found, ({}, {}), provider_has_it=True)
    assert send.state == "delivered"
    assert send.sid == found.provider.taken["Messages"][0]["sid"]


@pytest.mark.parametrize(
    ("form", "changes"),
    [
        (ELSEWHERE, {}),
        ({}, {"direction": "outbound-reply"}),
        ({}, {"direction": "inbound"}),
        ({"To": person(1)}, {}),
    ],
    ids=["from another number", "a reply in a webhook's answer", "from the person", "to somebody else"],
)
def test_what_is_surely_something_else_keeps_nothing_from_being_sent(database, house, form, changes):
    assert [send.state for send in lost(house(), (form, changes))] == ["refused"]


@pytest.mark.parametrize("by", [{"minutes": -3}, {"minutes": 5}])
def test_what_was_made_at_another_time_keeps_nothing_from_being_sent(database, house, by):
    found = house()
    assert [send.state for send in lost(found, ({}, shifted(found, **by)))] == ["refused"]


def test_an_answer_of_ours_to_a_text_that_never_came_is_known_as_such(database, house):
    with database.begin() as connection:
        row = {"sid": "SM1", "direction": "in", "respondent_key": key_of(0), "reply": "Other words."}
        connection.execute(insert(Message), [row | {"at": datetime.now(UTC)}])
    assert [send.state for send in lost(house(), ({}, {}))] == ["refused"]


def test_another_send_of_ours_is_known_as_such(database, house):
    found = house()
    found.plan(1, state="waiting")
    with database.begin() as connection:
        connection.execute(insert(Send), [SENT_BEFORE | {"sid": "SM-before", "body_sha256": None}])
    (send,) = lost(found, ({}, {"sid": "SM-before"}))
    assert send.state == "refused"


def test_one_that_cannot_be_looked_up_does_not_hold_up_the_others(database, house):
    found = house(lambda *_: CUT_AFTER)
    found.plan(*range(6))
    found.send()
    found.clock.move(seconds=31)
    found.provider.cannot_list = lambda _kind, query: query.get("To") == person(0)
    for _ in range(2):
        found.reconcile()
        found.clock.move(minutes=1)
    states = [sends(database, number)[0].state for number in range(6)]
    assert states == ["unknown", *["delivered"] * 5]
    found.provider.cannot_list = None
    assert found.reconcile()["resolved"] == 1
    assert sends(database, 0)[0].state == "delivered"


def test_those_that_cannot_be_looked_up_let_the_others_go_first_the_next_time(database, house):
    """More of them than are taken for a provider that is away."""
    found = house(lambda *_: CUT_AFTER)
    found.plan(*range(8))
    found.send()
    found.clock.move(seconds=31)
    found.provider.cannot_list = lambda _kind, query: query.get("To") in {person(number) for number in range(5)}
    for _ in range(6):
        found.reconcile()
        found.clock.move(minutes=1)
    states = [sends(database, number)[0].state for number in range(8)]
    assert states == [*["unknown"] * 5, *["delivered"] * 3]


def test_a_number_that_cannot_be_opened_does_not_hold_up_the_others(database, house):
    found = house(lambda *_: CUT_AFTER)
    found.plan(0, 1)
    found.send()
    found.clock.move(seconds=31)
    with database.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == "contact-0").values(sealed_number="no number"))
    assert resolve(found.desk, found.clock.now) == 1
    assert [sends(database, number)[0].state for number in (0, 1)] == ["unknown", "delivered"]


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
