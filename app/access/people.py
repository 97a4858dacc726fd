"""People: who may sign in, with which roles and for which organizational units."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.access import audit
from app.access.audit import Action, Actor
from app.access.roles import Permission, Role, permissions_of
from app.errors import BadInput
from app.records.people import Person as PersonRow
from app.records.people import PersonRole, PersonUnit, SignIn
from app.records.upserts import insert_absent

INACTIVE_DAYS = 90
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s.\x00-\x1f]+|[^@\s\x00-\x1f]+@localhost")
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may do and see."""

    roles: frozenset[Role]
    units: frozenset[str] | None = frozenset()
    """The organizational units whose results they may see; None for all."""
    agent_key: str | None = None
    """The agent that they are, for the results of their own calls."""

    def __post_init__(self) -> None:
        """Administrators see all units. Raises BadInput for no role, and for an agent who is nobody's."""
        if not self.roles:
            raise BadInput("a person needs at least one role")
        if Role.AGENT in self.roles and not self.agent_key:
            raise BadInput("an agent needs the key by which contact reports name the agent")
        if Role.ADMINISTRATOR in self.roles:
            object.__setattr__(self, "units", None)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, or did."""

    id: str
    email: str
    name: str
    access: Access
    has_password: bool
    has_second_factor: bool
    disabled: bool

    @property
    def permissions(self) -> frozenset[Permission]:
        """What their roles permit."""
        return permissions_of(self.access.roles)

    def may(self, permission: Permission) -> bool:
        """Whether a role of theirs permits it."""
        return permission in self.permissions

    def sees_unit(self, unit: str | None) -> bool:
        """Whether the results of an organizational unit, or of none, are theirs to see."""
        return self.access.units is None or unit in self.access.units


def spelled(email: str) -> str:
    """A mail address in the spelling of ``people``. Raises BadInput for what is none."""
    bare = email.strip().lower()
    if len(bare) > _LONGEST or not bare.isprintable() or _EMAIL.fullmatch(bare) is None:
        raise BadInput(f"{email[:60]!a} is no mail address")
    return bare


def add(connection: Connection, email: str, name: str, access: Access, now: datetime, actor: Actor) -> str:
    """The id of a new person, who cannot sign in before a link or a provider lets them. Raises BadInput."""
    address, called = spelled(email), named(name)
    row = {"id": secrets.token_hex(8), "email": address, "name": called, "created_at": now, "active_at": now}
    insert_absent(connection, PersonRow, [row | {"every_unit": False, "failures": 0}])
    if _id_of(connection, address) != row["id"]:
        raise BadInput(f"{address} is a person already")
    _grant(connection, str(row["id"]), access)
    audit.note(connection, actor, Action.PERSON_ADDED, now, f"person:{row['id']}", **told(access))
    return str(row["id"])


def change(connection: Connection, person_id: str, access: Access, now: datetime, actor: Actor) -> None:
    """From the next page on the person may do and see this. Raises BadInput where no administrator would be left."""
    before = by_id(connection, person_id)
    if before is None:
        raise BadInput("there is no such person")
    _grant(connection, person_id, access)
    refuse_without_administrator(connection)
    audit.note(
        connection,
        actor,
        Action.PERMISSIONS_CHANGED,
        now,
        f"person:{person_id}",
        before=told(before.access),
        after=told(access),
    )


def disable(connection: Connection, person_id: str, now: datetime, actor: Actor, why: str) -> None:
    """Sign the person out everywhere and let them in no more."""
    disabling = update(PersonRow).where(PersonRow.id == person_id, PersonRow.disabled_at.is_(None))
    if connection.execute(disabling.values(disabled_at=now)).rowcount:
        connection.execute(delete(SignIn).where(SignIn.person_id == person_id))
        audit.note(connection, actor, Action.DISABLED, now, f"person:{person_id}", why=why)


def enable(connection: Connection, person_id: str, now: datetime, actor: Actor) -> None:
    """Let the person in again, with a fresh count of days and of tries."""
    fresh = {"disabled_at": None, "active_at": now, "failures": 0, "failed_since": None, "locked_until": None}
    connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(**fresh))
    audit.note(connection, actor, Action.ENABLED, now, f"person:{person_id}")


def disable_inactive(connection: Connection, now: datetime) -> int:
    """Disable whoever has not signed in for ``INACTIVE_DAYS``; how many they were."""
    last = now - timedelta(days=INACTIVE_DAYS)
    idle = select(PersonRow.id).where(PersonRow.active_at < last, PersonRow.disabled_at.is_(None))
    found = connection.execute(idle).scalars().all()
    for person_id in found:
        disable(connection, person_id, now, Actor("clock"), f"not signed in for {INACTIVE_DAYS} days")
    return len(found)


def refuse_without_administrator(connection: Connection) -> None:
    """Raises BadInput where nobody is left who can sign in as an administrator."""
    left = (
        select(PersonRow.id)
        .join(PersonRole, PersonRole.person_id == PersonRow.id)
        .where(PersonRole.role == Role.ADMINISTRATOR, PersonRow.disabled_at.is_(None))
    )
    if connection.execute(left).first() is None:
        raise BadInput("nobody would be left who is an administrator")


def listed(connection: Connection) -> list[Person]:
    """Everybody, by mail address."""
    rows = connection.execute(select(PersonRow).order_by(PersonRow.email)).all()
    return [of_row(connection, row) for row in rows]


def names(connection: Connection) -> dict[str, str]:
    """The mail address of everybody, by what the audit calls them."""
    return {f"person:{row.id}": row.email for row in connection.execute(select(PersonRow.id, PersonRow.email))}


def by_email(connection: Connection, email: str) -> Person | None:
    """The person with a mail address; None where there is none, or it is no address."""
    try:
        return _one(connection, PersonRow.email == spelled(email))
    except BadInput:
        return None


def by_id(connection: Connection, person_id: str) -> Person | None:
    """The person of an id."""
    return _one(connection, PersonRow.id == person_id)


def of_row(connection: Connection, row: Row[Any]) -> Person:
    """A row of ``people`` with what the person may do."""
    roles = connection.execute(select(PersonRole.role).where(PersonRole.person_id == row.id)).scalars()
    units = connection.execute(select(PersonUnit.unit).where(PersonUnit.person_id == row.id)).scalars()
    access = Access(frozenset(map(Role, roles)), None if row.every_unit else frozenset(units), row.agent_key)
    disabled = row.disabled_at is not None
    return Person(
        row.id, row.email, row.name, access, row.password_hash is not None, row.sealed_secret is not None, disabled
    )


def named(name: str) -> str:
    """A person's name without blanks around it. Raises BadInput for none."""
    bare = name.strip()
    if not 1 <= len(bare) <= _LONGEST or not bare.isprintable():
        raise BadInput("a name needs 1 to 254 printable characters")
    return bare


def told(access: Access) -> dict[str, Any]:
    """What a person may do, as the audit keeps it."""
    units = None if access.units is None else sorted(access.units)
    return {"roles": sorted(access.roles), "units": units, "agent": access.agent_key}


def _one(connection: Connection, condition: Any) -> Person | None:
    row = connection.execute(select(PersonRow).where(condition)).first()
    return None if row is None else of_row(connection, row)


def _id_of(connection: Connection, email: str) -> str:
    return connection.execute(select(PersonRow.id).where(PersonRow.email == email)).scalar_one()


def _grant(connection: Connection, person_id: str, access: Access) -> None:
    for model in (PersonRole, PersonUnit):
        connection.execute(delete(model).where(model.person_id == person_id))
    _insert(connection, PersonRole, ({"person_id": person_id, "role": role} for role in sorted(access.roles)))
    _insert(connection, PersonUnit, ({"person_id": person_id, "unit": unit} for unit in sorted(access.units or ())))
    seen = {"every_unit": access.units is None, "agent_key": access.agent_key}
    connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(**seen))


def _insert(connection: Connection, model: type[PersonRole | PersonUnit], rows: Iterable[dict[str, Any]]) -> None:
    if listed_rows := list(rows):
        connection.execute(insert(model), listed_rows)
