"""Dirty days: which local days have to be counted again, noted by whoever changes what was counted.

A mark is only ever added here, in the transaction of the change, and taken away by the count that has seen the change.
So a mark that is set while a day is being counted stays, and no two writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Index, Table, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId
from app.records.contacts import Contact, Invitation
from app.records.responses import Response

_ROUNDED_TO = timedelta(minutes=15)
"""Marks of one quarter of an hour fold into one. Midnight, wherever it is, falls between two of these."""

REPEATED_WITHIN = timedelta(days=7)
"""A contact that ends so long after an earlier one of the same person, or sooner, is a repeat call."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(hours=12)
"""Less than any local day, so that moments this far apart miss none."""
_MEANWHILE = timedelta(hours=1)
"""Contacts that others report while a transaction is running end no later than so long from now."""

Moment = tuple[str | None, datetime]
"""A line, None for responses without one, and a moment of the day."""


class DirtyDay(Base):
    """A line of which something changed that belongs to the local day of a moment. Any number of rows a day."""

    __tablename__ = "dirty_days"
    __table_args__ = (Index(None, "line_id", "at"),)

    id: Mapped[BigId]
    line_id: Mapped[str | None]
    at: Mapped[datetime]
    """Rounded down: who marks does not know in which zone the days are counted."""


class CountedZone(Base):
    """One row: the zone in whose days everything is counted. None before the first count."""

    __tablename__ = "counted_zone"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    zone: Mapped[str]


MOMENTS = (
    Response.line_id,
    Response.contact_ended_at,
    Response.started_at,
    Response.created_at,
    Contact.created_at.label("contact_made_at"),
)
"""What ``mark_rows`` reads of a response that is joined with its invitation and contact by ``WITH_CONTACT``."""

_RESPONSES: Any = Response.__table__
WITH_CONTACT = _RESPONSES.outerjoin(Invitation, Invitation.id == Response.invitation_id).outerjoin(
    Contact, Contact.id == Invitation.contact_id
)


def mark(connection: Connection, moments: Iterable[Moment]) -> None:
    """Mark the days of moments, each for its line."""
    rounded = {(line, _rounded(at)) for line, at in moments}
    if rounded:
        rows = [{"line_id": line, "at": at} for line, at in sorted(rounded, key=lambda one: (one[0] or "", one[1]))]
        table = DirtyDay.__table__
        assert isinstance(table, Table)
        connection.execute(insert(table), rows)


def mark_rows(connection: Connection, rows: Iterable[Any]) -> None:
    """Mark the days of responses read with ``MOMENTS``: where each counts now, and where it may have counted before.

    A response moves to another day as its contact's end becomes known, so every time that it has is marked.
    """
    moments = {(row.line_id, at) for row in rows for at in row[-4:] if at is not None}
    mark(connection, moments)


def mark_responses(connection: Connection, response_ids: Collection[str]) -> None:
    """Mark the days of responses as they stand now."""
    which = select(*MOMENTS).select_from(WITH_CONTACT).where(Response.response_id.in_(response_ids))
    mark_rows(connection, connection.execute(which).all())


def mark_unnumbered(connection: Connection) -> None:
    """Mark the days of the responses that this transaction changes, before they may move to another day."""
    which = select(*MOMENTS).select_from(WITH_CONTACT).where(Response.change_seq.is_(None))
    mark_rows(connection, connection.execute(which).all())


def mark_contacts(connection: Connection, contact_ids: Collection[str]) -> None:
    """Mark the days on which contacts were first heard of."""
    _mark_contacts(connection, select(Contact.line_id, Contact.created_at).where(Contact.id.in_(contact_ids)))


def mark_repeats(connection: Connection, contact_ids: Collection[str], now: datetime) -> None:
    """Mark the days on which contacts ended, and those after them on which they make others repeat calls.

    To be called before contacts change and again afterwards. Which others there are is not asked: they may be reported
    at this moment. ``now`` leaves out days that are yet to come.
    """
    ended = select(Contact.line_id, Contact.ended_at).where(
        Contact.id.in_(contact_ids), Contact.ended_at.is_not(None), Contact.respondent_key.is_not(None)
    )
    last = now + _MEANWHILE
    mark(connection, {(row.line_id, at) for row in connection.execute(ended) for at in _repeated(row.ended_at, last)})


def _repeated(ended_at: datetime, last: datetime) -> Iterator[datetime]:
    """A moment of every local day, in whatever zone, on which a contact may end that repeats this one."""
    until = max(ended_at, min(ended_at + REPEATED_WITHIN, last))
    yield ended_at
    # Not counted from the contact's end, so that the moments of many contacts fold into few.
    step = ended_at - (ended_at - _EPOCH) % _STEP + _STEP
    while step < until:
        yield step
        step += _STEP
    yield until


def mark_invitations(connection: Connection, invitation_ids: Collection[str]) -> None:
    """Mark the days on which the contacts of invitations were first heard of."""
    found = select(Contact.line_id, Contact.created_at).join(Invitation, Invitation.contact_id == Contact.id)
    _mark_contacts(connection, found.where(Invitation.id.in_(invitation_ids)))


def _mark_contacts(connection: Connection, found: Any) -> None:
    mark(connection, ((row.line_id, row.created_at) for row in connection.execute(found)))


def _rounded(at: datetime) -> datetime:
    return at - timedelta(
        minutes=at.minute % (_ROUNDED_TO.seconds // 60), seconds=at.second, microseconds=at.microsecond
    )
