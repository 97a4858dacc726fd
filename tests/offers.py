"""Contacts with their invitations, sends and responses as rows, for tests of what they amount to."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from planned_invitations import NOON, NUMBERS, key_of, person
from sqlalchemy import Connection, insert, select

from app.records.contacts import Contact, Invitation
from app.records.database import Database
from app.records.outreach import Send
from app.records.responses import Answer, Response

Columns = dict[str, Any]


def response_id(number: int) -> str:
    """The UUID of a person's response."""
    return str(uuid.UUID(int=number))


def contact(connection: Connection, number: int, **columns: Any) -> None:
    """A contact that ended an hour ago and is asked."""
    row = {
        "id": f"contact-{number}",
        "external_id": f"C-{number}",
        "reported_by": "center",
        "state": "ended",
        "line_id": "benefits",
        "respondent_key": key_of(number),
        "sealed_number": NUMBERS.seal(person(number)),
        "ended_at": NOON - timedelta(hours=1),
        "created_at": NOON,
        "decision": "ask",
        "draw": 0.1,
        "draw_probability": 0.5,
    }
    connection.execute(insert(Contact), [row | columns])


def invitation(connection: Connection, number: int, **columns: Any) -> None:
    """The planned text invitation of a contact."""
    row = {
        "id": f"invitation-{number}",
        "contact_id": f"contact-{number}",
        "kind": "text",
        "door": "text",
        "line_id": "benefits",
        "state": "planned",
        "action": "invite",
        "sender": "benefits",
        "respondent_key": key_of(number),
        "due_at": NOON,
        "not_after": NOON + timedelta(hours=47),
        "created_at": NOON,
    }
    connection.execute(insert(Invitation), [row | columns])


def response(connection: Connection, number: int, **columns: Any) -> None:
    """The complete response of an invitation by text."""
    row = {
        "response_id": response_id(number),
        "source": "aftercall",
        "source_id": response_id(number),
        "line_id": "benefits",
        "invitation_id": f"invitation-{number}",
        "contact_id": f"contact-{number}",
        "respondent_key": key_of(number),
        "turn": 8,
        "entry": "invited_text",
        "survey_id": "a11-likert",
        "survey_version": 1,
        "instrument": "a11-likert",
        "channel": "sms_text_messages",
        "channels_used": ["sms_text_messages"],
        "language": "en",
        "started_at": NOON,
        "ended_at": NOON + timedelta(minutes=5),
        "status": "complete",
        "asked_count": 8,
        "answered_count": 8,
        "tags": [],
        "created_at": NOON,
        "updated_at": NOON,
    }
    connection.execute(insert(Response), [row | columns])


def answered(connection: Connection, number: int, question: str, native: str | None, **columns: Any) -> None:
    """One answer of a response."""
    row = {
        "response_id": response_id(number),
        "question": question,
        "measure": "additional",
        "turn": 1,
        "channel": "sms_text_messages",
        "native": native,
    }
    connection.execute(insert(Answer), [row | columns])


def send(connection: Connection, number: int, attempt: int = 1, **columns: Any) -> None:
    """A text that went out for an invitation."""
    row = {
        "invitation_id": f"invitation-{number}",
        "attempt": attempt,
        "action": "invite",
        "door": "text",
        "sender": "benefits",
        "line_id": "benefits",
        "state": "delivered",
        "sid": f"SM{number:030}{attempt:02}",
        "segments": 2,
        "claimed_at": NOON,
        "updated_at": NOON,
    }
    connection.execute(insert(Send), [row | columns])


def talked(connection: Connection, number: int, end: str = "completed", **columns: Any) -> None:
    """An invitation that was sent, and the response that came of it."""
    ended_at = columns.get("ended_at", NOON + timedelta(minutes=5))
    contact(connection, number)
    told = {"state": "waiting", "attempt": 1, "disposition": end, "turn": 8, "ended_at": ended_at, "opening": "[]"}
    invitation(connection, number, delivered_at=NOON, **told)
    send(connection, number)
    response(connection, number, **columns)


def row_of(database: Database, model: Any, **keys: Any) -> Any:
    """The one row with these values."""
    with database.read() as connection:
        return connection.execute(select(model).filter_by(**keys)).one()
