"""Schedules as people keep them: made, paused, resumed, sent now, deleted; their own, or all for administrators."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.access import audit
from app.access.audit import Action, Actor
from app.access.people import Person
from app.access.roles import Permission
from app.access.second_factor import SealedSecrets
from app.errors import BadInput
from app.masking import mask
from app.records.people import Person as PersonRow
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun
from app.runtime import Runtime
from app.schedules.calendar import next_due
from app.schedules.drafts import Draft

MOST_OF_ONE = 50
"""So many schedules one person may have."""
_SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 (marks a secret for those who search for leaked ones)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at work on schedules: who, from where and when."""

    runtime: Runtime
    person: Person
    actor: Actor
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Where it is seven o'clock."""
        return self.runtime.lines.reporting.zone

    @property
    def all_of_them(self) -> bool:
        """Whether the schedules of others are theirs too."""
        return self.person.may(Permission.PEOPLE_WRITE)


def create(desk: Desk, draft: Draft) -> tuple[str, str | None]:
    """The id of a new schedule, and the secret of its webhook, which is shown here and never again. Raises BadInput."""
    draft.check_for(desk.person, local_mode=desk.runtime.settings.local_mode)
    secret = None if draft.webhook is None else SECRET_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    sealed = None if secret is None else SealedSecrets(desk.runtime.settings.encryption_keys).seal(secret)
    row = {
        "id": secrets.token_hex(8),
        "name": draft.name,
        "owner_id": desk.person.id,
        "rhythm": draft.rhythm,
        "filters": dict(draft.filters),
        "attached": draft.attached,
        "mails": list(draft.mails),
        "webhook": draft.webhook,
        "sealed_secret": sealed,
        "next_at": next_due(draft.rhythm, desk.now, desk.zone),
        "created_at": desk.now,
    }
    with desk.runtime.database.begin() as connection:
        _refuse_too_many(connection, desk.person)
        connection.execute(insert(Schedule).values(**row))
        told = {name: row[name] for name in ("name", "rhythm", "attached", "mails", "webhook", "filters")}
        _note(connection, desk, Action.SCHEDULE_MADE, str(row["id"]), **told)
    return str(row["id"]), secret


def pause(desk: Desk, schedule_id: str) -> None:
    """Nothing of it is sent until it is resumed. Raises BadInput where it is not theirs."""
    with desk.runtime.database.begin() as connection:
        found = _theirs(connection, desk, schedule_id)
        if found.paused_at is None:
            _change(connection, schedule_id, paused_at=desk.now, paused_why=None)
            _note(connection, desk, Action.SCHEDULE_PAUSED, schedule_id, name=found.name)


def resume(desk: Desk, schedule_id: str) -> None:
    """It is sent again from the next due moment on; what was missed is not made up for. Raises BadInput."""
    with desk.runtime.database.begin() as connection:
        found = _theirs(connection, desk, schedule_id)
        if found.paused_at is not None:
            due = next_due(found.rhythm, desk.now, desk.zone)
            _change(connection, schedule_id, paused_at=None, paused_why=None, next_at=due)
            _note(connection, desk, Action.SCHEDULE_RESUMED, schedule_id, name=found.name)


def remove(desk: Desk, schedule_id: str) -> None:
    """Delete it with what is kept of its runs. Raises BadInput where it is not theirs."""
    with desk.runtime.database.begin() as connection:
        found = _theirs(connection, desk, schedule_id)
        connection.execute(delete(Schedule).where(Schedule.id == schedule_id))
        _note(connection, desk, Action.SCHEDULE_DELETED, schedule_id, name=found.name)


def send_now(desk: Desk, schedule_id: str) -> None:
    """Send the newest report to whoever asks, and to nobody else. Raises BadInput where it is not theirs."""
    with desk.runtime.database.begin() as connection:
        found = _theirs(connection, desk, schedule_id)
        run = {"id": secrets.token_hex(8), "schedule_id": schedule_id, "due_at": desk.now, "state": "due"}
        connection.execute(insert(ScheduleRun).values(**run, only_to=desk.person.email))
        _note(connection, desk, Action.SCHEDULE_SENT_NOW, schedule_id, name=found.name)


def listed(desk: Desk) -> Sequence[Row[Any]]:
    """Their schedules, or all, with the mail address of the owner, by name."""
    columns: list[Any] = [*Schedule.__table__.columns, PersonRow.email.label("owner")]
    shown = select(*columns).join(PersonRow, PersonRow.id == Schedule.owner_id)
    if not desk.all_of_them:
        shown = shown.where(Schedule.owner_id == desk.person.id)
    with desk.runtime.database.read() as connection:
        return connection.execute(shown.order_by(Schedule.name, Schedule.id)).all()


def one(desk: Desk, schedule_id: str) -> Row[Any]:
    """One of them. Raises BadInput where it is not theirs."""
    with desk.runtime.database.read() as connection:
        return _theirs(connection, desk, schedule_id)


def runs_of(desk: Desk, schedule_id: str, limit: int = 20) -> list[tuple[Row[Any], Sequence[Row[Any]]]]:
    """The newest runs of a schedule with their deliveries. Raises BadInput where it is not theirs."""
    with desk.runtime.database.read() as connection:
        _theirs(connection, desk, schedule_id)
        mine = select(ScheduleRun).where(ScheduleRun.schedule_id == schedule_id)
        runs = connection.execute(mine.order_by(ScheduleRun.due_at.desc()).limit(limit)).all()
        to = select(ScheduleDelivery).where(ScheduleDelivery.run_id.in_([run.id for run in runs]))
        deliveries = connection.execute(to.order_by(ScheduleDelivery.recipient)).all()
    return [(run, [one for one in deliveries if one.run_id == run.id]) for run in runs]


def _theirs(connection: Connection, desk: Desk, schedule_id: str) -> Row[Any]:
    found = connection.execute(select(Schedule).where(Schedule.id == schedule_id)).first()
    if found is None or not (desk.all_of_them or found.owner_id == desk.person.id):
        raise BadInput("There is no such schedule.")
    return found


def _refuse_too_many(connection: Connection, person: Person) -> None:
    count = select(func.count()).select_from(Schedule).where(Schedule.owner_id == person.id)
    if connection.execute(count).scalar_one() >= MOST_OF_ONE:
        raise BadInput(f"You have {MOST_OF_ONE} schedules already; please delete one first.")


def _change(connection: Connection, schedule_id: str, **values: Any) -> None:
    connection.execute(update(Schedule).where(Schedule.id == schedule_id).values(**values))


def _note(connection: Connection, desk: Desk, action: Action, schedule_id: str, **details: Any) -> None:
    details["name"] = mask(details["name"]).words
    audit.note(connection, desk.actor, action, desk.now, f"schedule:{schedule_id}", **details)
