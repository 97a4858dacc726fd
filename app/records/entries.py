"""Writes outbox entries into SQL. This is the one upsert: the recorder's, and the web's where Redis is away.

A newer turn wins, whatever the order and number of times in which the entries come. At the same turn the header that
has ended wins over the one that has not: that is a hang-up, which takes no turn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.records import upserts
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.reduction import ENTRY_VERSION, Given, Reduction
from app.records.responses import Answer, Response
from app.records.shapes import EntryRefused, Row, row_of

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
    newest, now = Reduction(entries), datetime.now(UTC)
    # Parents first, each table in the order of its keys: two writers never wait for each other in a circle.
    upserts.insert_absent(connection, Contact, [_contact(given, now) for given in newest.contacts.sorted()])
    upserts.upsert_invitations(
        connection, [_invitation(given, header, now) for given, header in newest.invitations.sorted()]
    )
    headers = [_header(given, now) for given in newest.responses.sorted()]
    upserts.upsert_responses(connection, headers)
    changed = upserts.number_changes(connection) if headers else 0
    answers = [row_of(Answer, "answer", given, response_id=response) for response, given in newest.answers.sorted()]
    upserts.upsert_answers(connection, answers)
    messages = [row_of(Message, "message", given) for given in newest.messages.sorted()]
    upserts.insert_absent(connection, Message, messages)
    upserts.upsert_opt_outs(connection, [row_of(OptOut, "opt_out", given) for given in newest.opt_outs.sorted()])
    return Written(changed, len(answers))


def _contact(given: Given, now: datetime) -> Row:
    return row_of(Contact, "contact", given, **_made(given, now))


def _invitation(given: Given, header: Given | None, now: datetime) -> Row:
    """Invitations carry turn and end of their session's header, by which they are written."""
    session = {} if header is None else {name: header.get(name) for name in ("turn", "ended_at")}
    return row_of(Invitation, "invitation", {**given, **session}, **_made(given, now))


def _header(given: Given, now: datetime) -> Row:
    return row_of(Response, "response", given, updated_at=now, change_seq=None, **_made(given, now))


def _made(given: Given, now: datetime) -> Row:
    """The time it was made: its own word for it, or now."""
    return {} if given.get("created_at") is not None else {"created_at": now}
