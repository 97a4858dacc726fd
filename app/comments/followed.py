"""Follow-ups: who calls whom back, until when, and what came of it. Only where the caller agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import Connection, Row, select, update

from app.access import audit, people
from app.access.audit import Action, Actor
from app.access.people import Person
from app.access.roles import Permission
from app.comments.places import visible
from app.comments.wanted import agreed
from app.errors import BadInput
from app.lines import Lines
from app.masking import mask
from app.records.comment_work import CommentWork
from app.records.people import Person as PersonRow
from app.records.responses import Response
from app.records.upserts import insert_absent

LONGEST_OUTCOME = 2000
State = Literal["open", "done"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The follow-up of a response; ``state`` is None while there is none."""

    COLUMNS: ClassVar = (
        CommentWork.state,
        CommentWork.owner_id,
        CommentWork.due_on,
        CommentWork.outcome,
        CommentWork.version,
    )

    state: State | None
    owner_id: str | None
    owner: str | None
    due_on: date | None
    outcome: str | None
    version: int
    """That the form of a change carries, so that nobody undoes what they have not seen."""

    @classmethod
    def of(cls, row: Row[Any], names: Mapping[str, str]) -> FollowUp:
        """That of a row with ``COLUMNS``, which are null where nobody did anything."""
        owner = None if row.owner_id is None else names.get(row.owner_id)
        return cls(row.state, row.owner_id, owner, row.due_on, row.outcome, row.version or 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What a follow-up is to become. Raises BadInput for one that nobody does, or that ends without a word."""

    state: State
    owner_id: str
    due_on: date | None
    outcome: str
    version: int

    def __post_init__(self) -> None:
        if self.state == "done" and not self.outcome:
            raise BadInput("Please say what came of it, so that others need not ask again.")
        if len(self.outcome) > LONGEST_OUTCOME:
            raise BadInput(f"The outcome has more than {LONGEST_OUTCOME} characters.")


class ChangedMeanwhile(BadInput):
    """Somebody else changed it after the form was read."""


def follow_up(
    connection: Connection, lines: Lines, whom: Person, response_id: str, change: Change, now: datetime, actor: Actor
) -> bool:
    """Change the follow-up of a response; False where ``whom`` may see no such response.

    Personal data in the outcome is masked before it is kept. Raises BadInput, ChangedMeanwhile.
    """
    which = visible(response_id, whom.access.units)
    query = select(agreed(lines).label("agreed"), Response.organizational_unit.label("unit")).where(*which)
    response = connection.execute(query.with_for_update(of=Response)).first()
    if response is None:
        return False
    if not response.agreed:
        raise BadInput("The caller did not agree to be called back.")
    row = {"response_id": response_id, "flagged": False, "version": 0, "updated_at": now}
    insert_absent(connection, CommentWork, [row])
    owner = people.by_id(connection, change.owner_id)
    if owner is None or not _may_own(owner, response.unit):
        raise BadInput("Please choose somebody who may follow up in this unit.")
    values: dict[str, Any] = {
        "state": change.state,
        "owner_id": change.owner_id,
        "due_on": change.due_on,
        "outcome": mask(change.outcome).words or None,
    }
    this = (CommentWork.response_id == response_id) & (CommentWork.version == change.version)
    done = connection.execute(
        update(CommentWork).where(this).values(**values, version=change.version + 1, updated_at=now)
    )
    if not done.rowcount:
        raise ChangedMeanwhile(
            "Somebody else changed this follow-up meanwhile. Please look at it, then change it again."
        )
    due = None if change.due_on is None else change.due_on.isoformat()
    told = {"state": change.state, "owner": change.owner_id, "due": due}
    audit.note(connection, actor, Action.FOLLOWED_UP, now, f"response:{response_id}", **told)
    return True


def owners(connection: Connection, unit: str | None) -> list[Person]:
    """Who may follow up in a unit, by mail address."""
    return [one for one in people.listed(connection) if _may_own(one, unit)]


def names_of(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The names of people by their id."""
    found = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids))
    return {row.id: row.name for row in connection.execute(found)}


def _may_own(one: Person, unit: str | None) -> bool:
    return not one.disabled and one.may(Permission.FOLLOW_UPS_WRITE) and one.sees_unit(unit)
