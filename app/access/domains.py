"""Invited domains: mail domains whose people become persons here when they first come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from app.access import audit, people
from app.access.audit import Action, Actor
from app.access.people import Access
from app.access.roles import Role
from app.errors import BadInput
from app.records.people import InvitedDomain

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
NEVER = frozenset({Role.ADMINISTRATOR, Role.AGENT})
"""An administrator is somebody whom one knows, and an agent's key belongs to one person."""


def invite(connection: Connection, domain: str, access: Access, now: datetime, actor: Actor) -> None:
    """Let in whoever has an address at the domain, with this access at first. Raises BadInput."""
    bare = domain.strip().lower().removeprefix("@")
    if _DOMAIN.fullmatch(bare) is None:
        raise BadInput(f"{domain[:60]!a} is no mail domain, such as agency.gov")
    if len(access.roles) != 1 or access.roles & NEVER:
        raise BadInput("a domain is invited with one role: manager, analyst or operator")
    (role,) = access.roles
    units = None if access.units is None else sorted(access.units)
    connection.execute(delete(InvitedDomain).where(InvitedDomain.domain == bare))
    connection.execute(insert(InvitedDomain).values(domain=bare, role=role, units=units))
    audit.note(connection, actor, Action.DOMAIN_INVITED, now, bare, **people.told(access))


def remove(connection: Connection, domain: str, now: datetime, actor: Actor) -> None:
    """Let nobody else in for the domain; who is a person already stays one. Raises BadInput where it is not invited."""
    if not connection.execute(delete(InvitedDomain).where(InvitedDomain.domain == domain)).rowcount:
        raise BadInput(f"{domain!a} is not invited")
    audit.note(connection, actor, Action.DOMAIN_REMOVED, now, domain)


def listed(connection: Connection) -> Sequence[Row[Any]]:
    """All invited domains."""
    return connection.execute(select(InvitedDomain).order_by(InvitedDomain.domain)).all()


def welcomed(connection: Connection, email: str, now: datetime, source: str | None) -> str | None:
    """The id of a new person for an address that is theirs beyond doubt; None where its domain is not invited.

    Raises BadInput for what is no address, and for somebody who is a person already.
    """
    address = people.spelled(email)
    name, _, domain = address.rpartition("@")
    row = connection.execute(select(InvitedDomain).where(InvitedDomain.domain == domain)).first()
    if row is None:
        return None
    access = Access(frozenset({Role(row.role)}), None if row.units is None else frozenset(row.units))
    return people.add(connection, address, name, access, now, Actor("nobody", source))
