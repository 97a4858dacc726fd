"""Invitations that are due, read with their contacts. One with a cell that cannot be read holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, Select, select

from app.outreach import moves
from app.records.contacts import Contact, Invitation

log = structlog.get_logger()

Due = tuple[Row[Any], Row[Any]]
"""An invitation and its contact."""

_UNREADABLE = (ValueError, TypeError)
"""What a cell raises that holds no time, or no JSON."""


def due_rows(connection: Connection, wanted: Select[Any], now: datetime) -> list[Due]:
    """The invitations that ``wanted`` selects, in its order. One that cannot be read ends here as failed."""
    try:
        return _with_contacts(connection, connection.execute(wanted).all())
    except _UNREADABLE:
        ids = connection.execute(wanted.with_only_columns(Invitation.id)).scalars().all()
        return [due for one in ids for due in _alone(connection, one, now)]


def _alone(connection: Connection, invitation_id: str, now: datetime) -> list[Due]:
    try:
        this = select(Invitation).where(Invitation.id == invitation_id)
        return _with_contacts(connection, connection.execute(this).all())
    except _UNREADABLE:
        log.exception("alert: an invitation cannot be read", invitation=invitation_id)
        moves.finish(connection, {"failed": [invitation_id]}, now)
        return []


def _with_contacts(connection: Connection, invitations: Sequence[Row[Any]]) -> list[Due]:
    found = select(Contact).where(Contact.id.in_([row.contact_id for row in invitations]))
    contacts = {row.id: row for row in connection.execute(found)}
    return [(row, contacts[row.contact_id]) for row in invitations]
