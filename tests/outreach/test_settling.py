"""Invitations get their end once, when nothing can change it any more."""

from __future__ import annotations

from datetime import timedelta

import offers
import pytest
from api import Api
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned_invitations import NOON, lines
from sqlalchemy import select, update

from app.outreach.follow_ups import Later
from app.outreach.settling import OPEN_FOR, SETTLES_AFTER, UNSENT_FOR, ended_by, overdue_by, settle
from app.records.contacts import DISPOSITIONS, Contact, Invitation
from workers.sweeps import Sweeper

LATER = Later(lines(), b"r" * 40)
ENDED = NOON + timedelta(minutes=5)
LONG_AFTER = NOON + timedelta(days=10)


def settle_all(database, now, limit=1000):
    """What both sweeps do."""
    return settle(database, LATER, ended_by(now), now, limit=limit) + settle(
        database, LATER, overdue_by(now), now, over=True, limit=limit
    )


def finals(database):
    with database.read() as connection:
        return dict(connection.execute(select(Invitation.id, Invitation.final)).all())


def test_a_session_that_ended_is_settled_after_a_while_and_its_number_erased(database):
    with database.begin() as connection:
        offers.talked(connection, 1)
        offers.talked(connection, 2, "hung_up", status="broken_off", answered_count=2)
    assert settle_all(database, ENDED + SETTLES_AFTER - timedelta(seconds=1)) == 0
    assert settle_all(database, ENDED + SETTLES_AFTER) == 2
    assert finals(database) == {"invitation-1": "complete", "invitation-2": "broken_off"}
    row = offers.row_of(database, Invitation, id="invitation-1")
    assert (row.state, row.final_at) == ("done", ENDED + SETTLES_AFTER)
    assert offers.row_of(database, Contact, id="contact-1").sealed_number is None


def test_an_end_never_changes(database):
    with database.begin() as connection:
        offers.talked(connection, 1)
    settle_all(database, LONG_AFTER)
    with database.begin() as connection:
        connection.execute(update(Invitation).values(disposition="opted_out", turn=9))
    assert settle_all(database, LONG_AFTER + timedelta(days=1)) == 0
    assert offers.row_of(database, Invitation).final_at == LONG_AFTER


@pytest.mark.parametrize("state", ["planned", "sending"])
def test_what_is_planned_or_under_way_is_not_settled_by_a_session(database, state):
    with database.begin() as connection:
        offers.talked(connection, 1)
        connection.execute(update(Invitation).values(state=state))
    assert settle_all(database, NOON + timedelta(hours=1)) == 0


def test_a_session_of_a_call_that_nobody_planned_is_settled_too(database):
    with database.begin() as connection:
        offers.talked(connection, 1, "hung_up", status="broken_off", asked_count=0, answered_count=0)
        direct = {"kind": "direct", "door": "voice", "state": None, "action": None, "attempt": 0, "not_after": None}
        connection.execute(update(Invitation).values(direct))
    settle_all(database, LONG_AFTER)
    assert finals(database) == {"invitation-1": "left_at_welcome"}


def test_what_was_never_sent_or_handed_over_is_given_up_soon_after_its_last_moment(database):
    with database.begin() as connection:
        for number in (1, 2):
            offers.contact(connection, number)
        offers.invitation(connection, 1, due_at=None)
        offers.invitation(connection, 2, kind="direct", door="voice", state=None, due_at=None)
    last = offers.row_of(database, Invitation, id="invitation-1").not_after
    assert settle_all(database, last + UNSENT_FOR) == 0
    assert settle_all(database, last + UNSENT_FOR + timedelta(seconds=1)) == 2
    assert finals(database) == {"invitation-1": "too_late", "invitation-2": "not_handed_over"}


def test_a_reminder_that_was_not_sent_in_time_ends_no_session(database):
    with database.begin() as connection:
        offers.talked(connection, 1, "expired", status="in_progress", ended_at=None, asked_count=1, answered_count=0)
        connection.execute(update(Invitation).values(state="planned", action="remind", ended_at=None, disposition=None))
    last = offers.row_of(database, Invitation).not_after
    assert settle_all(database, last + timedelta(hours=20)) == 0


def test_a_session_that_was_lost_is_given_up_after_the_longest_time_that_one_is_open(database):
    with database.begin() as connection:
        offers.contact(connection, 1)
        offers.invitation(connection, 1, state="waiting", attempt=1, due_at=None)
        offers.send(connection, 1, state="sent")
    last = offers.row_of(database, Invitation).not_after
    assert settle_all(database, last + OPEN_FOR) == 0
    assert settle_all(database, last + OPEN_FOR + timedelta(seconds=1)) == 1
    assert finals(database) == {"invitation-1": "no_reply"}


def test_of_two_responses_the_one_with_more_answers_counts(database):
    with database.begin() as connection:
        offers.talked(connection, 1)
        other = {"response_id": offers.response_id(99), "source_id": "99", "entry": "handed_over"}
        offers.response(connection, 1, **other, status="broken_off", answered_count=0, asked_count=1)
    settle_all(database, LONG_AFTER)
    assert finals(database) == {"invitation-1": "complete"}


def test_a_sweep_takes_a_portion_and_the_next_one_goes_on(database):
    with database.begin() as connection:
        for number in range(5):
            offers.talked(connection, number)
    assert [settle_all(database, NOON + timedelta(hours=1), limit=2) for _ in range(4)] == [2, 2, 1, 0]


OFFERS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["direct", "text", "call"]),
            "state": st.sampled_from([None, "planned", "sending", "waiting"]),
            "end": st.sampled_from([None, "completed", "declined", "hung_up", "expired", "opted_out", "superseded"]),
            "session": st.booleans(),
            "sent": st.none() | st.sampled_from(["claimed", "unknown", "queued", "delivered", "busy", "undelivered"]),
            "status": st.sampled_from(["complete", "partial", "broken_off", "declined"]),
            "answered_count": st.integers(0, 8),
        }
    ),
    min_size=1,
    max_size=8,
)


def put_down(connection, number, offer):
    offers.contact(connection, number)
    end = offer["end"] if offer["session"] else None
    session = {"disposition": end, "turn": 3, "opening": "[]", "ended_at": end and ENDED} if offer["session"] else {}
    door = "voice" if offer["kind"] != "text" else "text"
    told = {"kind": offer["kind"], "door": door, "state": offer["state"], "attempt": int(offer["sent"] is not None)}
    offers.invitation(connection, number, **told, **session)
    if offer["sent"] is not None:
        offers.send(connection, number, state=offer["sent"], door=door)
    if offer["session"]:
        more = {"status": offer["status"] if end else "in_progress", "ended_at": end and ENDED}
        offers.response(connection, number, answered_count=offer["answered_count"], **more)


@given(OFFERS, st.lists(st.timedeltas(timedelta(0), timedelta(days=4)), max_size=3))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_offer_has_at_most_one_end_at_any_time_and_one_after_the_last_deadline(sqlite_database, given_, waits):
    database = sqlite_database
    with database.begin() as connection:
        for table in (Invitation, Contact):
            for child in ("sends", "responses") if table is Invitation else ():
                connection.exec_driver_sql(f"delete from {child}")
            connection.execute(table.__table__.delete())
        for number, offer in enumerate(given_):
            put_down(connection, number, offer)
    known: dict[str, str] = {}
    for now in [*sorted(NOON + wait for wait in waits), LONG_AFTER]:
        settle_all(database, now)
        told = {key: final for key, final in finals(database).items() if final is not None}
        assert known.items() <= told.items()
        known = told
    assert len(known) == len(given_)
    assert set(known.values()) <= set(DISPOSITIONS)
    with database.read() as connection:
        assert not connection.execute(select(Contact.id).where(Contact.sealed_number.is_not(None))).all()


def test_the_clock_settles_what_has_ended_and_what_is_overdue(tmp_path, database_url, valkey):
    api = Api(tmp_path, database_url, valkey.url)
    with api.runtime.database.begin() as connection:
        offers.talked(connection, 1, ended_at=NOON - timedelta(days=9000))
        offers.contact(connection, 2)
        offers.invitation(connection, 2, not_after=NOON - timedelta(days=9000))
        connection.execute(update(Invitation).values(created_at=NOON - timedelta(days=9001)))
    Sweeper(api.runtime).run_once()
    assert finals(api.runtime.database) == {"invitation-1": "complete", "invitation-2": "too_late"}
    api.close()
