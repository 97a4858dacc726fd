"""Locks: the one order in which every writer takes them, so that no two ever wait for each other in a circle.

Invitations, then contacts, then responses and the counter of their changes, then what else is known of people
(opt-outs, unfit numbers, when they were last asked); of each table in the order of its keys. So a transaction locks the
invitations that it writes before it writes anything, and nobody else gets to what hangs on them. Of rows that are made
at the same moment PostgreSQL may still end one transaction, which its caller then tries again.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from app.records.contacts import Invitation


def lock_invitations(connection: Connection, *which: ColumnElement[bool]) -> dict[str, str | None]:
    """Lock the invitations that are there, in the order of their ids; the respondent key of each."""
    found = select(Invitation.id, Invitation.respondent_key).where(*which).order_by(Invitation.id)
    return {row.id: row.respondent_key for row in connection.execute(found.with_for_update())}
