"""Quarantine: whoever was to be asked and was not may be asked again, as if that contact had never been.

That somebody is asked is put down by ``registers``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from app.outreach.registers import Person
from app.records.contacts import Contact, Invitation
from app.records.outreach import LastAsked

NOBODY_ASKED = ("too_late", "not_handed_over")
"""Dispositions of offers that never came to the person."""


class _Mark(NamedTuple):
    """Whose mark it is, and which contact's it has to be still. The names are those of its parameters in SQL."""

    of_agency: str
    of_person: str
    of_contact: str

    @property
    def person(self) -> Person:
        """The person, as the agency knows them."""
        return Person(self.of_agency, self.of_person)


def give_back(connection: Connection, invitation_ids: Collection[str]) -> None:
    """Take back that the people of these invitations were asked, where they were not and nobody asked them since.

    The mark goes to the contact before that asked the person for the same agency, if there is one. Invitations that
    have another end, or none, are passed over.
    """
    unasked = select(Invitation.agency, Invitation.respondent_key, Invitation.contact_id).where(
        Invitation.id.in_(invitation_ids),
        Invitation.final.in_(NOBODY_ASKED),
        Invitation.delivered_at.is_(None),
    )
    found = connection.execute(unasked)
    marks = sorted(_Mark(agency, key, contact) for agency, key, contact in found if agency and key)
    if not marks:
        return
    before = _asked_before(connection, {mark.of_person for mark in marks})
    # All in the order in which marks are made, so that two writers do not wait for each other in a circle.
    connection.execute(_RESTORING, [mark._asdict() | before.get(mark.person, _NOBODY) for mark in marks])
    gone = [mark._asdict() for mark in marks if mark.person not in before]
    if gone:
        connection.execute(_REMOVING, gone)


def _asked_before(connection: Connection, keys: Collection[str]) -> dict[Person, dict[str, Any]]:
    """The newest contact that asks each of these people. A later survey makes no mark."""
    asking = (
        select(Contact.id, Contact.decided_at, Invitation.agency, Invitation.respondent_key)
        .join(Invitation, Invitation.contact_id == Contact.id)
        .where(
            Invitation.respondent_key.in_(keys),
            or_(Invitation.final.is_(None), Invitation.final.not_in(NOBODY_ASKED)),
            Contact.decision == "ask",
            Contact.reported_by != "follow_up",
        )
        .order_by(Contact.decided_at, Contact.id)
    )
    return {
        Person(row.agency, row.respondent_key): {"earlier_contact": row.id, "earlier_time": row.decided_at}
        for row in connection.execute(asking)
    }


_NOBODY: dict[str, Any] = {"earlier_contact": None, "earlier_time": None}
_MINE = (
    LastAsked.agency == bindparam("of_agency"),
    LastAsked.respondent_key == bindparam("of_person"),
    LastAsked.contact_id == bindparam("of_contact"),
)
_REMOVING = delete(LastAsked).where(*_MINE)
_RESTORING = (
    update(LastAsked)
    .where(*_MINE)
    .values(
        contact_id=func.coalesce(bindparam("earlier_contact"), LastAsked.contact_id),
        asked_at=func.coalesce(bindparam("earlier_time", type_=LastAsked.asked_at.type), LastAsked.asked_at),
    )
)
