"""Contacts that are reported by several at the same time, or several of one person in one batch."""

from datetime import timedelta
from itertools import product

import pytest
from planned_invitations import key_of, person
from reported_contacts import NOW, a_report, codes, contact_of, rules, take
from sqlalchemy import insert, select

from app.outreach.registers import Claim, Person, claim
from app.records.outreach import LastAsked

AGENCY = "Department of Example"
EXEMPT = rules(outreach={"quarantine": "30d", "quarantine_exempt": ["provider"]})
KINDS = {"plain": {}, "exempt": {"caller_type": "provider"}}


def mark_of(database, number):
    """Which contact asked a person last, and when."""
    with database.read() as connection:
        found = select(LastAsked.contact_id, LastAsked.asked_at).where(LastAsked.respondent_key == key_of(number))
        return connection.execute(found).one()


@pytest.mark.parametrize("kinds", [*product(KINDS, repeat=3)], ids=" ".join)
def test_contacts_of_one_person_in_a_batch_are_as_if_one_came_after_the_other(database, kinds):
    batch = [a_report(f"b-{place}", number=person(1), **KINDS[kind]) for place, kind in enumerate(kinds)]
    together = codes(take(database, *batch, by=EXEMPT))
    singly = [
        take(database, a_report(f"s-{place}", number=person(2), **KINDS[kind]), by=EXEMPT)[0].code
        for place, kind in enumerate(kinds)
    ]
    assert together == singly
    last = max(place for place, code in enumerate(singly) if code == "ask")
    assert mark_of(database, 1) == (contact_of(database, f"b-{last}").id, NOW)
    assert mark_of(database, 2) == (contact_of(database, f"s-{last}").id, NOW)


def test_whoever_was_asked_in_between_is_refused_and_an_exempt_contact_of_theirs_is_not(database):
    one, other = Person(AGENCY, key_of(1)), Person(AGENCY, key_of(2))
    with database.begin() as connection:
        before = {"contact_id": "before", "asked_at": NOW - timedelta(days=1)}
        connection.execute(insert(LastAsked), [{**one._asdict(), **before}])
    rested_since = NOW - timedelta(days=30)
    claims = [Claim(other, rested_since, "c-1"), Claim(one, rested_since, "c-2"), Claim(one, None, "c-3")]
    with database.begin() as connection:
        assert claim(connection, claims, NOW) == {"c-2"}
    assert (mark_of(database, 1), mark_of(database, 2)) == (("c-3", NOW), ("c-1", NOW))
