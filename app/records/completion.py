"""What a response says of its contact: taken from the contact center's report, of which the session knows little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, update

from app.records.contacts import Contact
from app.records.days import mark_unnumbered
from app.records.responses import Response
from app.records.upserts import number_changes

TOLD_BY_CONTACT: Mapping[str, Any] = {
    "queue": Contact.queue,
    "agent_key": Contact.agent_key,
    "wait_seconds": Contact.wait_seconds,
    "handle_seconds": Contact.handle_seconds,
    # A later survey belongs to the quarter in which it is asked, not to that of the first contact.
    "contact_ended_at": case((Contact.reported_by != "follow_up", Contact.ended_at)),
    "contact_reason": Contact.reason,
    "service": Contact.service,
    "touchpoint": Contact.touchpoint,
    "transaction_point": Contact.transaction_point,
    "service_stage": Contact.service_stage,
    "organizational_unit": Contact.organizational_unit,
    "location_code": Contact.location_code,
    "stratum": Contact.stratum,
    "draw_probability": Contact.draw_probability,
    "test": Contact.test,
}
"""Columns of a response by the column of its contact that wins where it is known."""


def complete_from_contacts(connection: Connection) -> None:
    """Fills the responses that this transaction changed, those without ``change_seq``, from reported contacts.

    A stub that a call or a text made itself says nothing; the report that comes later completes the response then.
    """
    values = {name: func.coalesce(told, getattr(Response, name)) for name, told in TOLD_BY_CONTACT.items()}
    reported = or_(Contact.state.is_not(None), Contact.reported_by == "follow_up")
    connection.execute(
        update(Response)
        .where(Response.change_seq.is_(None), Response.contact_id == Contact.id, reported)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def complete_responses(connection: Connection, invitation_ids: Sequence[str]) -> None:
    """Completes the responses of these invitations, whose contacts were reported after they began."""
    columns = [(getattr(Response, name), told) for name, told in TOLD_BY_CONTACT.items()]
    differs = or_(*(and_(told.is_not(None), column.is_distinct_from(told)) for column, told in columns))
    theirs = (Response.invitation_id.in_(invitation_ids), Response.contact_id == Contact.id, differs)
    marked = update(Response).where(*theirs).values(change_seq=None).execution_options(synchronize_session=False)
    if connection.execute(marked).rowcount:
        mark_unnumbered(connection)
        complete_from_contacts(connection)
        number_changes(connection)
