"""Registers: what the records say of the people and lines of a batch of contacts, in a handful of look-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.clearances.approvals import said_by
from app.clearances.counting import standings
from app.clearances.standing import Standing
from app.lines import Line
from app.outreach.eligibility import ClearanceUse
from app.outreach.numbers import Learned
from app.outreach.planning import Plan
from app.records.contacts import WRONG_PERSON, OptOut
from app.records.outreach import LastAsked, UnfitNumber


class Person(NamedTuple):
    """A person as quarantine knows them."""

    agency: str
    respondent_key: str


@dataclass(frozen=True, slots=True)
class Registers:
    """What was found for a batch."""

    opted_out: Collection[str]
    """Respondent keys."""
    unfit: Mapping[str, Learned]
    last_asked: dict[Person, datetime]
    clearances: Mapping[str, ClearanceUse]
    """By line."""


def look_up(connection: Connection, plans: Sequence[Plan], now: datetime, zone: ZoneInfo) -> Registers:
    """What the records say about the contacts of a batch; ``zone`` is the agency's, for the years of clearances."""
    people = {plan.respondent for plan in plans if plan.respondent is not None}
    agencies = {plan.line.agency for plan in plans}
    out = select(OptOut.respondent_key, OptOut.how).where(OptOut.respondent_key.in_(people), OptOut.lifted.is_(False))
    said = connection.execute(out).all()
    theirs: dict[str, Learned] = {row.respondent_key: "wrong_number" for row in said if row.how == WRONG_PERSON}
    unfit = select(UnfitNumber.respondent_key, UnfitNumber.why).where(UnfitNumber.respondent_key.in_(people))
    asked = select(LastAsked).where(LastAsked.agency.in_(agencies), LastAsked.respondent_key.in_(people))
    return Registers(
        frozenset(row.respondent_key for row in said),
        {row.respondent_key: cast("Learned", row.why) for row in connection.execute(unfit)} | theirs,
        {Person(row.agency, row.respondent_key): row.asked_at for row in connection.execute(asked)},
        _uses(connection, {plan.line for plan in plans}, now, zone),
    )


def _uses(connection: Connection, lines: Collection[Line], now: datetime, zone: ZoneInfo) -> dict[str, ClearanceUse]:
    found = standings(connection, said_by(lines), now, zone)
    return {line.id: _use(found[line.clearance.control_number], now) for line in lines if line.clearance is not None}


def _use(standing: Standing, now: datetime) -> ClearanceUse:
    approval = standing.approval
    return ClearanceUse(approval.valid_through, approval.limit, standing.used, standing.factor(now))


@dataclass(frozen=True, slots=True)
class Claim:
    """That a person is asked now, on condition that they rested since ``rested_since``, if that is not None."""

    person: Person
    rested_since: datetime | None
    contact_id: str


def claim(connection: Connection, claims: Iterable[Claim], now: datetime) -> set[str]:
    """Put down that people are asked now; the contacts whose person was asked in between, by another report.

    Two reports at once cannot both pass. Of several claims on one person each is looked at as if the ones before it
    were put down already.
    """
    by_person: dict[Person, list[Claim]] = defaultdict(list)
    for one in claims:
        by_person[one.person].append(one)
    refused: set[str] = set()
    moved: list[dict[str, Any]] = []
    for row in _marks(connection, [by_person[person][0] for person in sorted(by_person)], now):
        asked_at, asked_by = row.asked_at, row.contact_id
        for one in by_person[Person(row.agency, row.respondent_key)]:
            if one.rested_since is None or asked_at < one.rested_since:
                asked_at, asked_by = now, one.contact_id
            elif one.contact_id != asked_by:
                refused.add(one.contact_id)
        if asked_by != row.contact_id:
            moved.append({"of": row.agency, "whose": row.respondent_key, "at": asked_at, "by": asked_by})
    if moved:
        connection.execute(_MOVING, moved)
    return refused


def _marks(connection: Connection, firsts: Sequence[Claim], now: datetime) -> Sequence[Row[Any]]:
    """The mark of each person, locked, in the order of the claims; whoever had none gets that of the claim."""
    rows = [{**one.person._asdict(), "asked_at": now, "contact_id": one.contact_id} for one in firsts]
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(LastAsked)
    # One that stands is written as it is: that locks it.
    keys = {"agency": insert.excluded.agency}
    marks = insert.on_conflict_do_update(index_elements=["agency", "respondent_key"], set_=keys)
    return connection.execute(marks.returning(*LastAsked.__table__.columns), rows).all() if rows else []


_MOVING = (
    update(LastAsked)
    .where(LastAsked.agency == bindparam("of"), LastAsked.respondent_key == bindparam("whose"))
    .values(asked_at=bindparam("at"), contact_id=bindparam("by"))
)
