"""Whoever was to be asked and was not does not rest for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from planned_invitations import person
from reported_contacts import NOW, a_report, codes, contact_of, invitations, rules, take
from sqlalchemy import select, update

from app.outreach import moves
from app.outreach.follow_ups import Later
from app.outreach.settling import UNSENT_FOR, overdue_by, settle
from app.records.contacts import Invitation
from app.records.outreach import LastAsked

PROVIDER = {"caller_type": "provider"}
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def by():
    return rules(outreach={"quarantine": "30d", "quarantine_exempt": ["provider"]})


def asked(database, by, contact_id, now=NOW, **fields):
    """What is decided on a contact of one person that ended just now."""
    ended = (now - timedelta(minutes=5)).isoformat()
    return codes(take(database, a_report(contact_id, ended_at=ended, **fields), by=by, now=now))[0]


def mark(database):
    """The contact that the person was last asked for; None for one who was not asked."""
    with database.read() as connection:
        return connection.execute(select(LastAsked.contact_id)).scalar()


def end(database, contact_id, final):
    mine = contact_of(database, contact_id).id
    with database.begin() as connection:
        ids = connection.execute(select(Invitation.id).where(Invitation.contact_id == mine)).scalars().all()
        moves.finish(connection, {final: ids}, SOON)


@pytest.mark.parametrize("final", ["too_late", "not_handed_over"])
def test_somebody_whom_nobody_asked_may_be_asked_again_at_once(database, by, final):
    assert asked(database, by, "c-1") == "ask"
    end(database, "c-1", final)
    assert asked(database, by, "c-2", SOON) == "ask"


@pytest.mark.parametrize("final", ["declined", "no_answer", "undelivered", "failed", "opted_out", "superseded"])
def test_any_other_end_lets_the_person_rest(database, by, final):
    asked(database, by, "c-1")
    end(database, "c-1", final)
    assert mark(database) == contact_of(database, "c-1").id


def test_it_is_given_back_once_and_not_after_somebody_else_asked(database, by):
    asked(database, by, "c-1")
    end(database, "c-1", "too_late")
    asked(database, by, "c-2", SOON)
    end(database, "c-1", "too_late")
    assert mark(database) == contact_of(database, "c-2").id
    assert asked(database, by, "c-3", SOON) == "quarantined"


def test_a_contact_that_is_not_the_last_one_gives_nothing_back(database, by):
    asked(database, by, "c-1")
    asked(database, by, "c-2", SOON, **PROVIDER)
    end(database, "c-1", "too_late")
    assert mark(database) == contact_of(database, "c-2").id


def test_the_contact_before_counts_again(database, by):
    asked(database, by, "c-1")
    asked(database, by, "c-2", NOW + timedelta(days=10), **PROVIDER)
    end(database, "c-2", "too_late")
    with database.read() as connection:
        (row,) = connection.execute(select(LastAsked)).all()
    assert (row.contact_id, row.asked_at) == (contact_of(database, "c-1").id, NOW)
    assert asked(database, by, "c-3", NOW + timedelta(days=29)) == "quarantined"
    assert asked(database, by, "c-4", NOW + timedelta(days=31)) == "ask"


def test_a_contact_before_that_did_not_ask_either_does_not_count(database, by):
    asked(database, by, "c-1")
    asked(database, by, "c-2", SOON, **PROVIDER)
    end(database, "c-1", "not_handed_over")
    end(database, "c-2", "too_late")
    assert mark(database) is None


def test_whoever_had_the_offer_was_asked_whatever_became_of_it(database, by):
    asked(database, by, "c-1")
    with database.begin() as connection:
        connection.execute(update(Invitation).values(delivered_at=NOW))
    end(database, "c-1", "too_late")
    assert mark(database) is not None


def test_the_sweep_gives_back_what_was_never_sent(database, by):
    """Many people at once, each of them their own mark."""
    take(database, *(a_report(f"c-{number}", number=person(number)) for number in range(30)), by=by)
    (kept, *_) = invitations(database)
    with database.begin() as connection:
        connection.execute(update(Invitation).where(Invitation.id == kept.id).values(state="waiting", opening="[]"))
    late = NOW + timedelta(hours=48) + UNSENT_FOR
    assert settle(database, Later(by.lines, by.secret), overdue_by(late), late, over=True) == 29
    assert mark(database) == kept.contact_id


def test_a_caller_who_was_not_handed_over_may_be_asked_about_the_next_call(database, by):
    """The second report says that the agent passed the caller on without the offer."""
    asked(database, by, "c-1")
    assert codes(take(database, a_report("c-1", offer="transferred_away"), by=by, now=NOW)) == ["ask"]
    assert [row.final for row in invitations(database)] == ["not_handed_over"]
    assert asked(database, by, "c-2", SOON) == "ask"


@pytest.mark.parametrize(("offer", "then"), [("no_touch_tone", "ask"), ("declined", "quarantined")])
def test_the_same_holds_where_the_first_report_says_so(database, by, offer, then):
    assert asked(database, by, "c-1", offer=offer) == "ask"
    assert asked(database, by, "c-2", SOON) == then
