"""``/funnel``: where the contacts of each line and day stand, and what was spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Self

from flask import Response
from pydantic import BaseModel, ConfigDict, model_validator

from app.access.scopes import Scope
from app.lines import Line
from app.outreach.accounts import Account, OfferedBy, account
from app.outreach.funnel import days
from app.reporting.figures.outcome_rates import letters
from app.reporting.figures.small_numbers import LEAST_OF_AN_AGENT, Sum, shown
from app.reporting.imports.row_types import Day
from app.reporting.orders.order import Word
from app.web.api.bearer_guard import need
from app.web.api.doors import Door, answer, bearer, runtime
from app.web.api.problems import Problem

door = Door("funnel")

MOST_DAYS = 31


class FunnelDay(Account):
    """The contacts of a line on one local day of its agency."""

    aapor: dict[str, int]
    """Contacts that are no longer open, by AAPOR's letters."""


class FunnelDays(BaseModel):
    """One item for each line and day."""

    items: list[FunnelDay]


class Days(BaseModel):
    """Which line and days; both days are included, of each line's own agency."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    since: Day
    until: Day
    line: Word | None = None
    """Left out: all lines."""

    @model_validator(mode="after")
    def _at_most_a_month(self) -> Self:
        if not 0 <= (self.until - self.since).days < MOST_DAYS:
            raise ValueError(f"until has to lie within {MOST_DAYS} days from since")
        return self


class FunnelAsked(Days):
    """Which funnel."""

    agents: bool = False
    """One row of ``handed_over`` for each agent too; needs the scope ``exports:identifying``."""


@door.operation("GET", "/funnel", scope=Scope.OUTREACH_READ, query=FunnelAsked, answers={200: FunnelDays})
def show_funnel(query: FunnelAsked) -> Response:
    """Tell where contacts stand, line by line and day by day.

    Each contact stands in exactly one place, on the day on which it was first heard of. A token that has units is told
    of contacts of these alone, and of agents with 10 contacts or more.
    """
    if query.agents:
        need(Scope.EXPORTS_IDENTIFYING)
    items, units = [], bearer().units
    for line in lines_of(query):
        for day in days(query.since, query.until):
            with runtime().database.read() as connection:
                told, funnel = account(connection, line, day, day, units=units, agents=query.agents)
            if query.agents and units is not None:
                told.handed_over = with_enough_contacts(told.handed_over)
            items.append(FunnelDay(**told.model_dump(), aapor=letters(funnel.cases)))
    return answer(FunnelDays(items=items))


def lines_of(query: Days) -> list[Line]:
    """The lines that are asked for. Raises Problem where there is none of that id."""
    lines = runtime().lines
    if query.line is None:
        return list(lines.lines)
    if query.line not in lines.by_id:
        raise Problem("not-found", "no line has that id")
    return [lines.by_id[query.line]]


def with_enough_contacts(rows: Sequence[OfferedBy]) -> list[OfferedBy]:
    """The rows of agents with enough contacts; not one more, where the queue would give away an agent with fewer."""
    queues: dict[str | None, list[OfferedBy]] = defaultdict(list)
    for row in rows:
        queues[row.queue].append(row)
    return [row for of_queue in queues.values() for row in _listed(of_queue)]


def _listed(of_queue: Sequence[OfferedBy]) -> list[OfferedBy]:
    contacts = {("agent", row.agent_key): row.handed_over + row.not_handed_over for row in of_queue}
    whole = ("queue", of_queue[0].queue)
    total, unknown = Sum(whole, tuple(contacts)), [cell for cell in contacts if cell[1] is None]
    cells = {**contacts, whole: sum(contacts.values())}
    may = shown(cells, [total], least=LEAST_OF_AN_AGENT, unlisted=unknown)
    return [row for row in of_queue if ("agent", row.agent_key) in may]
