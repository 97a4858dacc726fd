"""The audit: who signed in, saw, took away or changed what, and who tried and was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from app.records.people import AuditEvent


class Action(StrEnum):
    """What somebody did. The value is kept; docs/people.md lists them."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    LINK_MADE = "link_made"
    PASSWORD_SET = "password_set"  # noqa: S105 (the name of an event)
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    PERSON_ADDED = "person_added"
    PERMISSIONS_CHANGED = "permissions_changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    DOMAIN_INVITED = "domain_invited"
    DOMAIN_REMOVED = "domain_removed"
    ACCESS_REFUSED = "access_refused"
    SEEN = "seen"
    EXPORTED = "exported"
    TAGGED = "tagged"
    TAG_REMOVED = "tag_removed"
    FLAGGED = "flagged"
    FLAG_REMOVED = "flag_removed"
    FOLLOWED_UP = "followed_up"
    FILE_ORDERED = "file_ordered"
    FILE_TAKEN_BACK = "file_taken_back"
    SCHEDULE_MADE = "schedule_made"
    SCHEDULE_PAUSED = "schedule_paused"
    SCHEDULE_RESUMED = "schedule_resumed"
    SCHEDULE_SENT_NOW = "schedule_sent_now"
    SCHEDULE_DELETED = "schedule_deleted"
    REPORT_SENT = "report_sent"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    OPT_OUT_LOOKED_UP = "opt_out_looked_up"
    OPT_OUT_ADDED = "opt_out_added"
    OPT_OUT_LIFTED = "opt_out_lifted"
    OPT_OUTS_UPLOADED = "opt_outs_uploaded"
    QUEUE_CHANGED = "queue_changed"
    TOKEN_MADE = "token_made"  # noqa: S105 (the name of an event)
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 (as above)
    LINE_PAUSED = "line_paused"
    PAUSE_LIFTED = "pause_lifted"
    OWN_PHONE_ASKED = "own_phone_asked"
    NOTE_ADDED = "note_added"
    NOTE_CHANGED = "note_changed"
    NOTE_REMOVED = "note_removed"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from which network address."""

    name: str
    """``person:`` or ``token:`` with an id, ``command``, or ``nobody``."""
    source: str | None = None

    @classmethod
    def person(cls, person_id: str, source: str | None) -> Actor:
        """Somebody who is signed in, or is about to be."""
        return cls(f"person:{person_id}", source)


COMMAND = Actor("command")
"""Whoever may run commands on the machine of the service."""

MOST_AT_ONCE = 100


def note(
    connection: Connection,
    actor: Actor,
    action: Action,
    now: datetime,
    subject: str | None = None,
    **details: Any,
) -> None:
    """Put down what was done, in the transaction that does it."""
    row = {"at": now, "actor": actor.name, "action": action, "subject": subject, "source": actor.source}
    connection.execute(insert(AuditEvent).values(**row, details=details or None))


def listed(connection: Connection, before: int | None = None, limit: int = MOST_AT_ONCE) -> Sequence[Row[Any]]:
    """The newest events; with ``before`` those older than the event of that id."""
    newest = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    return connection.execute(newest if before is None else newest.where(AuditEvent.id < before)).all()
