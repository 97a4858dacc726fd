"""Setting a second factor, and taking it away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from app.access import audit, second_factor
from app.access.audit import Action, Actor
from app.access.second_factor import SealedSecrets
from app.records.people import Person as PersonRow


def set_second_factor(
    connection: Connection, sealed: SealedSecrets, person_id: str, secret: str, code: str, now: datetime, actor: Actor
) -> list[str] | None:
    """The person's new recovery codes, shown once; None where the app's code shows that the secret did not arrive."""
    step = second_factor.step_of(secret, code, now, None)
    if step is None:
        return None
    codes = second_factor.new_recovery_codes()
    kept = {"sealed_secret": sealed.seal(secret), "code_step": step}
    hashes = [second_factor.recovery_hash(one) for one in codes]
    mine = update(PersonRow).where(PersonRow.id == person_id)
    connection.execute(mine.values(**kept, recovery_hashes=hashes))
    audit.note(connection, actor, Action.SECOND_FACTOR_SET, now, f"person:{person_id}")
    return codes


def remove_second_factor(connection: Connection, person_id: str, now: datetime, actor: Actor) -> None:
    """Have the person's password be enough again, where app and recovery codes are lost."""
    gone = {"sealed_secret": None, "code_step": None, "recovery_hashes": None}
    connection.execute(update(PersonRow).where(PersonRow.id == person_id).values(**gone))
    audit.note(connection, actor, Action.SECOND_FACTOR_REMOVED, now, f"person:{person_id}")
