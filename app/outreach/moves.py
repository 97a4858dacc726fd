"""Where an invitation goes next, written to SQL. Each takes a connection whose transaction the caller holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from app.outreach.next_steps import Again, End, FallBack, Step
from app.records.contacts import Contact, Invitation


def carry_out(connection: Connection, invitation: Row[Any], step: Step, now: datetime) -> None:
    """Do what is to follow, unless the invitation has ended."""
    match step:
        case End():
            finish(connection, [invitation.id], step.final, now)
        case Again():
            _set(connection, invitation.id, state="planned", due_at=step.due_at)
        case FallBack():
            _set(connection, invitation.id, state="planned", due_at=now, action="fall_back", door=step.door)
        case _:
            _set(connection, invitation.id, state="waiting", due_at=None)


def finish(connection: Connection, invitation_ids: Sequence[str], final: str, now: datetime) -> None:
    """End invitations, once and for all; one that has ended keeps its end. Their contacts' numbers are erased."""
    ended = (
        update(Invitation)
        .where(Invitation.id.in_(invitation_ids), Invitation.final.is_(None))
        .values(state="done", final=final, final_at=now, due_at=None)
    )
    connection.execute(ended)
    contacts = select(Invitation.contact_id).where(Invitation.id.in_(invitation_ids))
    connection.execute(update(Contact).where(Contact.id.in_(contacts)).values(sealed_number=None))


def _set(connection: Connection, invitation_id: str, **values: Any) -> None:
    connection.execute(
        update(Invitation).where(Invitation.id == invitation_id, Invitation.final.is_(None)).values(**values)
    )
