"""Texts that a caller asked for by a key: to whom that is offered, and how such a text comes to be due.

The key press is the person's consent to this one text, which they wait for: it is sent whatever the hour.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, or_, select, update

from app.errors import DatabaseAway, RedisAway
from app.lines import Line
from app.outreach.numbers import fitness
from app.outreach.planning import last_moment
from app.outreach.sealing import SealedNumbers
from app.phone_numbers import e164
from app.records.contacts import Contact, Invitation, OptOut
from app.records.days import mark_invitations
from app.records.locks import lock_invitations
from app.records.outreach import UnfitNumber
from app.records.text_requests import TextRequest
from app.runtime import Runtime
from flows.channels import AUTOMATED_PHONE
from flows.session import opening_from_list

log = structlog.get_logger()

AT_ONCE = 200
"""Texts planned in one transaction."""


def takes_texts(runtime: Runtime, line: Line, number: str, respondent: str, shard: int) -> bool:
    """Whether a survey may go on by text to an E.164 number: one fit for texts, whose owner has not opted out.

    While the records cannot be asked, none is offered.
    """
    if fitness(number, line.outreach.regions, "text").refusal is not None:
        return False
    out = select(OptOut.respondent_key).where(OptOut.respondent_key == respondent, OptOut.lifted.is_(False))
    unfit = select(UnfitNumber.respondent_key).where(UnfitNumber.respondent_key == respondent)
    try:
        if runtime.live.is_stopped(shard, respondent):
            return False
        with runtime.database.read() as connection:
            return connection.execute(out.union(unfit)).first() is None
    except (RedisAway, DatabaseAway) as error:
        log.warning("a call begins without the offer to go on by text", error=str(error))
        return False


def sealed(runtime: Runtime, number: str) -> str | None:
    """A number in any spelling as the records keep it; None for what is none."""
    known = e164(number)
    return None if known is None else SealedNumbers(runtime.settings.encryption_keys).seal(known)


def plan_asked(runtime: Runtime) -> int:
    """Plan the texts that were asked for; how many requests were looked at. Raises DatabaseAway.

    Each is looked at once, so that an entry which is written again sends none again.
    """
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    with runtime.database.begin() as connection:
        wanted = select(TextRequest).where(TextRequest.taken_at.is_(None)).order_by(TextRequest.at).limit(AT_ONCE)
        requests = connection.execute(wanted.with_for_update(skip_locked=True)).all()
        if requests:
            _plan(connection, runtime, requests, now)
    return len(requests)


def _plan(connection: Connection, runtime: Runtime, requests: Sequence[Row[Any]], now: datetime) -> None:
    ids = sorted({request.invitation_id for request in requests})
    lock_invitations(connection, Invitation.id.in_(ids))
    invitations = {row.id: row for row in connection.execute(select(Invitation).where(Invitation.id.in_(ids)))}
    for request in requests:
        invitation = invitations.get(request.invitation_id)
        line = None if invitation is None else runtime.lines.by_id.get(invitation.line_id)
        if invitation is not None and line is not None:
            _plan_one(connection, invitation, line, request, now)
    mark_invitations(connection, ids)
    taken = update(TextRequest).where(TextRequest.id.in_([request.id for request in requests]))
    connection.execute(taken.values(taken_at=now, sealed_number=None))


def _plan_one(connection: Connection, invitation: Row[Any], line: Line, request: Row[Any], now: datetime) -> None:
    contact = select(Contact.respondent_key).where(Contact.id == invitation.contact_id)
    idle = or_(Invitation.state.is_(None), Invitation.state.not_in(("planned", "sending")))
    planned = (
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.final.is_(None), idle)
        .values(
            state="planned",
            action="fall_back",
            door="text",
            due_at=now,
            not_after=last_moment(line, request.at),
            sender=line.outreach.sender or line.id,
            respondent_key=contact.scalar_subquery(),
            agency=line.agency,
        )
    )
    if connection.execute(planned).rowcount:
        number = update(Contact).where(Contact.id == invitation.contact_id)
        connection.execute(number.values(sealed_number=request.sealed_number))


def was_asked_for(invitation: Row[Any]) -> bool:
    """Whether the text that is due was asked for on a call, where the session of its invitation still stands."""
    if (invitation.action, invitation.door) != ("fall_back", "text") or invitation.turn <= 0:
        return False
    return bool(opening_from_list(json.loads(invitation.opening)).channel == AUTOMATED_PHONE.name)
