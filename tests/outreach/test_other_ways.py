"""The other way is tried only with the consent that it needs, and no text goes to a landline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from planned_invitations import NOON, contact, invitation, key_of, lines
from reported_sends import CALLS, SOON, again, claimed, told
from sqlalchemy import insert, update

from app.records.contacts import Contact, Invitation
from app.records.outreach import UnfitNumber

TO_CALL = {"fall_back": {"undeliverable_text": "call"}}
TO_TEXT = {"invite": "call", "fall_back": {"busy_line": "text"}}


def failed_text(database, said, needed="required"):
    """An invitation whose text did not arrive, on a line that calls then."""
    _, of_lines = claimed(database, outreach={**TO_CALL, "consent": {"call": needed}}, contact={"consent": said})
    told(database, of_lines, "undelivered", error_code=30007)
    return invitation(database)


def busy_call(database, state="busy", *, text="not_needed", **person):
    """An invitation whose call nobody took, on a line that sends a text then."""
    needs = {"call": "not_needed", "text": text}
    _, of_lines = claimed(
        database, outreach={**TO_TEXT, "consent": needs}, contact={"consent": None, **person}, **CALLS
    )
    told(database, of_lines, state)
    return invitation(database)


@pytest.mark.parametrize(("consent", "needed"), [(True, "required"), (None, "not_needed"), (True, "not_needed")])
def test_a_text_that_did_not_arrive_is_followed_by_a_call_to_whoever_agreed_as_calls_need_it(database, consent, needed):
    found = failed_text(database, consent, needed)
    assert (found.state, found.action, found.door) == ("planned", "fall_back", "voice")


def test_it_is_not_without_the_consent_that_a_call_needs(database):
    found = failed_text(database, None)
    assert (found.state, found.final) == ("done", "undelivered")
    assert contact(database).sealed_number is None


@pytest.mark.parametrize("state", ["busy", "no_answer"])
def test_a_call_that_nobody_took_is_followed_by_a_text_only_with_the_consent_that_a_text_needs(database, state):
    found = busy_call(database, state, text="required")
    assert (found.state, found.action, found.door) == ("planned", "invite", "voice")
    assert found.due_at == SOON + timedelta(hours=1)


@pytest.mark.parametrize(("consent", "text"), [(True, "required"), (None, "not_needed")])
def test_a_call_that_nobody_took_is_followed_by_a_text_to_whoever_agreed_as_texts_need_it(database, consent, text):
    found = busy_call(database, text=text, consent=consent)
    assert (found.state, found.action, found.door, found.due_at) == ("planned", "fall_back", "text", SOON)


def test_a_landline_that_the_center_marked_is_called_again_instead_of_texted(database):
    assert (busy_call(database, landline=True).action, invitation(database).door) == ("invite", "voice")


def test_so_is_one_that_was_learned(database):
    with database.begin() as connection:
        connection.execute(insert(UnfitNumber).values(respondent_key=key_of(0), why="landline", learned_at=NOON))
    assert (busy_call(database).action, invitation(database).door) == ("invite", "voice")


def test_a_no_that_comes_after_the_other_way_was_planned_calls_it_off(database):
    failed_text(database, True)
    with database.begin() as connection:
        connection.execute(update(Contact).values(consent=False))
    claims, _ = again(database, lines(**TO_CALL), SOON)
    assert claims == {}
    assert (invitation(database).final, contact(database).sealed_number) == ("declined", None)


def test_a_consent_that_the_line_needs_since_the_planning_counts(database):
    failed_text(database, None, "not_needed")
    assert again(database, lines(**TO_CALL), SOON)[0] == {}
    assert invitation(database).final == "failed"


def test_a_reminder_after_a_no_is_left_out_and_its_invitation_waits(database):
    planned = {"action": "remind", "attempt": 1, "turn": 0}
    claims, _ = claimed(database, contact={"consent": False}, **planned)
    assert claims == {}
    assert (invitation(database).state, invitation(database).final) == ("waiting", None)


@pytest.mark.parametrize(("consent", "then"), [(True, ("planned", "voice")), (None, ("done", "text"))])
def test_a_text_to_a_number_that_was_marked_as_a_landline_meanwhile_goes_the_other_way(database, consent, then):
    """It failed for now, and is marked before it goes out again."""
    _, of_lines = claimed(database, outreach=TO_CALL, contact={"consent": consent})
    with database.begin() as connection:
        connection.execute(update(Invitation).values(state="planned", due_at=SOON))
        connection.execute(update(Contact).values(landline=True))
    assert again(database, of_lines, SOON)[0] == {}
    assert (invitation(database).state, invitation(database).door) == then
