"""The files of people: ordered, looked at, taken away and taken back; each sees their own, an administrator all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row

from app.access import audit
from app.access.audit import Action, Actor
from app.access.columns import columns_for
from app.access.people import Person
from app.access.roles import Permission
from app.errors import BadInput
from app.files.asking import may_have
from app.reporting.orders import taking
from app.reporting.orders.order import REPORT, BoundOrder, Order
from app.runtime import Runtime

log = structlog.get_logger()

PAGE = 25


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody at their files: who, and from where."""

    runtime: Runtime
    person: Person
    actor: Actor

    @property
    def account(self) -> str:
        """The name under which their files are kept."""
        return f"person:{self.person.id}"

    @property
    def sees(self) -> str | None:
        """Whose files they see; None for everybody's."""
        return None if self.person.may(Permission.PEOPLE_WRITE) else self.account


def order(owner: Owner, asked: Order, key: str) -> Row[Any]:
    """The file that somebody orders, bound to what they may see. The same order with the same ``key`` gives the same.

    Raises BadInput where it would hold more.
    """
    may = columns_for(owner.person.permissions)
    if asked.identifying and not may.identifying:
        raise BadInput("You may not take identifying columns away.")
    if asked.format == REPORT and not may_have(owner.person, REPORT):
        raise BadInput("You may not see results, which is what a report holds.")
    bound = BoundOrder.bind(asked, owner.person.access.units, comments=may.comments)
    row = taking.take(owner.runtime, bound, owner.account, f"form:{key}\n{bound.model_dump_json()}")
    _note(owner, Action.FILE_ORDERED, row)
    return row


def listed(owner: Owner, before: tuple[datetime, str] | None) -> Sequence[Row[Any]]:
    """A page of the files that somebody sees, newest first."""
    return taking.listed(owner.runtime, owner.sees, PAGE, before)


def find(owner: Owner, file_id: str) -> Row[Any] | None:
    """The file of that id; None where there is none, or it is not theirs to see."""
    return taking.find(owner.runtime, file_id, owner.sees)


def may_fetch(person: Person, row: Row[Any]) -> bool:
    """Whether what the file holds is still theirs to see: they may have been given less since it was ordered."""
    may, units = columns_for(person.permissions), person.access.units
    still = taking.order_of(row).within(units, identifying=may.identifying, comments=may.comments)
    return still and may_have(person, row.format)


def fetched(owner: Owner, row: Row[Any]) -> Path:
    """Where the finished file lies, for somebody who takes it away now. Raises BadInput with why not."""
    if not may_fetch(owner.person, row):
        raise BadInput("This file holds more than you may see now; please have it made again.")
    if taking.expired(row, taking.moment(owner.runtime)):
        raise BadInput("This file is not kept any more; please have it made again.")
    path = taking.place(owner.runtime, row.id).resolve()
    if row.state != "done" or not path.is_file():
        if row.state == "done":
            log.error(
                "a finished file is not in DATA_DIR; do web and who made it share it?", file=row.id, path=str(path)
            )
        raise BadInput("This file cannot be fetched.")
    _note(owner, Action.EXPORTED, row)
    return path


def take_back(owner: Owner, file_id: str) -> Row[Any] | None:
    """The file after it was cancelled, or removed where it was done; None where it is not theirs."""
    row = find(owner, file_id)
    if row is None:
        return None
    _note(owner, Action.FILE_TAKEN_BACK, row)
    return taking.take_back(owner.runtime, file_id, row.requested_by)


def _note(owner: Owner, action: Action, row: Row[Any]) -> None:
    now = taking.moment(owner.runtime)
    with owner.runtime.database.begin() as connection:
        audit.note(
            connection,
            owner.actor,
            action,
            now,
            f"file:{row.id}",
            format=row.format,
            name=row.name,
            order=row.parameters,
        )
