"""Follow-ups: a later survey for those who agreed to one, planned as their response is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from app.derived_ids import derived_id
from app.line_outreach import FollowUp
from app.lines import Line, Lines
from app.records.contacts import Contact, Invitation, OptOut
from app.records.days import mark_contacts
from app.records.responses import Answer, Response
from app.records.upserts import insert_absent
from app.runtime import Runtime

FOLLOW_UP = "follow_up"
"""Who reported the contact of a later survey: nobody did."""

FIRST_CONTACT = "follow_up_of"
"""The fact of such a contact that holds the id of the first one."""

_TAKEN_OVER = (
    "line_id",
    "respondent_key",
    "sealed_number",
    "ended_at",
    "language",
    "time_zone",
    "caller_type",
    "landline",
)
_ABOUT = ("service", "organizational_unit", "location_code")
"""What the first contact was about, and the later survey is too."""


@dataclass(frozen=True, slots=True)
class Later:
    """What follow-ups are planned with: the lines, and the secret that ids are made of."""

    lines: Lines
    secret: bytes


def later(runtime: Runtime) -> Later:
    """What a process plans follow-ups with."""
    return Later(runtime.lines, runtime.settings.respondent_secret.get_secret_value().encode())


def plan(connection: Connection, with_: Later, response_ids: Sequence[str], now: datetime) -> int:
    """Plan a later survey for each of these responses that agreed to one; how many were planned now.

    The first contact's number has to be known still. However often it is called, a response leads to one. Whoever
    opted out gets none; the same is looked at again right before it is sent.
    """
    asking = [line for line in with_.lines.lines if line.outreach.follow_up is not None and line.outreach.door]
    found = [row for line in asking for row in connection.execute(_agreed(line, response_ids))]
    contacts = [_contact(with_, row, now) for row in found]
    invitations = [_invitation(with_, row, now) for row in found]
    if found:
        insert_absent(connection, Contact, contacts)
        insert_absent(connection, Invitation, invitations)
        mark_contacts(connection, [contact["id"] for contact in contacts])
    return len(found)


def _agreed(line: Line, response_ids: Sequence[str]) -> Any:
    """The responses on a line whose answer to the question is yes, with their first contacts."""
    wanted = _wanted(line)
    out = select(OptOut.respondent_key).where(OptOut.respondent_key == Contact.respondent_key, OptOut.lifted.is_(False))
    return (
        select(
            *(getattr(Contact, name) for name in (*_TAKEN_OVER, *_ABOUT)),
            Contact.id,
            Response.response_id,
            Response.language.label("spoken"),
            Response.ended_at.label("answered_at"),
        )
        .join(Answer, Answer.response_id == Response.response_id)
        .join(Contact, Contact.id == Response.contact_id)
        .where(
            Response.response_id.in_(response_ids),
            Response.line_id == line.id,
            Response.ended_at.is_not(None),
            Response.test.is_(False),
            Contact.test.is_not(True),
            Answer.question == wanted.question,
            Answer.native == wanted.yes,
            Answer.missing.is_(None),
            Contact.reported_by != FOLLOW_UP,
            Contact.sealed_number.is_not(None),
            Contact.respondent_key.is_not(None),
            ~out.exists(),
        )
    )


def _wanted(line: Line) -> FollowUp:
    wanted = line.outreach.follow_up
    assert wanted is not None
    return wanted


def _contact(with_: Later, row: Row[Any], now: datetime) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in (*_TAKEN_OVER, *_ABOUT)}
    decided = {"decision": "ask", "decided_at": now, "consent": True, "created_at": now}
    made = {"id": _id(with_, "contact", row), "reported_by": FOLLOW_UP, "facts": {FIRST_CONTACT: row.id}}
    return {**kept, **decided, **made}


def _invitation(with_: Later, row: Row[Any], now: datetime) -> dict[str, Any]:
    line = with_.lines.by_id[row.line_id]
    due_at = row.answered_at + timedelta(seconds=_wanted(line).after)
    return {
        "id": _id(with_, "invitation", row),
        "contact_id": _id(with_, "contact", row),
        "kind": line.outreach.invite,
        "line_id": line.id,
        "door": line.outreach.door,
        "created_at": now,
        "state": "planned",
        "action": "invite",
        "sender": with_.lines.sender_of(line).id,
        "respondent_key": row.respondent_key,
        "agency": line.agency,
        "language": row.spoken or row.language,
        "due_at": due_at,
        "not_after": due_at + timedelta(seconds=line.outreach.within),
    }


def _id(with_: Later, what: str, row: Row[Any]) -> str:
    return derived_id(with_.secret, f"{what}-follow_up", row.response_id)
