"""Sign-ins: who is signed in in which browser, until they sign out or are idle."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.access import audit, people
from app.access.audit import Action, Actor
from app.access.people import Person
from app.records.database import Database
from app.records.people import Person as PersonRow
from app.records.people import SignIn

IDLE = timedelta(minutes=15)
"""So long nobody has to do anything before they are signed out; NIST SP 800-63B-4 allows up to an hour."""
LONGEST = timedelta(hours=12)
"""So long a sign-in lasts in any case, once a working day."""
NOTED_EVERY = timedelta(seconds=10)
"""How much later than it was written somebody may have been seen."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in."""

    person: Person
    until: datetime
    """When they are signed out if they do nothing more."""


def begin(connection: Connection, person_id: str, way: str, now: datetime, actor: Actor) -> str:
    """The token of a new sign-in, for the cookie alone. It is not kept."""
    token = secrets.token_urlsafe(32)
    row = {"sha256": sha256(token), "person_id": person_id, "way": way, "begun_at": now, "seen_at": now}
    # Whoever stays away for good leaves no rows behind.
    connection.execute(delete(SignIn).where(SignIn.person_id == person_id, SignIn.begun_at < now - LONGEST))
    connection.execute(insert(SignIn).values(**row))
    fresh = {"active_at": now, "failures": 0, "failed_since": None, "locked_until": None}
    connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(**fresh))
    audit.note(connection, actor, Action.SIGNED_IN, now, f"person:{person_id}", way=way)
    return token


def of(database: Database, token: str, now: datetime, *, seen: bool = True) -> SignedIn | None:
    """Who is signed in with this token; None where nobody is any more. ``seen`` puts the end off."""
    with database.read() as connection:
        row = _standing(connection, token, now)
        if row is None:
            return None
        person = people.of_row(connection, row)
    if seen and now - row.seen_at >= NOTED_EVERY:
        with database.begin() as connection:
            mine = update(SignIn).where(SignIn.sha256 == sha256(token), SignIn.seen_at < now)
            connection.execute(mine.values(seen_at=now))
        return SignedIn(person, min(now + IDLE, row.begun_at + LONGEST))
    return SignedIn(person, min(row.seen_at + IDLE, row.begun_at + LONGEST))


def end(connection: Connection, token: str, now: datetime, source: str | None) -> None:
    """Sign out in this browser."""
    mine = update(SignIn).where(SignIn.sha256 == sha256(token), SignIn.ended_at.is_(None)).values(ended_at=now)
    person_id = connection.execute(mine.returning(SignIn.person_id)).scalar()
    if person_id is not None:
        audit.note(connection, Actor.person(person_id, source), Action.SIGNED_OUT, now, f"person:{person_id}")


def end_all(connection: Connection, person_id: str) -> None:
    """Sign a person out everywhere, as after a new password."""
    connection.execute(delete(SignIn).where(SignIn.person_id == person_id))


def sha256(token: str) -> str:
    """What is kept of a token, which holds 256 random bits and so needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _standing(connection: Connection, token: str, now: datetime) -> Row[Any] | None:
    standing: Any = (
        select(PersonRow, SignIn.seen_at, SignIn.begun_at)
        .join(SignIn, SignIn.person_id == PersonRow.id)
        .where(
            SignIn.sha256 == sha256(token),
            SignIn.ended_at.is_(None),
            SignIn.seen_at > now - IDLE,
            SignIn.begun_at > now - LONGEST,
            PersonRow.disabled_at.is_(None),
        )
    )
    found: Row[Any] | None = connection.execute(standing).first()
    return found
