"""Claims: invitations that are due are taken in SQL, each by one, before anybody asks the provider."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from app.errors import Away
from app.lines import Line, Lines
from app.outreach import moves
from app.outreach.last_checks import Go, Later, learned, verdict
from app.outreach.next_steps import MEND_AFTER, Again, End, Rest
from app.outreach.sealing import SealedNumbers
from app.records.contacts import Contact, Invitation
from app.records.outreach import Send
from flows.channels import Door
from flows.sms import segments

log = structlog.get_logger()


class Composed(Protocol):
    """The words of an invitation, "" for a call, and how its session begins, as JSON text."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def opening(self) -> str:
        """The opening of its session."""

    @property
    def query(self) -> str:
        """What the URL of a call carries besides."""


Compose = Callable[[Row[Any], Row[Any]], Composed | None]
"""Makes the words of an invitation to a contact; None where the line has nothing to ask now."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One send that is ours to make: the row of ``sends`` says so."""

    invitation: str
    attempt: int
    door: Door
    line: Line
    number: str
    """The person's, in E.164. Never logged."""
    body: str
    query: str
    tokens: int
    """What it costs of the sender's rate: segments of a text, 1 for a call."""
    since: float
    """When it was claimed, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """What a claim needs beside the connection."""

    lines: Lines
    numbers: SealedNumbers
    compose: Compose


def claim(
    connection: Connection, clerk: Clerk, sender: str, room: Mapping[Door, int], now: datetime
) -> tuple[list[Claimed], bool]:
    """Take what is due at a sender, at most ``room`` of each door; and whether any was looked at.

    What may not be sent any more ends here, what may not be sent yet gets a later ``due_at``. On PostgreSQL rows that
    another process is claiming are passed over. The cost does not depend on how many others are planned.
    """
    due = (
        select(Invitation)
        .where(Invitation.state == "planned", Invitation.sender == sender, Invitation.due_at <= now)
        .order_by(Invitation.due_at)
        .limit(sum(room.values()))
        .with_for_update(skip_locked=True)
    )
    batch = connection.execute(due).all()
    if not batch:
        return [], False
    claimed = list(_taken(connection, clerk, batch, dict(room), now))
    _write(connection, sender, claimed, now)
    return [one for _, _, one in claimed], True


_Taken = tuple[Row[Any], str, Claimed]


def _taken(
    connection: Connection, clerk: Clerk, batch: Sequence[Row[Any]], room: dict[Door, int], now: datetime
) -> list[_Taken]:
    """The invitations that go now, each with its opening; the others are put where they belong."""
    contacts = _contacts(connection, batch)
    known = learned(connection, batch)
    taken: list[_Taken] = []
    for invitation in batch:
        contact, line = contacts[invitation.contact_id], clerk.lines.by_id.get(invitation.line_id)
        number = clerk.numbers.open(contact.sealed_number)
        step = verdict(invitation, number, contact.time_zone, line, known, now)
        if not isinstance(step, Go):
            moves.carry_out(connection, invitation, Again(step.due_at) if isinstance(step, Later) else step, now)
            continue
        if room[invitation.door] <= 0:
            break
        composed = _composed(clerk, invitation, contact, now)
        if isinstance(composed, Again | End | Rest):
            moves.carry_out(connection, invitation, composed, now)
            continue
        room[invitation.door] -= 1
        taken.append((invitation, composed.opening, _claimed(invitation, step, composed, now)))
    return taken


def _composed(clerk: Clerk, invitation: Row[Any], contact: Row[Any], now: datetime) -> Composed | Again | End | Rest:
    """The words, or what else becomes of the invitation. One that cannot be worded holds up no other."""
    try:
        composed = clerk.compose(invitation, contact)
    except Away:
        raise
    except Exception:
        log.exception("alert: an invitation cannot be worded", invitation=invitation.id)
        return Again(now + MEND_AFTER)
    if composed is None:
        return End("failed") if invitation.action == "invite" else Rest()
    return composed


def _contacts(connection: Connection, batch: Sequence[Row[Any]]) -> dict[str, Row[Any]]:
    found = select(Contact).where(Contact.id.in_([row.contact_id for row in batch]))
    return {row.id: row for row in connection.execute(found)}


def _claimed(invitation: Row[Any], go: Go, composed: Composed, now: datetime) -> Claimed:
    return Claimed(
        invitation=invitation.id,
        attempt=invitation.attempt + 1,
        door=invitation.door,
        line=go.line,
        number=go.number,
        body=composed.body,
        query=composed.query,
        tokens=segments(composed.body) if invitation.door == "text" else 1,
        since=now.timestamp(),
    )


def _write(connection: Connection, sender: str, taken: Sequence[_Taken], now: datetime) -> None:
    if not taken:
        return
    connection.execute(_SENDING, [_invitation(opening, one) for _, opening, one in taken])
    connection.execute(insert(Send), [_send(row, sender, one, now) for row, _, one in taken])


_SENDING = (
    update(Invitation)
    .where(Invitation.id == bindparam("of"))
    .values(
        state="sending",
        attempt=bindparam("number"),
        due_at=None,
        # That of the session which the words belong to: one that has begun keeps its own.
        opening=bindparam("begins"),
    )
)


def _invitation(opening: str, one: Claimed) -> dict[str, Any]:
    return {"of": one.invitation, "number": one.attempt, "begins": opening}


def _send(row: Row[Any], sender: str, one: Claimed, now: datetime) -> dict[str, Any]:
    return {
        "invitation_id": one.invitation,
        "attempt": one.attempt,
        "action": row.action,
        "door": one.door,
        "sender": sender,
        "line_id": one.line.id,
        "state": "claimed",
        "body_sha256": digest(one.body) if one.door == "text" else None,
        "segments": one.tokens if one.door == "text" else None,
        "claimed_at": now,
        "updated_at": now,
    }


def digest(body: str) -> str:
    """The SHA-256 by which a text is known again in the provider's list."""
    return hashlib.sha256(body.encode()).hexdigest()
