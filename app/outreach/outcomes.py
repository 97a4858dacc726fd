"""What came of asking the provider, put into SQL: accepted, refused, to be asked again, or not known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from app.line_outreach import Outreach
from app.lines import Lines
from app.outreach import moves
from app.outreach.claims import Claimed
from app.outreach.deliveries import Report, apply, fail
from app.outreach.draw import share
from app.outreach.next_steps import Again, backoff
from app.records.contacts import Invitation
from app.records.days import mark, mark_invitations
from app.records.locks import lock_invitations
from app.records.outreach import Send
from app.telephony.errors import Permanent, ProviderError, Unknown

UNRESOLVED = ("claimed", "unknown")
"""States of a send of which nobody knows whether the provider has it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one claim: a sid, or why there is none; neither where nobody was asked."""

    claimed: Claimed
    sid: str | None = None
    error: ProviderError | None = None


def record(connection: Connection, lines: Lines, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Put down what came of claims. What a status callback or the provider's list said before stands."""
    people = lock_invitations(connection, Invitation.id.in_([one.claimed.invitation for one in outcomes]))
    # What the provider says of people is put down in the order of their keys, as every list of them is.
    for outcome in sorted(outcomes, key=lambda one: people[one.claimed.invitation] or ""):
        claimed, error = outcome.claimed, outcome.error
        if outcome.sid is not None:
            apply(connection, lines, Report("queued", outcome.sid, claimed.invitation, claimed.attempt), now)
        elif isinstance(error, Unknown):
            _leave(connection, claimed.invitation, claimed.attempt, "unknown", None, now)
        else:
            not_sent(connection, claimed.line.outreach, claimed.invitation, claimed.attempt, error, now)


def not_sent(  # each is one thing that it depends on
    connection: Connection,
    rules: Outreach,
    invitation_id: str,
    attempt: int,
    error: ProviderError | None,
    now: datetime,
) -> None:
    """A send surely did not reach the provider: it is planned again, or what else follows from ``error``."""
    invitation = connection.execute(select(Invitation).where(Invitation.id == invitation_id).with_for_update()).one()
    send = _leave(connection, invitation_id, attempt, "refused", None if error is None else error.code, now)
    if send is None or invitation.attempt != attempt:
        return
    if isinstance(error, Permanent):
        fail(connection, rules, invitation, send, "refused", error.code or 0, now)
        return
    spread = hashlib.sha256(f"{invitation_id}:{attempt}".encode()).digest()
    due_at = now if error is None else now + backoff(attempt, share(spread))
    moves.carry_out(connection, [(invitation, Again(due_at))], now)


def _leave(
    connection: Connection, invitation_id: str, attempt: int, state: str, code: int | None, now: datetime
) -> Row[Any] | None:
    """The send as it is now that it left ``claimed`` or ``unknown``; None where it had left them before."""
    changed = (
        update(Send)
        .where(Send.invitation_id == invitation_id, Send.attempt == attempt, Send.state.in_(UNRESOLVED))
        .values(state=state, error_code=code, updated_at=now)
        .returning(Send)
    )
    send = connection.execute(changed).first()
    if send is not None:
        mark(connection, [(send.line_id, send.claimed_at)])
        mark_invitations(connection, [invitation_id])
    return send
