"""Arriving from an identity provider: which person here somebody is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from app.access import audit, domains, sign_in
from app.access.audit import Action, Actor
from app.access.provider import Identity
from app.records.people import Person as PersonRow


def arrived(connection: Connection, identity: Identity, now: datetime, source: str | None) -> str | None:
    """The id of the person who may come in; None where nobody here is meant, or the person is disabled.

    Who was here before is known by the provider's name for them, whatever their address is now. Who comes for the first
    time is known by the verified address: as a person who was added, or as one of an invited domain.
    """
    row = connection.execute(select(PersonRow).where(PersonRow.subject == identity.subject)).first()
    if row is None:
        unclaimed = (PersonRow.email == identity.email, PersonRow.subject.is_(None))
        claim = update(PersonRow).where(*unclaimed).values(subject=identity.subject)
        if not connection.execute(claim).rowcount and not _welcome(connection, identity, now, source):
            _refused(connection, now, source)
            return None
        row = connection.execute(select(PersonRow).where(PersonRow.subject == identity.subject)).one()
    if not sign_in.usable(connection, row, now):
        _refused(connection, now, source)
        return None
    return str(row.id)


def _welcome(connection: Connection, identity: Identity, now: datetime, source: str | None) -> bool:
    """Add somebody of an invited domain; whether one was added."""
    known = select(PersonRow.id).where(PersonRow.email == identity.email)
    if connection.execute(known).first() is not None:
        return False
    person_id = domains.welcomed(connection, identity.email, now, source)
    connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(subject=identity.subject))
    return person_id is not None


def _refused(connection: Connection, now: datetime, source: str | None) -> None:
    audit.note(connection, Actor("nobody", source), Action.SIGN_IN_REFUSED, now, way="oidc")
