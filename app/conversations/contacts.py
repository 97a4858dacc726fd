"""What the contact center said of a contact, as a survey may ask of it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row

from app.errors import DatabaseAway
from app.lines import Line
from app.records import queries
from app.runtime import Runtime
from flows.session import Opening

log = structlog.get_logger()

TOLD_OF = ("queue", "reason", "outcome", "caller_type", "service")
"""Columns of a contact that conditions and merge fields may ask for, by their own names."""


def facts_of(contact: Row[Any]) -> dict[str, str | int | bool]:
    """What conditions and merge fields may ask of a contact: some of its columns, and its own facts, which win.

    Where an agent is named, an employee was involved.
    """
    told = {name: getattr(contact, name) for name in TOLD_OF}
    facts = {name: value for name, value in told.items() if value is not None}
    if contact.agent_key is not None:
        facts["employee_involved"] = True
    return facts | dict(contact.facts or {})


def contact_ended(contact: Row[Any], line: Line) -> str | None:
    """When a contact ended, in its own time zone, else in the line's, as ISO 8601; None where it is not known."""
    if contact.ended_at is None:
        return None
    zone = ZoneInfo(contact.time_zone or line.time_zone)
    return str(contact.ended_at.astimezone(zone).isoformat(timespec="seconds"))


def handed_over(runtime: Runtime, line: Line, opening: Opening) -> Opening:
    """The opening of a caller who was handed over, with what the center said of the contact before.

    Without a report, or with the database away, it stays as it is: the caller hears the survey all the same.
    """
    if opening.contact_reported is None:
        return opening
    try:
        with runtime.database.read() as connection:
            contact = queries.contact(connection, opening.contact)
    except DatabaseAway as error:
        log.warning("a call begins without what was said of its contact", error=str(error))
        return opening
    if contact is None or contact.state is None:
        return opening
    language = contact.language if contact.language in opening.languages else opening.language
    return opening._replace(language=language, facts=facts_of(contact), contact_ended=contact_ended(contact, line))
