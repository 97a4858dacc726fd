"""Writes outbox entries into SQL. This is the one upsert: the recorder's, and the web's where Redis is away.

A newer turn wins, whatever the order and number of times in which the entries come. At the same turn the header that
has ended wins over the one that has not: that is a hang-up, which takes no turn.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.records.alerts import Alert
from app.records.completion import complete_from_contacts
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.days import mark, mark_invitations, mark_responses
from app.records.locks import lock_invitations
from app.records.reduction import ENTRY_VERSION, Reduction
from app.records.responses import Answer, Response
from app.records.shapes import EntryRefused, Given
from app.records.text_requests import TextRequest
from app.records.upserts import number_changes, upsert
from flows.sms import segments

__all__ = ["ENTRY_VERSION", "EntryRefused", "Written", "parse_entry", "write_entries"]


@dataclass(frozen=True, slots=True)
class Written:
    """What one call wrote: response rows inserted or updated, and answers offered after the reduction."""

    responses: int
    answers: int


def parse_entry(text: str) -> dict[str, Any]:
    """The entry that a JSON text holds. Raises EntryRefused where it is no JSON object."""
    try:
        entry = json.loads(text)
    except ValueError as error:
        raise EntryRefused(f"entry: is not JSON: {error}") from error
    if not isinstance(entry, dict):
        raise EntryRefused("entry: is not a JSON object")
    return entry


def write_entries(connection: Connection, entries: Sequence[Mapping[str, Any]]) -> Written:
    """Writes the entries within the caller's transaction; nothing changes where they were written before.

    Raises EntryRefused for a malformed one, SQLAlchemy's IntegrityError or DataError where the database refuses
    a value; the caller's transaction must then be rolled back.
    """
    newest, now = Reduction(entries), time.time()
    contacts = [_made(given, now) for given in newest.contacts.sorted()]
    # Invitations need their contacts; but those that are there are locked before any contact is, as ``locks`` says.
    if contacts:
        lock_invitations(connection, Invitation.id.in_(newest.invitations.keys()))
        upsert(connection, Contact, contacts, if_absent=True)
    upsert(connection, Invitation, (_invitation(given, header, now) for given, header in newest.invitations.sorted()))
    upsert(connection, Contact, (contact for contact in contacts if contact.get("offer") is not None))
    upsert(connection, Response, (_header(given, now) for given in newest.responses.sorted()))
    if newest.responses:
        complete_from_contacts(connection)
    changed = number_changes(connection) if newest.responses else 0
    upsert(connection, Answer, newest.answers.sorted())
    upsert(connection, Message, (_message(given) for given in newest.messages.sorted()))
    upsert(connection, OptOut, newest.opt_outs.sorted())
    upsert(connection, Alert, newest.alerts.sorted())
    upsert(connection, TextRequest, newest.text_requests.sorted())
    _mark_days(connection, newest, changed)
    return Written(changed, len(newest.answers))


def _mark_days(connection: Connection, newest: Reduction, changed: int) -> None:
    """Marks what ``number_changes`` knows nothing of: answers beside an older header, offers alone, replies."""
    if changed < len(newest.responses):
        mark_responses(connection, newest.responses.keys())
    alone = [given["id"] for given, header in newest.invitations.sorted() if header is None]
    if alone:
        mark_invitations(connection, alone)
    texts = ((given.get("line_id"), given["at"]) for given in newest.messages.sorted() if given.get("reply"))
    mark(connection, ((line, datetime.fromtimestamp(at, UTC)) for line, at in texts))


def _invitation(given: Given, header: Given | None, now: float) -> Given:
    """Invitations carry turn and end of their session's header, by which they are written."""
    session = {} if header is None else {"turn": header.get("turn"), "ended_at": header.get("ended_at")}
    return _made({**given, **session}, now)


def _header(given: Given, now: float) -> Given:
    return {**_made(given, now), "updated_at": now, "change_seq": None}


def _message(given: Given) -> Given:
    """The text with the segments of its reply: told here, they need no place in the entry."""
    reply = given.get("reply")
    return {**given, "segments": segments(reply)} if isinstance(reply, str) and reply else given


def _made(given: Given, now: float) -> Given:
    """The time it was made: its own word for it, or now."""
    return given if given.get("created_at") is not None else {**given, "created_at": now}
