"""Claims: invitations that are due are taken in SQL, each by one, before anybody asks the provider."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from app.errors import DatabaseAway, RedisAway
from app.lines import Line, Lines
from app.outreach import moves
from app.outreach.due_rows import Due, due_rows
from app.outreach.last_checks import Go, Later, Learned, Verdict, learned, verdict
from app.outreach.next_steps import MEND_AFTER, Again, End, Rest, Step
from app.outreach.sealing import SealedNumbers
from app.records.contacts import Invitation
from app.records.days import mark_invitations
from app.records.outreach import Send
from flows.channels import Door
from flows.sms import segments

log = structlog.get_logger()

MOST_AT_A_TIME = 100
"""Invitations that one claim looks at."""
STORE_BACK_AFTER = timedelta(minutes=1)
"""How long a text waits whose question only the live store knows, while that is away."""


class Composed(Protocol):
    """The words of an invitation, "" for a call, and how its session begins, as JSON text."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def opening(self) -> str:
        """The opening of its session."""

    @property
    def turn(self) -> int:
        """The turn of the session whose question it puts."""

    @property
    def query(self) -> str:
        """What the URL of a call carries besides."""


Compose = Callable[[Row[Any], Row[Any]], Composed | None]
"""Makes the words of an invitation to a contact; None where nothing is left to ask, or the line asks nothing now."""


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
    turn: int
    """That of the question which it puts; the person may have moved on by the time it goes out."""
    tokens: int
    """What it costs of the sender's rate: segments of a text, 1 for a call."""
    since: float
    """When it was claimed, in seconds since 1970."""
    until: float
    """The last moment of its window and of its time, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """What a claim needs beside the connection."""

    lines: Lines
    numbers: SealedNumbers
    compose: Compose


def claim(
    connection: Connection, clerk: Clerk, sender: str, room: Mapping[Door, int], now: datetime
) -> tuple[list[Claimed], bool]:
    """Take what is due at a sender through the doors of ``room``; and whether any was looked at.

    ``room`` is in tokens; the last one taken may cost more than there is room for. What may not be sent any more ends
    here, what may not be sent yet gets a later ``due_at``. On PostgreSQL rows that another process is claiming are
    passed over. The cost does not depend on how many others are planned.
    """
    due = (
        select(Invitation)
        .where(Invitation.state == "planned", Invitation.sender == sender, Invitation.due_at <= now)
        .where(Invitation.door.in_(sorted(room)))
        .order_by(Invitation.due_at)
        .limit(min(MOST_AT_A_TIME, sum(room.values())))
        .with_for_update(skip_locked=True)
    )
    batch = due_rows(connection, due, now)
    if not batch:
        return [], False
    claimed = list(_taken(connection, clerk, batch, dict(room), now))
    _write(connection, sender, claimed, now)
    return [one for _, _, one in claimed], True


_Taken = tuple[Row[Any], str, Claimed]


def _taken(
    connection: Connection, clerk: Clerk, batch: Sequence[Due], room: dict[Door, int], now: datetime
) -> list[_Taken]:
    """The invitations that go now, each with its opening; the others are put where they belong."""
    known = learned(connection, [invitation for invitation, _ in batch], clerk.lines, now)
    taken: list[_Taken] = []
    steps: list[tuple[Row[Any], Step]] = []
    for invitation, contact in batch:
        step = _last_look(clerk, invitation, contact, known, now)
        if not isinstance(step, Go):
            steps.append((invitation, Again(step.due_at) if isinstance(step, Later) else step))
            continue
        if room[invitation.door] <= 0:
            break
        composed = _composed(clerk, invitation, contact, now)
        if isinstance(composed, Again | End | Rest):
            steps.append((invitation, composed))
            continue
        one = _claimed(invitation, step, composed, now)
        room[invitation.door] -= one.tokens
        taken.append((invitation, composed.opening, one))
    moves.carry_out(connection, steps, now)
    return taken


def _last_look(clerk: Clerk, invitation: Row[Any], contact: Row[Any], known: Learned, now: datetime) -> Verdict:
    """Whether it may go now. One of which something cannot be read, such as its time zone, ends and holds up no other.

    Its person has the text already that a reminder is about, so that without one it only rests.
    """
    try:
        number, line = clerk.numbers.open(contact.sealed_number), clerk.lines.by_id.get(invitation.line_id)
        return verdict(invitation, contact, number, line, known, now)
    except Exception:
        log.exception("alert: an invitation cannot be read", invitation=invitation.id)
        return Rest() if invitation.action == "remind" else End("failed")


def _composed(clerk: Clerk, invitation: Row[Any], contact: Row[Any], now: datetime) -> Composed | Again | End | Rest:
    """The words, or what else becomes of the invitation. One that cannot be worded holds up no other.

    Where nothing is left to ask, the session of one that was sent before is at its end.
    """
    try:
        composed = clerk.compose(invitation, contact)
    except DatabaseAway:
        raise
    except RedisAway as error:
        log.warning("a text waits for the live store", invitation=invitation.id, error=str(error))
        return Again(now + STORE_BACK_AFTER)
    except Exception:
        log.exception("alert: an invitation cannot be worded", invitation=invitation.id)
        return Again(now + MEND_AFTER)
    if composed is None:
        return End("failed") if invitation.action == "invite" and invitation.attempt == 0 else Rest()
    return composed


def _claimed(invitation: Row[Any], go: Go, composed: Composed, now: datetime) -> Claimed:
    return Claimed(
        invitation=invitation.id,
        attempt=invitation.attempt + 1,
        door=invitation.door,
        line=go.line,
        number=go.number,
        body=composed.body,
        query=composed.query,
        turn=composed.turn,
        tokens=segments(composed.body) if invitation.door == "text" else 1,
        since=now.timestamp(),
        until=go.until.timestamp(),
    )


def _write(connection: Connection, sender: str, taken: Sequence[_Taken], now: datetime) -> None:
    if not taken:
        return
    connection.execute(_SENDING, [_invitation(opening, one) for _, opening, one in taken])
    connection.execute(insert(Send), [_send(row, sender, one, now) for row, _, one in taken])
    mark_invitations(connection, [one.invitation for _, _, one in taken])


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
