"""Spend: what the sends of a line cost on a day, by what became of them.

Replies within a conversation are no sends and not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, select

from app.lines import Line
from app.outreach.funnel import bounds
from app.records.outreach import SEND_STATES, Send

NEVER_TAKEN = ("claimed", "refused", "unknown")
"""States of a send that the provider did not take, or not for all we know: they cost nothing."""

FREE = ("busy", "no_answer", "canceled", "failed")
"""States in which a send without a price costs nothing."""


@dataclass(frozen=True, slots=True)
class Spend:
    """Sends of one kind that ended alike. Prices are those of the line's settings when it was sent."""

    door: str
    outcome: str
    """The state of the sends."""
    sends: int
    segments: int
    """Of texts, as they are billed."""
    minutes: int
    """Of calls, each begun minute counted."""
    dollars: float
    unpriced: int
    """Sends whose price is not known: the line had none set, or the call has not been reported as over."""


def spend(connection: Connection, line: Line, day: date) -> list[Spend]:
    """What the provider took of a line on a local day of its agency, texts and calls, by outcome."""
    return [Spend(*row) for row in connection.execute(_summed(line, day))]


def _summed(line: Line, day: date) -> Any:
    since, before = bounds(line, day)
    # All states by name, so that the index that begins with the state is used.
    taken = [state for state in SEND_STATES if state not in NEVER_TAKEN]
    begun_minutes = (func.coalesce(Send.seconds, 0) + 59) // 60
    return (
        select(
            Send.door,
            Send.state,
            func.count(),
            func.coalesce(func.sum(Send.segments), 0),
            func.sum(begun_minutes),
            func.coalesce(func.sum(Send.price), 0.0),
            func.sum(case((Send.price.is_(None) & Send.state.not_in(FREE), 1), else_=0)),
        )
        .where(Send.state.in_(taken), Send.claimed_at >= since, Send.claimed_at < before, Send.line_id == line.id)
        .group_by(Send.door, Send.state)
        .order_by(Send.door, Send.state)
    )
