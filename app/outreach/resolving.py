"""Resolving: what became of sends that nobody knows of, by the provider's list of what went to their numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Row, and_, or_, select

from app.line_outreach import Outreach
from app.lines import Lines
from app.outreach import deliveries, moves
from app.outreach.claims import digest
from app.outreach.looking_up import note, report_of, unheard_for
from app.outreach.one_by_one import one_by_one
from app.outreach.outcomes import UNRESOLVED, not_sent
from app.outreach.sending import Desk
from app.records.contacts import Contact, Invitation, Message
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

    One that is there is taken for sent; one that surely is not is planned again. Where a text that may be it went to
    the number in other words, it stays unknown, and is not sent again. Raises Away.
    """
    with desk.database.read() as connection:
        open_sends = connection.execute(_unresolved(now)).all()
    return one_by_one(
        open_sends, partial(_resolve, desk, now), what="an unknown send", name=lambda send: send.invitation_id
    )


def _unresolved(now: datetime) -> Any:
    settled = or_(
        and_(Send.state == "claimed", Send.claimed_at <= now - CLAIM_SETTLES),
        and_(Send.state == "unknown", unheard_for(UNKNOWN_SETTLES, now)),
    )
    return (
        select(Send, Contact.sealed_number, Invitation.respondent_key, Invitation.turn)
        .join(Invitation, Invitation.id == Send.invitation_id)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(settled, Invitation.state == "sending", Invitation.final.is_(None))
        .order_by(Send.updated_at)
        .limit(MOST_AT_ONCE)
    )


def _resolve(desk: Desk, now: datetime, send: Row[Any]) -> bool:
    """Look one send up; whether it is known now. Raises ProviderError, DatabaseAway."""
    note(desk, send, now, state="unknown")
    number = desk.clerk.numbers.open(send.sealed_number)
    if number is None:
        log.error("alert: a send cannot be resolved without its number", invitation=send.invitation_id)
        return False
    lines = desk.clerk.lines
    listed = (texts_to if send.door == "text" else calls_to)(desk.provider, number)
    with desk.database.begin() as connection:
        others = _of_nobody(connection, _since(send, _origin(lines, send), listed))
        found = next((item for item in reversed(others) if _is_it(send, item)), None)
        if found is None and _may_be_there(connection, send, others):
            return _leave(connection, send)
        if found is not None:
            named = replace(report_of(found), invitation=send.invitation_id, attempt=send.attempt)
            deliveries.apply(connection, lines, named, now)
        else:
            line = lines.by_id.get(send.line_id)
            rules = Outreach() if line is None else line.outreach
            not_sent(connection, rules, send.invitation_id, send.attempt, None, now)
    log.info("send resolved", invitation=send.invitation_id, attempt=send.attempt, found=found is not None)
    return True


def _leave(connection: Connection, send: Row[Any]) -> bool:
    """Leave a send unknown, which is not sent again; whether a reply shows that it arrived all the same."""
    log.warning("a text that may have gone out in other words is not sent again", invitation=send.invitation_id)
    if send.turn > 0:
        moves.rest(connection, send.invitation_id)
    return bool(send.turn > 0)


def _origin(lines: Lines, send: Row[Any]) -> str | None:
    """The number that it went out from; None where it was taken out of the lines file since."""
    sender, line = lines.by_sender.get(send.sender), lines.by_id.get(send.line_id)
    return (sender.number if sender is not None else None) or (line.number if line is not None else None)


def _since(send: Row[Any], origin: str | None, listed: Sequence[Listed]) -> list[Listed]:
    """What went out from there, by a request, since the send was claimed; the newest first."""
    since = send.claimed_at - CLOCKS_DIFFER
    return [
        item
        for item in listed
        if not item.inbound
        and item.by_request
        and (origin is None or item.sender in {"", origin})
        and (item.made_at is None or item.made_at >= since)
    ]


def _of_nobody(connection: Connection, items: Sequence[Listed]) -> list[Listed]:
    """Those that no send is known to be."""
    taken = set(connection.execute(select(Send.sid).where(Send.sid.in_([item.sid for item in items]))).scalars())
    return [item for item in items if item.sid not in taken]


def _is_it(send: Row[Any], item: Listed) -> bool:
    return send.door != "text" or bool(digest(item.body) == send.body_sha256)


def _may_be_there(connection: Connection, send: Row[Any], items: Sequence[Listed]) -> bool:
    """Whether one of the texts to the number can be this send, its words changed on the way by the provider.

    Shortened links, other quotation marks or a missing blank are enough for that.
    """
    until = send.claimed_at + CLAIM_SETTLES + CLOCKS_DIFFER
    near = [item for item in items if item.made_at is None or item.made_at <= until]
    known = _other_words(connection, send) if near else set()
    return any(digest(item.body) not in known for item in near)


def _other_words(connection: Connection, send: Row[Any]) -> Collection[str]:
    """The words, by their SHA-256, of what else of ours may have gone to the person: replies, and unknown sends."""
    of_the_person = (Message.respondent_key == send.respondent_key, Message.reply.is_not(None))
    replies = connection.execute(select(Message.reply).where(*of_the_person)).scalars()
    unknown = select(Send.body_sha256).where(Send.state.in_(UNRESOLVED), Send.body_sha256.is_not(None))
    return {*(digest(words) for words in replies if words), *connection.execute(unknown).scalars()}
