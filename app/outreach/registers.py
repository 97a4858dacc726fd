"""Registers: what the records say of the people and lines of a batch of contacts, in a handful of look-ups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, text, true
from sqlalchemy.dialects import postgresql, sqlite

from app.lines import Line
from app.outreach.eligibility import ClearanceUse
from app.outreach.numbers import Learned
from app.outreach.planning import Plan, today
from app.records.contacts import OptOut
from app.records.outreach import LastAsked, UnfitNumber
from app.records.responses import Response


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


def look_up(connection: Connection, plans: Sequence[Plan], now: datetime) -> Registers:
    """What the records say about the contacts of a batch."""
    people = {plan.respondent for plan in plans if plan.respondent is not None}
    agencies = {plan.line.agency for plan in plans}
    out = select(OptOut.respondent_key).where(OptOut.respondent_key.in_(people), OptOut.lifted.is_(False))
    unfit = select(UnfitNumber.respondent_key, UnfitNumber.why).where(UnfitNumber.respondent_key.in_(people))
    asked = select(LastAsked).where(LastAsked.agency.in_(agencies), LastAsked.respondent_key.in_(people))
    return Registers(
        frozenset(connection.execute(out).scalars()),
        {row.respondent_key: cast("Learned", row.why) for row in connection.execute(unfit)},
        {Person(row.agency, row.respondent_key): row.asked_at for row in connection.execute(asked)},
        {line.id: use for line in {plan.line for plan in plans} if (use := _use(connection, line, now)) is not None},
    )


def _use(connection: Connection, line: Line, now: datetime) -> ClearanceUse | None:
    """How far a line's clearance is used up. No more responses are counted than were approved."""
    clearance = line.clearance
    if clearance is None:
        return None
    used = 0
    if clearance.approved_responses:
        begins = clearance_year(clearance.issued or clearance.expires + timedelta(days=1), today(line, now))
        since = datetime(begins.year, begins.month, begins.day, tzinfo=ZoneInfo(line.time_zone))
        # Written out, since a database only uses the index that holds these where it sees that it may.
        given = text(f"answered_count > 0 and test is {'0' if connection.dialect.name == 'sqlite' else 'false'}")
        mine = select(true()).where(
            Response.clearance == clearance.control_number, Response.created_at >= since.astimezone(UTC), given
        )
        counted = select(func.count()).select_from(mine.limit(clearance.approved_responses).subquery())
        used = connection.execute(counted).scalar_one()
    return ClearanceUse(clearance.expires, clearance.approved_responses, used)


def clearance_year(anniversary: date, day: date) -> date:
    """The first day of the year, from one anniversary to the next, that a day lies in; 29 February counts as 28."""
    if (anniversary.month, anniversary.day) == (2, 29):
        anniversary = anniversary.replace(day=28)
    begins = anniversary.replace(year=day.year)
    return begins if begins <= day else begins.replace(year=day.year - 1)


@dataclass(frozen=True, slots=True)
class Claim:
    """That a person is asked now, on condition that they rested since ``rested_since``, if that is not None."""

    person: Person
    rested_since: datetime | None
    contact_id: str


def claim(connection: Connection, claims: Iterable[Claim], now: datetime) -> set[str]:
    """Put down that people are asked now, each in one step; the contacts whose person was asked in between.

    Two reports at once cannot both pass: a row that was asked since is left alone. Each person comes once.
    """
    refused: set[str] = set()
    by_cutoff: dict[datetime | None, list[Claim]] = {}
    for one in sorted(claims, key=lambda claim: claim.person):
        by_cutoff.setdefault(one.rested_since, []).append(one)
    for cutoff, group in by_cutoff.items():
        rows = [{**one.person._asdict(), "asked_at": now, "contact_id": one.contact_id} for one in group]
        passed = set(connection.execute(_claiming(connection.dialect.name, cutoff), rows).scalars())
        refused |= {one.contact_id for one in group} - passed
    return refused


def _claiming(dialect: str, cutoff: datetime | None) -> Any:
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(LastAsked)
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=["agency", "respondent_key"],
        set_={"asked_at": new.asked_at, "contact_id": new.contact_id},
        where=true() if cutoff is None else LastAsked.asked_at < cutoff,
    ).returning(LastAsked.contact_id)
