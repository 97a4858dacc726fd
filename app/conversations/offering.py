"""The offer: whether a caller will stay for the survey, asked before the agent takes the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import structlog
from sqlalchemy import Row

from app.conversations import identity
from app.conversations.beginnings import Caller, caller, lets_begin
from app.conversations.entries import Row as Object
from app.conversations.entries import as_json, bare_entry
from app.conversations.keeping import write
from app.conversations.wording import standard_phrase
from app.errors import DatabaseAway, RedisAway
from app.line_fields import fields_of
from app.records import queries
from app.runtime import Runtime

log = structlog.get_logger()

Outcome = Literal["accepted", "declined", "no_touch_tone"]
KEYS: dict[str, Outcome] = {"1": "accepted", "2": "declined"}
"""What each key says to the offer."""
OUTCOMES: dict[str, Outcome] = {"accepted": "accepted", "declined": "declined", "no_touch_tone": "no_touch_tone"}


@dataclass(frozen=True, slots=True)
class Offering:
    """A caller to whom the survey is offered, on the way to or from an agent."""

    who: Caller
    contact: str
    """The contact-center system's own id of the contact."""
    contact_id: str
    language: str

    def words(self, name: str) -> str:
        """A wording in the caller's language; the offer itself may have words of the line's own."""
        own = fields_of(self.who.line, "voice", self.language).get(name)
        return own or standard_phrase(name, "voice", self.who.line, self.language)


def offering(runtime: Runtime, line_number: str, person_number: str, sid: str, contact: str) -> Offering | None:
    """To whom the survey is offered; None on an unknown line, and for a contact that is reported and not to be asked.

    Nor is it offered while the line is paused, and once its clearance has stopped. With the database away everybody is
    asked whom the center sends here, in the line's first language.
    """
    who = caller(runtime, line_number, person_number, sid)
    if who is None or not lets_begin(runtime, who.line, runtime.clock()):
        return None
    secret = runtime.settings.respondent_secret.get_secret_value().encode()
    contact_id = identity.derived_id(secret, "contact-contact", contact)
    known = _known(runtime, contact_id)
    if known is not None and known.decision not in {None, "ask"}:
        return None
    wanted = None if known is None else known.language
    return Offering(who, contact, contact_id, wanted if wanted in who.line.languages else who.line.languages[0])


def _known(runtime: Runtime, contact_id: str) -> Row[Any] | None:
    try:
        with runtime.database.read() as connection:
            return queries.contact(connection, contact_id)
    except DatabaseAway as error:
        log.warning("the offer is made without what was said of the contact", error=str(error))
        return None


def take(runtime: Runtime, offered: Offering, outcome: Outcome) -> Outcome:
    """Keep what the caller said; the first word counts, and a twin of the webhook gets it back.

    With Redis away it is written to SQL. With both away it is lost: the caller is thanked all the same.
    """
    who = offered.who
    entry = {**bare_entry(""), "contact": _contact(offered, outcome)}
    try:
        first = runtime.live.note(who.shard, f"{who.sid}-offer", as_json(entry), outcome)
    except RedisAway:
        _write(runtime, entry)
        return outcome
    return outcome if first is None else OUTCOMES[first]


def _write(runtime: Runtime, entry: Object) -> None:
    try:
        write(runtime, [entry])
    except DatabaseAway:
        log.exception("what a caller said to the offer is lost")


def _contact(offered: Offering, outcome: Outcome) -> Object:
    return {
        "id": offered.contact_id,
        "external_id": offered.contact,
        "reported_by": "call",
        "line_id": offered.who.line.id,
        "respondent_key": offered.who.respondent,
        "offer": outcome,
    }
