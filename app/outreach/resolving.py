"""Resolving: what became of sends that nobody knows of, by the provider's list of what went to their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row, and_, or_, select

from app.line_outreach import Outreach
from app.lines import Lines
from app.outreach import deliveries
from app.outreach.claims import digest
from app.outreach.deliveries import Report, by_machine, call_state, text_state
from app.outreach.outcomes import not_sent
from app.outreach.sending import Desk
from app.records.contacts import Contact, Invitation
from app.records.outreach import Send
from app.telephony.listing import Listed, calls_to, texts_to

log = structlog.get_logger()

CLAIM_SETTLES = timedelta(seconds=90)
"""An older claim is on its way no longer, by START_WITHIN_SECONDS, the time-outs of the client and the list's delay."""
UNKNOWN_SETTLES = timedelta(seconds=30)
CLOCKS_DIFFER = timedelta(seconds=60)
MOST_AT_ONCE = 500


def resolve(desk: Desk, now: datetime) -> int:
    """Look in the provider's list for sends of which nobody knows whether it has them; how many were resolved.

    One that is there is taken for sent; one that is not is planned again. Raises Away, ProviderError.
    """
    with desk.database.read() as connection:
        open_sends = connection.execute(_unresolved(now)).all()
    for send in open_sends:
        number = desk.clerk.numbers.open(send.sealed_number)
        if number is None:
            log.error("alert: a send cannot be resolved without its number", invitation=send.invitation_id)
            continue
        _resolve(desk, send, (texts_to if send.door == "text" else calls_to)(desk.provider, number), now)
    return len(open_sends)


def _unresolved(now: datetime) -> Any:
    settled = or_(
        and_(Send.state == "claimed", Send.claimed_at <= now - CLAIM_SETTLES),
        and_(Send.state == "unknown", Send.updated_at <= now - UNKNOWN_SETTLES),
    )
    return (
        select(Send, Contact.sealed_number)
        .join(Invitation, Invitation.id == Send.invitation_id)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(settled, Invitation.final.is_(None))
        .order_by(Send.claimed_at)
        .limit(MOST_AT_ONCE)
    )


def _resolve(desk: Desk, send: Row[Any], listed: Sequence[Listed], now: datetime) -> None:
    lines = desk.clerk.lines
    line = lines.by_id.get(send.line_id)
    with desk.database.begin() as connection:
        found = _match(connection, send, _origin(lines, send), listed)
        if found is not None:
            named = replace(report_of(found), invitation=send.invitation_id, attempt=send.attempt)
            deliveries.apply(connection, lines, named, now)
        else:
            rules = Outreach() if line is None else line.outreach
            not_sent(connection, rules, send.invitation_id, send.attempt, None, now)
    log.info("send resolved", invitation=send.invitation_id, attempt=send.attempt, found=found is not None)


def _origin(lines: Lines, send: Row[Any]) -> str | None:
    """The number that it went out from; None where it was taken out of the lines file since."""
    sender, line = lines.by_sender.get(send.sender), lines.by_id.get(send.line_id)
    return (sender.number if sender is not None else None) or (line.number if line is not None else None)


def _match(connection: Connection, send: Row[Any], origin: str | None, listed: Sequence[Listed]) -> Listed | None:
    """The oldest text or call of the list that this send can be, and no other send is."""
    since = send.claimed_at - CLOCKS_DIFFER
    alike = [
        item
        for item in listed
        if not item.inbound
        and (origin is None or item.sender in {"", origin})
        and (item.made_at is None or item.made_at >= since)
        and (send.door != "text" or digest(item.body) == send.body_sha256)
    ]
    others = select(Send.sid).where(Send.sid.in_([item.sid for item in alike]))
    taken = set(connection.execute(others).scalars())
    return next((item for item in reversed(alike) if item.sid not in taken), None)


def report_of(item: Listed) -> Report:
    """What an item of a list says of its send."""
    if item.kind == "call":
        state = call_state(item.status, item.answered_by)
        person = bool(item.answered_by) and not by_machine(item.answered_by)
    else:
        state, person = text_state(item.status), item.status == "delivered"
    return Report(state or "queued", item.sid, error_code=item.error_code, seconds=item.seconds, by_person=person)
