"""``/funnel``: where the contacts of each line and day stand, and what was spent."""

from __future__ import annotations

from typing import Self

from flask import Response
from pydantic import BaseModel, ConfigDict, model_validator

from app.access.scopes import Scope
from app.lines import Line
from app.outreach.accounts import Account, account
from app.outreach.funnel import days
from app.reporting.figures.outcome_rates import letters
from app.reporting.imports.row_types import Day
from app.reporting.orders.order import Word
from app.web.api.bearer_guard import need
from app.web.api.doors import Door, answer, runtime
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

    Each contact stands in exactly one place, on the day on which it was first heard of.
    """
    if query.agents:
        need(Scope.EXPORTS_IDENTIFYING)
    items = []
    for line in lines_of(query):
        for day in days(query.since, query.until):
            with runtime().database.read() as connection:
                told, funnel = account(connection, line, day, day, agents=query.agents)
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
