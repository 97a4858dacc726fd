"""Signing in with a password and, where there is one, a second factor; three wrong tries lock the account.

Tries are counted before they are judged, so that many at once get no more of them. Who is told "no" is never told
whether there is such a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from app.access import audit, passwords, people, second_factor
from app.access.audit import Action, Actor
from app.access.second_factor import SealedSecrets
from app.errors import BadInput
from app.records.database import Database
from app.records.people import Person as PersonRow

MOST_FAILURES = 3
COUNTED_FOR = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=30)
"""FedRAMP Moderate, AC-7: three tries within 15 minutes, then locked for 30."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose password was right."""

    person_id: str
    needs_code: bool


def with_password(database: Database, email: str, password: str, now: datetime, source: str | None) -> Known | None:
    """Who this is; None for a wrong or locked one. Raises ``passwords.Busy``."""
    with database.begin() as connection:
        row = _try(connection, _by_email(email), now, source)
    right = passwords.matches(None if row is None else row.password_hash, password[: passwords.LONGEST + 1])
    with database.begin() as connection:
        if row is None or not right:
            _failed(connection, None if row is None else row.id, now, source)
            return None
        _give_back(connection, row.id)
    return Known(row.id, row.sealed_secret is not None)


def with_code(
    database: Database, sealed: SealedSecrets, person_id: str, code: str, now: datetime, source: str | None
) -> bool:
    """Whether this is the present code of the person's app, or a recovery code of theirs, which is used up by it."""
    with database.begin() as connection:
        row = _try(connection, PersonRow.id == person_id, now, source)
        used = None if row is None else _used(sealed, row, code, now)
        if row is None or used is None:
            _failed(connection, None if row is None else row.id, now, source)
            return False
        connection.execute(update(PersonRow).where(PersonRow.id == row.id).values(**used))
        _give_back(connection, row.id)
    return True


def usable(connection: Connection, row: Row[Any], now: datetime) -> bool:
    """Whether the person may come in at all; one who stayed away for too long is disabled here."""
    if row.disabled_at is not None:
        return False
    if now - row.active_at > timedelta(days=people.INACTIVE_DAYS):
        why = f"not signed in for {people.INACTIVE_DAYS} days"
        people.disable(connection, row.id, now, Actor("clock"), why)
        return False
    return True


def _try(connection: Connection, condition: Any, now: datetime, source: str | None) -> Row[Any] | None:
    """The person, with one try more; None where there is none, or none that may try."""
    row = connection.execute(select(PersonRow).where(condition).with_for_update()).first()
    if row is None or not usable(connection, row, now):
        return None
    if row.locked_until is not None and row.locked_until > now:
        return None
    recent = row.failed_since is not None and now - row.failed_since < COUNTED_FOR
    # A lock that is over has been paid for.
    tries = (row.failures if recent and row.locked_until is None else 0) + 1
    if tries > MOST_FAILURES:
        _lock(connection, row.id, now, source)
        return None
    counted = {"failures": tries, "failed_since": row.failed_since if tries > 1 else now, "locked_until": None}
    connection.execute(update(PersonRow).where(PersonRow.id == row.id).values(**counted))
    return row


def _failed(connection: Connection, person_id: str | None, now: datetime, source: str | None) -> None:
    if person_id is None:
        audit.note(connection, Actor("nobody", source), Action.SIGN_IN_REFUSED, now)
        return
    audit.note(connection, Actor("nobody", source), Action.SIGN_IN_REFUSED, now, f"person:{person_id}")
    failures = connection.execute(select(PersonRow.failures).where(PersonRow.id == person_id)).scalar_one()
    if failures >= MOST_FAILURES:
        _lock(connection, person_id, now, source)


def _lock(connection: Connection, person_id: str, now: datetime, source: str | None) -> None:
    locking = update(PersonRow).where(PersonRow.id == person_id).values(locked_until=now + LOCKED_FOR)
    connection.execute(locking)
    audit.note(connection, Actor("nobody", source), Action.LOCKED, now, f"person:{person_id}")


def _give_back(connection: Connection, person_id: str) -> None:
    """A try that was right counts for nothing; those before it count until the whole sign-in is done."""
    mine = update(PersonRow).where(PersonRow.id == person_id, PersonRow.failures > 0)
    connection.execute(mine.values(failures=PersonRow.failures - 1))


def _used(sealed: SealedSecrets, row: Row[Any], code: str, now: datetime) -> dict[str, Any] | None:
    """What changes by the use of a right code; None for a wrong one."""
    secret = None if row.sealed_secret is None else sealed.open(row.sealed_secret)
    step = None if secret is None else second_factor.step_of(secret, code, now, row.code_step)
    if step is not None:
        return {"code_step": step}
    left, given = row.recovery_hashes or [], second_factor.recovery_hash(code)
    if given not in left:
        return None
    return {"recovery_hashes": [one for one in left if one != given]}


def _by_email(email: str) -> Any:
    try:
        return PersonRow.email == people.spelled(email)
    except BadInput:
        return PersonRow.email == ""
