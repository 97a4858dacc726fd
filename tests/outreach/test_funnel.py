"""The funnel: each contact in exactly one place, so that everything adds up."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import offers
import pytest
from planned_invitations import NOON, line, lines
from sqlalchemy import update

from app.errors import BadInput
from app.lines import Line
from app.outreach.accounts import account
from app.outreach.cells import OPEN_STATES
from app.outreach.funnel import Funnel, HandedOver, bounds, days, funnel
from app.records.contacts import DECISIONS, DISPOSITIONS, Contact, Invitation
from app.records.responses import Response

BENEFITS = lines().by_id["benefits"]
TODAY = date(2026, 11, 24)
BROKEN_OFF = {"status": "broken_off", "answered_count": 2, "asked_count": 3}
DIRECT = {"kind": "direct", "door": "voice", "state": None, "action": None}


def refused(connection, number, reason):
    offers.contact(connection, number, decision=reason, draw=0.9 if reason == "not_drawn" else 0.1, sealed_number=None)


def settled(connection, number, final):
    offers.contact(connection, number)
    offers.invitation(connection, number, state="done", final=final)


def planned(connection, number):
    offers.contact(connection, number)
    offers.invitation(connection, number)


def sent(connection, number, delivered=None):
    offers.contact(connection, number)
    offers.invitation(connection, number, state="waiting", attempt=1, delivered_at=delivered)
    offers.send(connection, number, state="sent")
    offers.response(connection, number, status="in_progress", turn=0, asked_count=1, answered_count=0, ended_at=None)


def started(connection, number):
    sent(connection, number, NOON)
    connection.execute(update(Response).where(Response.invitation_id == f"invitation-{number}").values(turn=1))


def to_hand_over(connection, number, **contact):
    offers.contact(connection, number, **contact)
    offers.invitation(connection, number, **DIRECT)


def handed_over(connection, number, **contact):
    offers.contact(connection, number, **contact)
    session = {"disposition": "completed", "turn": 8, "opening": "[]", "ended_at": NOON, "delivered_at": NOON}
    offers.invitation(connection, number, **DIRECT, **session)
    offers.response(connection, number, entry="handed_over", channel="automated_phone")


def walked_in(connection, number):
    handed_over(connection, number)
    connection.execute(update(Contact).where(Contact.id == f"contact-{number}").values(reported_by="call"))
    mine = Response.invitation_id == f"invitation-{number}"
    connection.execute(update(Response).where(mine).values(entry="walk_in"))


def broke_off(connection, number):
    offers.talked(connection, number, "hung_up", **BROKEN_OFF)


MAKERS = {
    **{("not_asked", code): (refused, code) for code in DECISIONS if code != "ask"},
    **{("ended", word): (settled, word) for word in DISPOSITIONS},
    ("open", "planned"): (planned,),
    ("open", "sent"): (sent,),
    ("open", "delivered"): (sent, NOON),
    ("open", "started"): (started,),
    ("open", "to_hand_over"): (to_hand_over,),
    ("apart", "walk_in"): (walked_in,),
    ("ended", "complete"): (handed_over,),
    ("ended", "broken_off"): (broke_off,),
}


def today(database, of=BENEFITS, day=TODAY, **more):
    with database.read() as connection:
        return funnel(connection, of, day, **more)


@pytest.mark.parametrize("seed", range(3))
def test_each_contact_stands_in_exactly_one_place_and_all_add_up(database, seed):
    draw = random.Random(seed)
    places = [*MAKERS, *draw.choices(list(MAKERS), k=60)]
    with database.begin() as connection:
        for number, place in enumerate(places):
            make, *more = MAKERS[place]
            make(connection, number, *more)
    found = today(database)
    expected = Counter(place for place in places if place[0] != "apart")
    told = {(part, word): n for part in ("not_asked", "open", "ended") for word, n in found.words(part).items()}
    assert told == expected
    assert found.contacts == sum(expected.values())
    assert found.apart == {"walk_ins": len(places) - found.contacts, "tests": 0}
    asked = sum(count for (part, _), count in expected.items() if part != "not_asked")
    assert found.steps["asked"] == asked
    assert sum(found.cases.values()) == found.contacts - sum(found.words("open").values())
    assert {word for part, word in expected if part == "open"} <= set(OPEN_STATES)


def test_how_far_contacts_came_is_counted(database):
    with database.begin() as connection:
        for number, make in enumerate([planned, sent, started, handed_over, broke_off]):
            make(connection, number)
        refused(connection, 9, "not_drawn")
    assert today(database).steps == {
        "asked": 5,
        "went_out": 4,
        "offered": 3,
        "started": 3,
        "answered": 2,
        "complete": 1,
    }


def test_it_is_told_at_which_question_people_leave(database):
    with database.begin() as connection:
        for number, asked in enumerate([1, 3, 3, 6]):
            offers.talked(connection, number, "hung_up", **{**BROKEN_OFF, "asked_count": asked})
        offers.talked(connection, 9, "hung_up", status="partial", asked_count=6)
        offers.talked(connection, 10, status="partial", asked_count=8)
        offers.talked(connection, 11)
    assert today(database).left_at == {1: 1, 3: 2, 6: 2}


def test_who_was_handed_over_is_told_by_queue_and_agent(database):
    with database.begin() as connection:
        handed_over(connection, 1, queue="claims", agent_key="ann")
        handed_over(connection, 2, queue="claims", agent_key="bob")
        to_hand_over(connection, 3, queue="claims", agent_key="bob")
        to_hand_over(connection, 4, queue="appeals")
        handed_over(connection, 5, reported_by="call", decision=None)
        planned(connection, 6)
        refused(connection, 7, "not_drawn")
    assert today(database, agents=True).handed_over == {
        ("appeals", None): HandedOver(0, 1),
        ("claims", "ann"): HandedOver(1, 0),
        ("claims", "bob"): HandedOver(1, 1),
    }
    with database.read() as connection:
        by_queue = account(connection, BENEFITS, TODAY, TODAY).account.handed_over
    assert [(row.queue, row.agent_key, row.handed_over, row.not_handed_over) for row in by_queue] == [
        ("appeals", None, 0, 1),
        ("claims", None, 2, 1),
    ]


def test_whoever_is_handed_over_though_not_asked_stands_where_the_survey_ended(database):
    with database.begin() as connection:
        handed_over(connection, 1, decision="not_drawn")
    assert today(database).words("ended") == {"complete": 1}
    assert today(database).words("not_asked") == {}


def test_a_contact_with_two_offers_stands_where_the_one_that_was_answered_does(database):
    with database.begin() as connection:
        settled(connection, 1, "superseded")
        session = {"disposition": "completed", "turn": 8, "opening": "[]", "ended_at": NOON}
        offers.invitation(connection, 2, contact_id="contact-1", **DIRECT, **session)
        offers.response(connection, 2, contact_id="contact-1", entry="handed_over")
    found = today(database)
    assert (found.contacts, found.words("ended")) == (1, {"complete": 1})


def test_tests_are_counted_apart(database):
    with database.begin() as connection:
        offers.talked(connection, 1, test=True)
        planned(connection, 2)
        connection.execute(update(Contact).where(Contact.id == "contact-2").values(test=True))
        planned(connection, 3)
    found = today(database)
    assert (found.contacts, found.apart) == (1, {"walk_ins": 0, "tests": 2})


def test_a_contact_counts_on_the_local_day_of_its_line(database):
    pacific = Line.model_validate({**line(), "time_zone": "America/Los_Angeles"})
    with database.begin() as connection:
        for number, hours in enumerate([0, 7.9, 8, 31.9, 32]):
            midnight = NOON.replace(hour=0)
            offers.contact(connection, number, created_at=midnight + timedelta(hours=hours), decision="not_drawn")
    assert [today(database, pacific, day).contacts for day in days(date(2026, 11, 23), date(2026, 11, 25))] == [2, 2, 1]


def test_days_of_the_change_of_clocks_have_23_and_25_hours():
    lengths = [(bounds(BENEFITS, day)[1] - bounds(BENEFITS, day)[0]) for day in (date(2026, 3, 8), date(2026, 11, 1))]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_the_funnel_of_days_is_the_sum_of_its_days(database):
    with database.begin() as connection:
        planned(connection, 1)
        handed_over(connection, 2)
        offers.contact(connection, 3, created_at=NOON + timedelta(days=1), decision="quarantined")
    tomorrow = TODAY + timedelta(days=1)
    assert (today(database) + today(database, day=tomorrow)).contacts == 3
    with database.read() as connection:
        told, whole = account(connection, BENEFITS, TODAY, tomorrow)
    assert (told.contacts, told.not_asked, told.open, told.ended) == (
        3,
        {"quarantined": 1},
        {"planned": 1},
        {"complete": 1},
    )
    assert whole.cases == {("quarantined", True): 1, ("complete", True): 1}
    assert Funnel().contacts == 0


def test_an_offer_whose_session_ended_is_told_as_ended_before_it_is_settled(database):
    with database.begin() as connection:
        offers.talked(connection, 1, "expired", status="broken_off", turn=0, answered_count=0, asked_count=1)
        connection.execute(update(Invitation).values(delivered_at=NOON))
    assert today(database).words("ended") == {"no_reply": 1}


def test_a_day_past_the_calendar_is_refused():
    with pytest.raises(BadInput, match="9999-12-31"):
        bounds(BENEFITS, date.max)
