"""The funnel: how many contacts of a line and day stand where. Each is in exactly one place, so that it adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, case, func, null, or_, select

from app.errors import BadInput
from app.lines import Line
from app.outreach.cells import Cell, Standing, cell
from app.outreach.settling import CASE_COLUMNS, NEWEST_SEND, case_of
from app.records.contacts import Contact, Invitation
from app.records.outreach import Send
from app.records.responses import Response

APART = {"walk_in": "walk_ins", "test": "tests"}
"""Parts that are counted beside the funnel, and what they are called together."""

STEPS: Mapping[str, Callable[[Cell], bool]] = {
    "asked": lambda one: one.part != "not_asked",
    "went_out": lambda one: one.went_out,
    "offered": lambda one: one.offered,
    "started": lambda one: one.started,
    "answered": lambda one: one.answered,
    "complete": lambda one: one.word == "complete",
}
"""How far contacts came, in the order of the way."""

Offer = tuple[str | None, str | None]
"""Queue and agent key."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Of the contacts that were to be handed over, how many were and how many were not."""

    yes: int
    no: int


@dataclass(frozen=True)
class Funnel:
    """Contacts by cell. Two are added by ``+``."""

    cells: Counter[Cell] = field(default_factory=Counter)

    def __add__(self, other: Funnel) -> Funnel:
        return Funnel(self.cells + other.cells)

    @property
    def contacts(self) -> int:
        """All but walk-ins and tests; the sum of ``not_asked``, ``open`` and ``ended``."""
        return sum(count for one, count in self.cells.items() if _counts(one))

    @property
    def apart(self) -> Mapping[str, int]:
        """Walk-ins and tests, which are no part of the rest."""
        parts: Counter[str] = Counter()
        for one, count in self.cells.items():
            parts[one.part] += count
        return {name: parts[part] for part, name in APART.items()}

    @property
    def steps(self) -> Mapping[str, int]:
        """How many came how far."""
        return {
            name: sum(count for one, count in self.cells.items() if _counts(one) and passed(one))
            for name, passed in STEPS.items()
        }

    def words(self, part: str) -> Mapping[str, int]:
        """The counts of one part by word, in the alphabet's order: ``not_asked``, ``open`` or ``ended``."""
        found: Counter[str] = Counter()
        for one, count in self.cells.items():
            if one.part == part:
                found[one.word] += count
        return dict(sorted(found.items()))

    @property
    def left_at(self) -> Mapping[int, int]:
        """Of those who broke off or left a partial response, how many left at which question, by its number."""
        found: Counter[int] = Counter()
        for one, count in self.cells.items():
            if one.left_at is not None and _counts(one):
                found[one.left_at] += count
        return dict(sorted(found.items()))

    @property
    def cases(self) -> Mapping[tuple[str, bool], int]:
        """Contacts that are no longer open, by decision or disposition and whether they were drawn."""
        found: Counter[tuple[str, bool]] = Counter()
        for one, count in self.cells.items():
            if one.part in {"not_asked", "ended"}:
                found[one.word, one.drawn] += count
        return found

    @property
    def handed_over(self) -> Mapping[Offer, HandedOver]:
        """Who was handed over, by queue and agent."""
        yes: Counter[Offer] = Counter()
        no: Counter[Offer] = Counter()
        for one, count in self.cells.items():
            if one.handed_over is not None and _counts(one):
                (yes if one.handed_over else no)[one.queue, one.agent_key] += count
        keys = sorted(yes.keys() | no.keys(), key=lambda offer: tuple(part or "" for part in offer))
        return {key: HandedOver(yes[key], no[key]) for key in keys}


def _counts(one: Cell) -> bool:
    return one.part not in APART


def funnel(
    connection: Connection, line: Line, day: date, *, units: frozenset[str] | None = None, agents: bool = False
) -> Funnel:
    """The contacts of a line that were first heard of on a local day of its agency; with ``units`` only those of these.

    Queues are told of those alone who were to be handed over, and so are agents, if they are asked for.
    """
    theirs = () if units is None else (Contact.organizational_unit.in_(sorted(units)),)
    return funnel_between(connection, line.id, *bounds(line, day), *theirs, agents=agents)


def funnel_between(
    connection: Connection,
    line_id: str,
    since: datetime,
    before: datetime,
    *conditions: ColumnElement[bool],
    agents: bool = False,
) -> Funnel:
    """As ``funnel``, of the time from ``since`` up to ``before``; ``conditions`` on contacts leave some out."""
    offers = _offers(line_id, since, before, agents=agents).where(*conditions)
    return Funnel(Counter(dict(_cells(connection.execute(_counted(offers))))))


def days(since: date, until: date) -> Iterator[date]:
    """Every day from ``since`` to ``until``, both included."""
    return (since + timedelta(days=number) for number in range((until - since).days + 1))


def bounds(line: Line, day: date) -> tuple[datetime, datetime]:
    """When a local day of a line's agency begins, and when the next one does. Raises BadInput out of the calendar."""
    zone = ZoneInfo(line.time_zone)
    try:
        begins = [datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1))]
    except OverflowError as error:
        raise BadInput(f"{day}: lies outside the calendar") from error
    return begins[0], begins[1]


def _cells(rows: Any) -> Iterator[tuple[Cell, int]]:
    found: Counter[Cell] = Counter()
    for row in rows:
        found[cell(_standing(row))] += row.contacts
    return iter(found.items())


def _standing(row: Row[Any]) -> Standing:
    own = {name: getattr(row, name) for name in Standing._fields if name != "case"}
    own |= {name: bool(own[name]) for name in ("drawn", "test", "completed")}
    return Standing(**own, case=None if row.kind is None else case_of(row))


def _counted(found: Any) -> Any:
    """Contacts with their first offers, as many as have the same columns in one row."""
    offers = found.subquery()
    columns = [column for column in offers.c if column.name != "rank"]
    return select(*columns, func.count().label("contacts")).where(offers.c.rank == 1).group_by(*columns)


def _offers(line_id: str, since: datetime, before: datetime, *, agents: bool) -> Any:
    """Each contact with its offers. The first in rank counts: one that was answered before one that was replaced."""
    replaced = case((Invitation.final == "superseded", 1), else_=0)
    silent = case((Response.id.is_(None), 1), else_=0)
    answers = func.coalesce(Response.answered_count, 0).desc()
    on_the_phone = or_(Invitation.kind == "direct", Response.entry == "handed_over")
    order = (replaced, silent, answers, Invitation.created_at, Invitation.id, Response.id)
    return (
        select(
            Contact.reported_by,
            Contact.decision,
            or_(Contact.draw.is_(None), Contact.draw < Contact.draw_probability).label("drawn"),
            or_(func.coalesce(Contact.test, False), func.coalesce(Response.test, False)).label("test"),
            Response.entry,
            Invitation.final,
            func.coalesce(Response.asked_count, 0).label("asked_count"),
            (func.coalesce(Invitation.disposition, "") == "completed").label("completed"),
            case((on_the_phone, Contact.queue)).label("queue"),
            (case((on_the_phone, Contact.agent_key)) if agents else null()).label("agent_key"),
            *CASE_COLUMNS,
            func.row_number().over(partition_by=Contact.id, order_by=order).label("rank"),
        )
        .select_from(Contact)
        .outerjoin(Invitation, Invitation.contact_id == Contact.id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .outerjoin(Send, NEWEST_SEND)
        .where(Contact.line_id == line_id, Contact.created_at >= since, Contact.created_at < before)
    )
