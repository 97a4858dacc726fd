"""Accounts: the funnel and the spend of a line over some days, as programs read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from app.lines import Line
from app.outreach.funnel import Funnel, days, funnel
from app.outreach.spend import Spend, spend


class SpentOn(BaseModel):
    """What sends of one kind that ended alike cost, or the replies to texts."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    door: str
    outcome: str
    """What became of the sends; ``in_reply`` for what answered texts within a conversation."""
    sends: int
    segments: int
    minutes: int
    """Each begun minute of a call counts."""
    dollars: float
    unpriced: int
    """Sends whose price is not known."""


class OfferedBy(BaseModel):
    """Of the contacts of one queue and agent that were to be handed over, how many were and were not."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    queue: str | None
    agent_key: str | None
    """None unless agents were asked for."""
    handed_over: int
    not_handed_over: int


class Account(BaseModel):
    """Where the contacts of a line stand that were first heard of on some local days of its agency."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    line: str
    since: date
    until: date
    contacts: int
    """Walk-ins and tests left out; the sum of all of ``not_asked``, ``open`` and ``ended``."""
    not_asked: dict[str, int]
    """By the first reason."""
    open: dict[str, int]
    """Offers that have not ended, by the last thing that is known of them."""
    ended: dict[str, int]
    """By disposition."""
    steps: dict[str, int]
    """How many were asked; had it sent to them or were handed over; had the offer; replied or heard the welcome;
    answered a question; completed the survey."""
    left_at_question: dict[int, int]
    """Of those who broke off or left a partial response, how many left at which question."""
    handed_over: list[OfferedBy]
    walk_ins: int
    tests: int
    spend: list[SpentOn]


class Accounted(NamedTuple):
    """An account with the funnel that it tells of."""

    account: Account
    funnel: Funnel


def account(
    connection: Connection,
    line: Line,
    since: date,
    until: date,
    *,
    units: frozenset[str] | None = None,
    agents: bool = False,
) -> Accounted:
    """The account of a line from one local day to another, both included; ``agents``: one row for each of them too.

    ``units`` leaves out contacts of all other organizational units and of none, and what was spent on them.
    """
    whole = Funnel()
    spent: list[Spend] = []
    for day in days(since, until):
        whole += funnel(connection, line, day, units=units, agents=agents)
        spent += spend(connection, line, day, units)
    told = Account(
        line=line.id,
        since=since,
        until=until,
        contacts=whole.contacts,
        **{part: dict(whole.words(part)) for part in ("not_asked", "open", "ended")},
        steps=dict(whole.steps),
        left_at_question=dict(whole.left_at),
        handed_over=_offered_by(whole),
        **whole.apart,
        spend=summed(spent),
    )
    return Accounted(told, whole)


def _offered_by(whole: Funnel) -> list[OfferedBy]:
    return [
        OfferedBy(queue=queue, agent_key=agent, handed_over=counts.yes, not_handed_over=counts.no)
        for (queue, agent), counts in whole.handed_over.items()
    ]


def summed(spent: Iterable[Spend]) -> list[SpentOn]:
    """What was spent by door and outcome, in their order."""
    found: dict[tuple[str, str], SpentOn] = {}
    for one in spent:
        key = (one.door, one.outcome)
        nothing = SpentOn(door=one.door, outcome=one.outcome, sends=0, segments=0, minutes=0, dollars=0, unpriced=0)
        row = found.setdefault(key, nothing)
        row.sends += one.sends
        row.segments += one.segments
        row.minutes += one.minutes
        row.dollars = round(row.dollars + one.dollars, 6)
        row.unpriced += one.unpriced
    return [found[key] for key in sorted(found)]
