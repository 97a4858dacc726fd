"""Where an invitation goes next, written to SQL. Each takes a connection whose transaction the caller holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from app.outreach.next_steps import Again, End, FallBack, HandOver, Step
from app.outreach.planning import ON_THE_PHONE
from app.outreach.quarantine import NOBODY_ASKED, give_back
from app.records.contacts import Contact, Invitation
from app.records.days import mark_invitations


def carry_out(connection: Connection, steps: Iterable[tuple[Row[Any], Step]], now: datetime) -> None:
    """Do what is to follow for each invitation, unless it has ended."""
    ends: dict[str, list[str]] = defaultdict(list)
    for invitation, step in steps:
        match step:
            case End():
                ends[step.final].append(invitation.id)
            case Again():
                _set(connection, invitation.id, state="planned", due_at=step.due_at)
            case FallBack():
                _set(connection, invitation.id, state="planned", due_at=now, action="fall_back", door=step.door)
            case HandOver():
                _set(connection, invitation.id, **ON_THE_PHONE)
                if not step.keeps_number:
                    erased = update(Contact).where(Contact.id == invitation.contact_id)
                    connection.execute(erased.values(sealed_number=None))
            case _:
                rest(connection, invitation.id)
    finish(connection, ends, now)


def rest(connection: Connection, invitation_id: str) -> None:
    """Nothing more is sent: it waits for the person, unless it has ended."""
    _set(connection, invitation_id, state="waiting", due_at=None)


def finish(connection: Connection, ends: Mapping[str, Collection[str]], now: datetime) -> None:
    """End invitations, once and for all; one that has ended keeps its end. Their contacts' numbers are erased.

    ``ends`` has their ids by disposition. Whoever was not asked after all may be asked again.
    """
    unasked: list[str] = []
    for final, ids in ends.items():
        ended_now = _end(connection, ids, final, now)
        unasked += ended_now if final in NOBODY_ASKED else ()
    # All that end together, so that the marks of their people are locked in one order.
    if unasked:
        give_back(connection, unasked)


def _end(connection: Connection, invitation_ids: Collection[str], final: str, now: datetime) -> Sequence[str]:
    """End invitations in one way; the ids of those that had not ended."""
    ended = (
        update(Invitation)
        .where(Invitation.id.in_(invitation_ids), Invitation.final.is_(None))
        .values(state="done", final=final, final_at=now, due_at=None)
        .returning(Invitation.id)
    )
    ended_now = connection.execute(ended).scalars().all()
    mark_invitations(connection, ended_now)
    contacts = select(Invitation.contact_id).where(Invitation.id.in_(invitation_ids))
    connection.execute(update(Contact).where(Contact.id.in_(contacts)).values(sealed_number=None))
    return ended_now


def _set(connection: Connection, invitation_id: str, **values: Any) -> None:
    connection.execute(
        update(Invitation).where(Invitation.id == invitation_id, Invitation.final.is_(None)).values(**values)
    )
    mark_invitations(connection, [invitation_id])
