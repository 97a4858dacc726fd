"""Looking up: what became of texts and calls that the provider took a while ago, and of which it told no end.

The provider's lists are read by the time of sending, so a state that comes long after it stands in none of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, update

from app.line_outreach import LONGEST_WITHIN
from app.outreach import deliveries
from app.outreach.deliveries import RANKS, Report, by_machine, call_state, text_state
from app.outreach.one_by_one import one_by_one
from app.outreach.sending import Desk
from app.records.contacts import Invitation
from app.records.days import mark_invitations
from app.records.outreach import Send
from app.telephony.listing import Listed, call_now, text_now

OPEN_STATES = ("queued", "sent", "ringing", "answered")
"""States of a send that the provider has, and that another is to follow."""

SILENT_FOR = timedelta(minutes=10)
"""After so long without a word it is asked; until then callbacks and lists tell."""
OFTEN_FOR = timedelta(hours=1)
"""How long after its claim a send is looked up often; then as rarely as once in so long."""
MOST_AT_ONCE = 50
"""Sends looked up in one round, each by a request of its own: those first that nobody heard of for longest."""
_LONGEST = timedelta(seconds=LONGEST_WITHIN) + timedelta(hours=25)
"""No session of a text is open for longer after its claim."""


def look_up(desk: Desk, now: datetime) -> int:
    """Ask what became of sends that have had no word for a while, up to ``MOST_AT_ONCE``; how many had moved.

    Each is asked for until its end is known, or its invitation has its disposition. Raises Away.
    """
    with desk.database.read() as connection:
        silent = connection.execute(_silent(now)).all()
    return one_by_one(silent, partial(_look_up, desk, now), what="a silent send", name=lambda send: send.sid)


def _silent(now: datetime) -> Any:
    return (
        select(Send)
        .join(Invitation, Invitation.id == Send.invitation_id)
        .where(
            Send.state.in_(OPEN_STATES),
            Send.claimed_at.between(now - _LONGEST, now - SILENT_FOR),
            Send.sid.is_not(None),
            unheard_for(SILENT_FOR, now),
            Invitation.final.is_(None),
        )
        .order_by(Send.updated_at)
        .limit(MOST_AT_ONCE)
    )


def _look_up(desk: Desk, now: datetime, send: Row[Any]) -> bool:
    """Ask for one send and put down what is new; whether anything was."""
    note(desk, send, now)
    item = (text_now if send.door == "text" else call_now)(desk.provider, send.sid)
    report = report_of(item)
    if RANKS[report.state] <= RANKS[send.state]:
        return False
    with desk.database.begin() as connection:
        return deliveries.apply(connection, desk.clerk.lines, report, now)


def unheard_for(least: timedelta, now: datetime) -> ColumnElement[bool]:
    """Sends that nobody heard of, or looked up, for at least so long; an old one for ``OFTEN_FOR``."""
    is_young = Send.claimed_at > now - OFTEN_FOR
    return or_(and_(is_young, Send.updated_at <= now - least), Send.updated_at <= now - OFTEN_FOR)


def note(desk: Desk, send: Row[Any], now: datetime, **changes: Any) -> None:
    """Put down that a send is looked up now, before anything can fail: the next round begins with others."""
    this = (Send.invitation_id == send.invitation_id) & (Send.attempt == send.attempt) & (Send.state == send.state)
    with desk.database.begin() as connection:
        connection.execute(update(Send).where(this).values(updated_at=now, **changes))
        mark_invitations(connection, [send.invitation_id])


def report_of(item: Listed) -> Report:
    """What an item of a list says of its send."""
    if item.kind == "call":
        state = call_state(item.status, item.answered_by)
        person = bool(item.answered_by) and not by_machine(item.answered_by)
    else:
        state, person = text_state(item.status), item.status == "delivered"
    return Report(state or "queued", item.sid, error_code=item.error_code, seconds=item.seconds, by_person=person)
