"""States that come long after the sending, and that no callback tells."""

import pytest
from fake_provider import Fate
from planned_invitations import invitation, person, sends
from sqlalchemy import update

from app.outreach.looking_up import MOST_AT_ONCE, look_up
from app.records.contacts import Invitation
from app.records.outreach import Send

SENT = Fate(then=(("sent", None),))
RINGING = Fate(then=(("ringing", None),))


@pytest.fixture
def silent(house):
    """A house whose provider has taken a text for each of so many people, and reports nothing."""

    def build(people=1, fate=SENT, **outreach):
        found = house(lambda *_: fate, **outreach)
        by_call = {"kind": "call", "door": "voice"} if outreach.get("invite") == "call" else {}
        found.plan(*range(people), **by_call)
        found.send()
        found.clock.move(minutes=1)
        found.reconcile()
        return found

    return build


def becomes(found, status, number=0, kind="Messages", **changes):
    """What becomes of a person's text or call without a word to us."""
    item = next(item for item in found.provider.taken[kind] if item["to"] == person(number))
    item |= {"status": status, **changes}


def asked(found):
    """How many requests for one text or call the provider got."""
    return sum(found.provider.fetched.values())


def test_a_text_that_arrives_hours_later_counts_as_offered(database, silent):
    found = silent()
    found.clock.move(hours=3)
    becomes(found, "delivered")
    assert found.reconcile()["looked_up"] == 1
    assert sends(database)[0].state == "delivered"
    assert invitation(database).delivered_at == found.clock.now


def test_a_text_that_comes_to_nothing_hours_later_is_followed_by_the_other_way(database, silent):
    found = silent(fall_back={"undeliverable_text": "call"})
    found.clock.move(hours=3)
    becomes(found, "undelivered", error_code=30007)
    found.reconcile()
    assert (sends(database)[0].state, sends(database)[0].error_code) == ("undelivered", 30007)
    planned = invitation(database)
    assert (planned.state, planned.action, planned.door) == ("planned", "fall_back", "voice")


def test_a_text_is_left_to_callbacks_and_lists_at_first(silent):
    found = silent()
    found.clock.move(minutes=8)
    assert look_up(found.desk, found.clock.now) == 0
    assert asked(found) == 0


def test_it_is_asked_for_every_ten_minutes_in_the_first_hour_and_then_every_hour(silent):
    found = silent()
    at = []
    for minute in range(1, 361):
        before = asked(found)
        found.clock.move(minutes=1)
        look_up(found.desk, found.clock.now)
        at += [minute] * (asked(found) - before)
    assert 5 <= len([minute for minute in at if minute <= 60]) <= 6
    assert 4 <= len([minute for minute in at if minute > 60]) <= 5


def test_once_its_end_is_known_nobody_asks_any_more(silent):
    found = silent()
    found.clock.move(minutes=15)
    becomes(found, "delivered")
    look_up(found.desk, found.clock.now)
    found.clock.move(hours=2)
    assert look_up(found.desk, found.clock.now) == 0
    assert asked(found) == 1


@pytest.mark.parametrize("ended", ["settled", "too old"])
def test_at_the_end_of_its_window_nobody_asks_any_more(database, silent, ended):
    found = silent()
    found.clock.move(hours=2 if ended == "settled" else 74)
    if ended == "settled":
        with database.begin() as connection:
            connection.execute(update(Invitation).values(final="no_reply"))
    look_up(found.desk, found.clock.now)
    assert asked(found) == 0


def test_a_call_is_asked_for_too(database, silent):
    found = silent(fate=RINGING, invite="call", prices={"minute": 0.01})
    found.clock.move(hours=1)
    becomes(found, "completed", kind="Calls", duration="61", answered_by="human")
    found.reconcile()
    (send,) = sends(database)
    assert (send.state, send.seconds, send.price) == ("completed", 61, 0.02)
    assert invitation(database).delivered_at is not None


def test_a_round_asks_for_so_many_at_most_and_the_next_goes_on(database, silent):
    found = silent(people=MOST_AT_ONCE + 3)
    found.clock.move(minutes=15)
    look_up(found.desk, found.clock.now)
    assert asked(found) == MOST_AT_ONCE
    look_up(found.desk, found.clock.now)
    assert set(found.provider.fetched.values()) == {1}
    assert asked(found) == MOST_AT_ONCE + 3


def test_one_that_the_provider_does_not_know_any_more_does_not_hold_up_the_others(database, silent):
    found = silent(people=6)
    found.clock.move(minutes=15)
    with database.begin() as connection:
        for number in range(4):
            gone = update(Send).where(Send.invitation_id == f"invitation-{number}")
            connection.execute(gone.values(sid=f"SM-gone-{number}"))
    for number in (4, 5):
        becomes(found, "delivered", number)
    for _ in range(2):
        look_up(found.desk, found.clock.now)
    assert [sends(database, number)[0].state for number in range(6)] == [*["sent"] * 4, *["delivered"] * 2]
