"""Calls that we make: how the session of an invitation begins when somebody answers."""

from __future__ import annotations

import structlog

from app.conversations.beginnings import DIRECT, Caller, Offer
from app.conversations.packing import of_text
from app.errors import DatabaseAway
from app.records import queries
from app.runtime import Runtime
from flows.channels import AUTOMATED_PHONE
from flows.session import Opening

log = structlog.get_logger()


def invited_opening(runtime: Runtime, who: Caller, offer: Offer, at: float) -> tuple[Opening | None, Offer]:
    """How the session of an answered invitation begins, and what the call came with.

    The URL carries the opening, so that the survey is asked with the database away too; where it does not, SQL has it.
    None for a call without an invitation: one that SQL does not know is none. While SQL is away an invitation whose
    opening is not at hand is taken at its word.
    """
    if offer.invitation is None:
        return None, offer
    try:
        opened = offer.opening or _stored(runtime, offer.invitation)
    except DatabaseAway as error:
        log.warning("a call begins without its invitation", invitation_id=offer.invitation, error=str(error))
        return None, offer
    if opened is None or opened.line != who.line.id or opened.respondent != who.respondent:
        log.warning("call of an invitation that is not known", invitation_id=offer.invitation)
        return None, DIRECT
    return _by_phone(opened, who.sid, at), offer


def _stored(runtime: Runtime, invitation_id: str) -> Opening | None:
    with runtime.database.read() as connection:
        invitation = queries.invitation(connection, invitation_id)
    return None if invitation is None or invitation.opening is None else of_text(invitation.opening)


def _by_phone(opened: Opening, sid: str, at: float) -> Opening:
    """The opening of a call that is answered now. Where it came over from a text, that is when it does."""
    if opened.before is not None:
        return opened._replace(source_sid=sid, before=opened.before._replace(at=at))
    return opened._replace(source_sid=sid, started_at=at, channel=AUTOMATED_PHONE.name)
