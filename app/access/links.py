"""Links that open once: to sign in on this machine, to set a first password, to set one anew."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from app.access import audit, people, sign_ins
from app.access.audit import Action, Actor
from app.access.people import Person
from app.access.sign_ins import sha256
from app.records.people import Person as PersonRow
from app.records.people import SignInLink


class Purpose(StrEnum):
    """What a link is for."""

    SIGN_IN = "sign_in"
    PASSWORD = "password"  # noqa: S105 (what the link sets)


INVITED_FOR = timedelta(hours=72)
RECOVERS_FOR = timedelta(minutes=30)
STARTED_FOR = timedelta(hours=12)
"""How long the link is good that local mode prints as it starts."""

PATHS = {Purpose.SIGN_IN: "/sign-in/link", Purpose.PASSWORD: "/sign-in/password"}


def make(
    connection: Connection, person_id: str, purpose: Purpose, good_for: timedelta, now: datetime, actor: Actor
) -> str:
    """Path and query of a new link; those made before for the same purpose open nothing any more."""
    token = secrets.token_urlsafe(32)
    keep(connection, sha256(token), person_id, purpose, good_for, now, actor)
    return address(purpose, token)


def address(purpose: Purpose, token: str) -> str:
    """Path and query of a link."""
    return f"{PATHS[purpose]}?token={token}"


def keep(
    connection: Connection,
    token_sha256: str,
    person_id: str,
    purpose: Purpose,
    good_for: timedelta,
    now: datetime,
    actor: Actor,
) -> None:
    """Keep a link of whose token only the SHA-256 is known here; as ``make``."""
    earlier = (SignInLink.person_id == person_id, SignInLink.purpose == purpose)
    connection.execute(delete(SignInLink).where(*earlier))
    row = {"sha256": token_sha256, "person_id": person_id, "purpose": purpose, "expires_at": now + good_for}
    connection.execute(insert(SignInLink).values(**row))
    audit.note(connection, actor, Action.LINK_MADE, now, f"person:{person_id}", purpose=purpose)


def whose(connection: Connection, token: str, purpose: Purpose, now: datetime) -> Person | None:
    """Whom a link would let in; None where it is none of ours, used or too old, or its person is disabled."""
    good = select(SignInLink.person_id).where(*_good(token, purpose, now))
    person_id = connection.execute(good).scalar()
    person = None if person_id is None else people.by_id(connection, person_id)
    return None if person is None or person.disabled else person


def use(connection: Connection, token: str, purpose: Purpose, now: datetime) -> Person | None:
    """As ``whose``, and the link opens nothing any more."""
    person = whose(connection, token, purpose, now)
    using = update(SignInLink).where(*_good(token, purpose, now)).values(used_at=now)
    return person if person is not None and connection.execute(using).rowcount else None


def set_password(connection: Connection, person_id: str, hashed: str, now: datetime, actor: Actor) -> None:
    """Give a person a new password, lift a lock, and sign them out everywhere."""
    fresh = {"password_hash": hashed, "failures": 0, "failed_since": None, "locked_until": None}
    connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(**fresh))
    sign_ins.end_all(connection, person_id)
    audit.note(connection, actor, Action.PASSWORD_SET, now, f"person:{person_id}")


def _good(token: str, purpose: Purpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        SignInLink.sha256 == sha256(token),
        SignInLink.purpose == purpose,
        SignInLink.expires_at > now,
        SignInLink.used_at.is_(None),
    )
