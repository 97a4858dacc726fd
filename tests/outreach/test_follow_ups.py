"""Later surveys, for those who agreed to one."""

from __future__ import annotations

from datetime import timedelta

import offers
import pytest
from planned_invitations import NOON, NUMBERS, key_of, line, person
from sqlalchemy import select, update

from app.lines import Lines
from app.outreach import opt_outs
from app.outreach.follow_ups import FIRST_CONTACT, Later, plan
from app.outreach.settling import ended_by, settle
from app.records.contacts import Contact, Invitation

WANTED = {"question": "later", "survey": "a11-tapped", "after": "30d"}
AN_HOUR_LATER = NOON + timedelta(hours=1)


def later(secret=b"r" * 40, **outreach):
    return Later(Lines.model_validate({"lines": [line(**outreach)]}), secret)


LATER = later(follow_up=WANTED)


def settle_ended(database, with_=LATER):
    return settle(database, with_, ended_by(AN_HOUR_LATER), AN_HOUR_LATER)


def agreed(connection, number, native="1", **columns):
    offers.talked(connection, number, **columns)
    offers.answered(connection, number, "later", native)


def planned(database):
    """The contacts and invitations of later surveys."""
    with database.read() as connection:
        wanted = select(Contact).where(Contact.reported_by == "follow_up")
        contacts = connection.execute(wanted).all()
        ids = [contact.id for contact in contacts]
        return contacts, connection.execute(select(Invitation).where(Invitation.contact_id.in_(ids))).all()


def test_whoever_agreed_is_invited_to_the_later_survey(database):
    with database.begin() as connection:
        agreed(connection, 1, language="es")
    assert settle_ended(database) == 1
    (contact,), (invitation,) = planned(database)
    assert (contact.respondent_key, contact.line_id, contact.decision) == (key_of(1), "benefits", "ask")
    assert contact.facts == {FIRST_CONTACT: "contact-1"}
    assert NUMBERS.open(contact.sealed_number) == person(1)
    assert (invitation.state, invitation.action, invitation.door, invitation.kind) == (
        "planned",
        "invite",
        "text",
        "text",
    )
    assert invitation.due_at == NOON + timedelta(days=30, minutes=5)
    assert invitation.not_after == invitation.due_at + timedelta(hours=48)
    assert (invitation.sender, invitation.agency) == ("benefits", "Department of Example")
    assert (invitation.language, invitation.respondent_key) == ("es", key_of(1))
    assert offers.row_of(database, Contact, id="contact-1").sealed_number is None


@pytest.mark.parametrize(
    "change",
    [
        {"native": "2"},
        {"native": None},
        {"test": True},
        {"line_id": "another"},
    ],
)
def test_nobody_else_is(database, change):
    with database.begin() as connection:
        agreed(connection, 1, **change)
        offers.talked(connection, 2)
    assert settle_ended(database) == 2
    assert planned(database) == ([], [])


@pytest.mark.parametrize("outreach", [{}, {"invite": "none", "follow_up": WANTED}])
def test_a_line_that_has_no_later_survey_or_invites_nobody_plans_none(database, outreach):
    with database.begin() as connection:
        agreed(connection, 1)
    settle_ended(database, later(**outreach))
    assert planned(database) == ([], [])


def test_which_answer_agrees_is_a_setting(database):
    with database.begin() as connection:
        agreed(connection, 1, native="1")
        agreed(connection, 2, native="2")
    settle_ended(database, later(follow_up={**WANTED, "yes": "2"}))
    (contact,), _ = planned(database)
    assert contact.facts == {FIRST_CONTACT: "contact-2"}


def test_however_often_it_is_planned_there_is_one(database):
    with database.begin() as connection:
        agreed(connection, 1)
        for _ in range(3):
            plan(connection, LATER, [offers.response_id(1)], NOON)
    settle_ended(database)
    contacts, invitations = planned(database)
    assert (len(contacts), len(invitations)) == (1, 1)


def test_a_later_survey_leads_to_no_further_one(database):
    with database.begin() as connection:
        agreed(connection, 1)
        connection.execute(Contact.__table__.update().values(reported_by="follow_up"))
    settle_ended(database)
    assert len(planned(database)[0]) == 1


def test_whoever_opted_out_gets_none(database):
    with database.begin() as connection:
        agreed(connection, 1)
        opt_outs.add(connection, {key_of(1): NOON}, "upload", NOON)
    settle_ended(database)
    assert planned(database) == ([], [])


def test_an_opt_out_withdraws_what_is_planned(database):
    with database.begin() as connection:
        agreed(connection, 1)
    settle_ended(database)
    with database.begin() as connection:
        opt_outs.add(connection, {key_of(1): AN_HOUR_LATER}, "upload", AN_HOUR_LATER)
    (contact,), (invitation,) = planned(database)
    assert invitation.final == "opted_out"
    assert contact.sealed_number is None


def test_a_number_that_is_not_known_any_more_cannot_be_invited(database):
    with database.begin() as connection:
        agreed(connection, 1)
        connection.execute(Contact.__table__.update().values(sealed_number=None))
    settle_ended(database)
    assert planned(database) == ([], [])


def test_a_landline_is_still_known_for_one(database):
    with database.begin() as connection:
        agreed(connection, 1)
        connection.execute(update(Contact).values(landline=True))
    assert settle_ended(database) == 1
    assert [contact.landline for contact in planned(database)[0]] == [True]
