import threading
from datetime import timedelta

import pytest
from logged_lines import logged_by
from planned_invitations import NOON, Words, claim_due, contact, invitation, key_of, line, lines, person, plan, sends
from sqlalchemy import insert, select, text, update

from app.errors import RedisAway
from app.lines import Lines
from app.outreach import claims, due_rows
from app.outreach.claims import digest
from app.records.contacts import Contact, Invitation, OptOut
from app.records.database import connect
from app.records.outreach import UnfitNumber

EVENING = NOON.replace(hour=2)
"""21:00 of the day before in New York."""


def test_a_claim_is_put_down_before_anything_is_sent(database, planned):
    planned()
    (one,), _ = claim_due(database)
    assert (one.invitation, one.attempt, one.number, one.tokens) == ("invitation-0", 1, person(0), 1)
    found = invitation(database)
    assert (found.state, found.attempt, found.due_at, found.opening) == ("sending", 1, None, '["opening"]')
    (send,) = sends(database)
    assert (send.state, send.sender, send.segments, send.body_sha256) == ("claimed", "benefits", 1, digest(one.body))


def test_the_longest_due_goes_first_and_no_more_than_there_is_room_for(database, planned):
    planned([1])
    planned([2], due_at=NOON - timedelta(hours=1))
    planned([3], due_at=NOON + timedelta(seconds=1))
    assert [one.invitation for one in claim_due(database, room={"text": 1})[0]] == ["invitation-2"]
    assert [one.invitation for one in claim_due(database)[0]] == ["invitation-1"]
    assert claim_due(database) == ([], False)


@pytest.mark.parametrize("rounds", range(3))
def test_two_that_claim_at_once_never_claim_the_same(database, planned, rounds):
    planned(range(60))
    taken, together = [], threading.Barrier(4)

    def work():
        together.wait()
        while True:
            claimed, any_due = claim_due(database, room={"text": 7, "voice": 7})
            if not any_due:
                return
            taken.extend(one.invitation for one in claimed)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken))
    # One that looks while another holds the rest finds nothing due; the next look finds what is left.
    while claim_due(database)[1]:
        pass
    assert {send.state for number in range(60) for send in sends(database, number)} == {"claimed"}
    assert all(len(sends(database, number)) == 1 for number in range(60))


def test_somebody_who_was_handed_over_and_is_on_the_phone_gets_nothing(database, planned):
    planned(turn=0, opening='["opening"]')
    assert claim_due(database)[0] == []
    assert invitation(database).state == "waiting"
    assert claim_due(database) == ([], False)


def test_somebody_who_replied_is_not_asked_the_first_question_again(database, planned):
    planned(turn=1, attempt=1, opening='["opening"]')
    assert claim_due(database)[0] == []
    assert invitation(database).state == "waiting"


def test_somebody_who_opted_out_after_the_planning_gets_nothing(database, planned):
    planned()
    with database.begin() as connection:
        connection.execute(insert(OptOut).values(respondent_key=key_of(0), at=NOON, lifted=False))
    assert claim_due(database) == ([], True)
    assert (invitation(database).final, contact(database).sealed_number) == ("opted_out", None)


def test_what_is_planned_for_a_number_that_is_somebody_elses_ends_as_a_wrong_number(database, planned):
    planned()
    with database.begin() as connection:
        theirs = {"respondent_key": key_of(0), "at": NOON, "lifted": False, "how": "wrong_person"}
        connection.execute(insert(OptOut).values(**theirs))
    assert claim_due(database) == ([], True)
    assert (invitation(database).final, contact(database).sealed_number) == ("wrong_number", None)


def test_an_opt_out_that_was_lifted_stops_nothing(database, planned):
    planned()
    with database.begin() as connection:
        connection.execute(insert(OptOut).values(respondent_key=key_of(0), at=NOON, lifted=True))
    assert len(claim_due(database)[0]) == 1


@pytest.mark.parametrize(("why", "final"), [("wrong_number", "wrong_number"), ("landline", "undelivered")])
def test_a_number_learned_to_be_unfit_gets_no_text(database, planned, why, final):
    planned()
    with database.begin() as connection:
        connection.execute(insert(UnfitNumber).values(respondent_key=key_of(0), why=why, learned_at=NOON))
    assert claim_due(database)[0] == []
    assert invitation(database).final == final


def test_a_landline_is_called_where_the_line_does_so(database, planned):
    planned()
    with database.begin() as connection:
        connection.execute(insert(UnfitNumber).values(respondent_key=key_of(0), why="landline", learned_at=NOON))
    of_lines = lines(fall_back={"undeliverable_text": "call"})
    assert claim_due(database, of_lines)[0] == []
    assert (invitation(database).action, invitation(database).door) == ("fall_back", "voice")
    assert [one.door for one in claim_due(database, of_lines, words=lambda *_: Words(""))[0]] == ["voice"]


def test_outside_the_window_it_waits_until_the_window_opens(database, planned):
    planned(now=EVENING)
    assert claim_due(database, now=EVENING)[0] == []
    assert invitation(database).due_at == EVENING + timedelta(hours=11)
    assert claim_due(database, now=EVENING + timedelta(hours=11, microseconds=-1)) == ([], False)
    assert len(claim_due(database, now=EVENING + timedelta(hours=11))[0]) == 1


def test_the_contacts_own_zone_counts(database, planned):
    planned(now=EVENING, contact={"time_zone": "Pacific/Honolulu"})
    assert len(claim_due(database, now=EVENING)[0]) == 1


def test_where_no_permitted_moment_is_left_it_is_too_late(database, planned):
    planned([0], now=EVENING, not_after=EVENING + timedelta(hours=10))
    planned([1], not_after=NOON - timedelta(seconds=1))
    claim_due(database, now=EVENING)
    claim_due(database)
    assert [invitation(database, number).final for number in (0, 1)] == ["too_late", "too_late"]


def test_after_its_clearance_has_expired_nothing_goes_out(database, planned):
    planned()
    clearance = {"control_number": "1234-5678", "expires": "2026-11-23", "burden_minutes": 2}
    of_lines = Lines.model_validate({"lines": [line() | {"clearance": clearance}]})
    assert claim_due(database, of_lines)[0] == []
    assert invitation(database).final == "too_late"


def test_whoever_was_handed_over_meanwhile_is_not_invited_again(database, planned):
    planned()
    with database.begin() as connection:
        connection.execute(
            insert(Invitation).values(
                id="direct",
                contact_id="contact-0",
                kind="direct",
                line_id="benefits",
                door="voice",
                opening="[]",
                created_at=NOON,
            )
        )
    assert claim_due(database)[0] == []
    assert invitation(database).final == "superseded"


@pytest.mark.parametrize("changes", [{"ended_at": NOON}, {"turn": 3}])
def test_whoever_replied_gets_no_reminder(database, planned, changes):
    planned(action="remind", attempt=1, **changes)
    assert claim_due(database)[0] == []
    found = invitation(database)
    assert (found.state, found.due_at, found.final) == ("waiting", None, None)


def test_a_reminder_that_cannot_go_out_in_time_is_left_out(database, planned):
    planned(action="remind", attempt=1, turn=0, not_after=NOON - timedelta(seconds=1))
    assert claim_due(database)[0] == []
    assert (invitation(database).state, invitation(database).final) == ("waiting", None)


def test_a_number_that_was_erased_or_a_line_that_is_gone_ends_it(database, planned):
    planned([0])
    planned([1], line_id="gone")
    with database.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == "contact-0").values(sealed_number=None))
    assert claim_due(database)[0] == []
    assert [invitation(database, number).final for number in (0, 1)] == ["failed", "failed"]


def test_a_text_sent_once_more_of_which_nothing_is_left_to_ask_leaves_its_invitation_as_it_is(database, planned):
    planned(attempt=1, turn=0)
    assert claim_due(database, words=lambda *_: None)[0] == []
    found = invitation(database)
    assert (found.state, found.due_at, found.final) == ("waiting", None, None)


def test_one_whose_question_only_the_live_store_knows_waits_for_it_and_holds_up_no_other(database, planned):
    planned([0, 1])

    def words(found, _contact):
        if found.id == "invitation-0":
            raise RedisAway("the store is away")
        return Words()

    assert [one.invitation for one in claim_due(database, words=words)[0]] == ["invitation-1"]
    assert (invitation(database).state, invitation(database).due_at) == ("planned", NOON + timedelta(minutes=1))


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America", "../zones", ""])
def test_one_whose_time_zone_cannot_be_read_fails_and_holds_up_no_other(database, planned, zone):
    planned([0], contact={"time_zone": zone}, due_at=NOON - timedelta(hours=1))
    planned([1])
    with logged_by(claims) as logged:
        assert [one.invitation for one in claim_due(database)[0]] == ["invitation-1"]
    assert (invitation(database).final, contact(database).sealed_number) == ("failed", None)
    assert [line["invitation"] for line in logged] == ["invitation-0"]


def test_a_reminder_whose_time_zone_cannot_be_read_is_left_out(database, planned):
    planned(action="remind", attempt=1, turn=0, contact={"time_zone": "Mars/Olympus"})
    assert claim_due(database)[0] == []
    assert (invitation(database).state, invitation(database).final) == ("waiting", None)


@pytest.mark.parametrize(
    ("table", "cell", "content"),
    [("invitations", "not_after", "soon"), ("contacts", "ended_at", 5), ("contacts", "facts", "{")],
)
def test_one_with_a_cell_that_cannot_be_read_fails_and_holds_up_no_other(sqlite_url, table, cell, content):
    # PostgreSQL keeps such cells out.
    database = connect(sqlite_url)
    with database.begin() as connection:
        plan(connection, range(3))
        name = "invitation-1" if table == "invitations" else "contact-1"
        connection.execute(text(f"update {table} set {cell} = :content where id = :name"), locals())
    with logged_by(due_rows) as logged:
        assert [one.invitation for one in claim_due(database)[0]] == ["invitation-0", "invitation-2"]
    with database.read() as connection:
        ends = dict(connection.execute(select(Invitation.id, Invitation.final)).all())
    assert ends == {"invitation-0": None, "invitation-1": "failed", "invitation-2": None}
    assert [line["invitation"] for line in logged] == ["invitation-1"]
    database.close()


def test_one_that_cannot_be_worded_holds_up_no_other(database, planned):
    planned([0, 1, 2])

    def words(found, _contact):
        if found.id == "invitation-1":
            raise RuntimeError("no words")
        return None if found.id == "invitation-2" else Words()

    assert [one.invitation for one in claim_due(database, words=words)[0]] == ["invitation-0"]
    assert invitation(database, 1).due_at == NOON + timedelta(minutes=15)
    assert invitation(database, 2).final == "failed"


def test_the_opening_is_that_of_the_words_that_go_out(database, planned):
    planned(opening='["first"]', action="remind", turn=0)
    claim_due(database, words=lambda found, _contact: Words(opening=found.opening))
    assert invitation(database).opening == '["first"]'
