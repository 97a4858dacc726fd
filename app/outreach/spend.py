"""Spend: what the sends of a line cost on a day, by what became of them, and what its replies to texts cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from app.lines import Line
from app.outreach.funnel import bounds
from app.records.contacts import Contact, Invitation, Message
from app.records.money import summed_dollars
from app.records.outreach import SEND_STATES, Send
from app.records.responses import Response

NEVER_TAKEN = ("claimed", "refused", "unknown")
"""States of a send that the provider did not take, or not for all we know: they cost nothing."""

FREE = ("busy", "no_answer", "canceled", "failed")
"""States in which a send without a price costs nothing."""


Conditions = tuple[ColumnElement[bool], ...]

REPLY = "in_reply"
"""The outcome of what answered a text within a conversation, of which the provider reports nothing."""


@dataclass(frozen=True, slots=True)
class Spend:
    """Sends of one kind that ended alike, or replies.

    A send costs what the line's settings said when it was sent, a reply what they say now.
    """

    door: str
    outcome: str
    """The state of the sends, or ``REPLY``."""
    sends: int
    segments: int
    """Of texts, as they are billed."""
    minutes: int
    """Of calls, each begun minute counted."""
    dollars: float
    unpriced: int
    """Sends whose price is not known: the line had none set, or the call has not been reported as over."""


def spend(connection: Connection, line: Line, day: date, units: frozenset[str] | None = None) -> list[Spend]:
    """What the provider took of a line on a local day of its agency, texts and calls, by outcome; then its replies.

    With ``units`` only what was sent to contacts of these organizational units, or within responses of these.
    """
    return [priced(one, line) for one in spend_between(connection, line.id, *bounds(line, day), units)]


def spend_between(
    connection: Connection, line_id: str, since: datetime, before: datetime, units: frozenset[str] | None = None
) -> list[Spend]:
    """As ``spend``, of the time from ``since`` up to ``before``; replies cost nothing before they are ``priced``."""
    sent, replied = _of_units(units)
    sends = [Spend(*row) for row in connection.execute(_summed(line_id, since, before).where(*sent))]
    return [*sends, *_replies(connection, line_id, since, before, *replied)]


def _of_units(units: frozenset[str] | None) -> tuple[Conditions, Conditions]:
    """The conditions of sends, and of texts that came in, that belong to these organizational units."""
    if units is None:
        return (), ()
    named = sorted(units)
    contacts = select(Contact.id).where(Contact.organizational_unit.in_(named))
    sent = Send.invitation_id.in_(select(Invitation.id).where(Invitation.contact_id.in_(contacts)))
    replied = Message.response_id.in_(select(Response.response_id).where(Response.organizational_unit.in_(named)))
    return (sent,), (replied,)


def priced(one: Spend, line: Line) -> Spend:
    """Replies with what they cost by the line's settings; anything else as it is."""
    price = line.outreach.prices.segment
    if one.outcome != REPLY:
        return one
    if price is None:
        return replace(one, unpriced=one.sends)
    return replace(one, dollars=round(one.segments * price, 6))


def _summed(line_id: str, since: datetime, before: datetime) -> Any:
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
            summed_dollars(Send.price),
            func.sum(case((Send.price.is_(None) & Send.state.not_in(FREE), 1), else_=0)),
        )
        .where(Send.state.in_(taken), Send.claimed_at >= since, Send.claimed_at < before, Send.line_id == line_id)
        .group_by(Send.door, Send.state)
        .order_by(Send.door, Send.state)
    )


def _replies(
    connection: Connection, line_id: str, since: datetime, before: datetime, *conditions: ColumnElement[bool]
) -> list[Spend]:
    """What answered the texts that came in, in one row; none without any. Unpriced are those of unknown length."""
    answered = (Message.line_id == line_id, Message.at >= since, Message.at < before, Message.reply != "")
    counted = select(func.count(), func.sum(Message.segments), func.count(Message.segments)).where(
        *answered, *conditions
    )
    count, segments, sized = connection.execute(counted).one()
    return [Spend("text", REPLY, count, segments or 0, 0, 0.0, count - sized)] if count else []
