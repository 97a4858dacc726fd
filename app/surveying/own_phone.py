"""A line's survey on one's own phone: a real call or text, whose rows are marked as a test and counted nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select

from app.access import audit
from app.access.audit import Action, Actor
from app.conversations.beginnings import survey_for
from app.errors import BadInput
from app.lines import Line, Lines
from app.outreach.hours import is_permitted
from app.outreach.numbers import candidate_zones, fitness
from app.outreach.opt_outs import word_of
from app.outreach.sealing import SealedNumbers
from app.phone_numbers import masked, respondent_key
from app.records.contacts import Contact, Invitation
from app.records.days import mark_contacts
from app.records.pauses import PhoneTrial
from app.records.people import Person
from app.runtime import Runtime
from flows.channels import Door

MOST_AN_HOUR = 5
"""Calls and texts that one person may have sent."""
SENT_WITHIN = timedelta(minutes=10)
"""What did not go out so soon, since the provider was away, is not sent later, unexpected."""

_REFUSED = {
    "invalid_number": "This is no valid phone number.",
    "region_not_allowed": "This number belongs to a region that the line does not call or text.",
    "unfit_number": "This number cannot take it: a landline for a text, a toll-free number, or one with an extension.",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear or read."""

    line: Line
    door: Door
    language: str
    number: str
    """As it was typed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was asked for."""

    number: str
    """Masked."""
    quiet: bool
    """Whether it is outside the hours in which the line contacts people."""


def try_on(runtime: Runtime, wanted: Wanted, actor: Actor) -> Trial:
    """Have a line call or text somebody at their own number, now and whatever the hour. Raises BadInput.

    It goes the way of every invitation, so that the number is sealed and opt-outs are respected right before it goes.
    Nothing else is asked of it: no draw, no rest, no clearance; a paused line can be tried before it goes on.
    """
    line, now = wanted.line, datetime.fromtimestamp(runtime.clock(), UTC)
    if wanted.language not in line.languages or survey_for(runtime, line, wanted.door, now.timestamp()) is None:
        raise BadInput("The line has nothing to ask in this way now.")
    check = fitness(wanted.number, line.outreach.regions, wanted.door)
    if check.refusal is not None or check.number is None:
        raise BadInput(_REFUSED[check.refusal or "invalid_number"])
    key = respondent_key(runtime.settings.respondent_secret.get_secret_value().encode(), check.number)
    sealed = SealedNumbers(runtime.settings.encryption_keys).seal(check.number)
    with runtime.database.begin() as connection:
        _refuse(connection, key, actor, now)
        _plan(connection, runtime.lines, wanted, {"respondent_key": key, "sealed_number": sealed}, actor, now)
        details = {"door": wanted.door, "number": masked(check.number)}
        audit.note(connection, actor, Action.OWN_PHONE_ASKED, now, line.id, **details)
    zones = candidate_zones(check.number, None, line.outreach.assume_zone).zones
    return Trial(masked(check.number), not is_permitted(zones, line.outreach, now))


def _refuse(connection: Connection, key: str, actor: Actor, now: datetime) -> None:
    """Raises BadInput for whoever asked often enough, and for a number whose owner wants nothing."""
    # So that two forms of one person are counted one after the other.
    connection.execute(select(Person.id).where(Person.id == actor.name.partition(":")[2]).with_for_update())
    mine = (PhoneTrial.asked_by == actor.name, PhoneTrial.asked_at > now - timedelta(hours=1))
    if connection.execute(select(func.count()).where(*mine)).scalar_one() >= MOST_AN_HOUR:
        raise BadInput(f"You asked for {MOST_AN_HOUR} calls and texts within an hour. Please wait a while.")
    word = word_of(connection, key)
    if word is not None and not word.lifted:
        raise BadInput("The owner of this number asked not to be contacted. START, texted to the line, lifts that.")


def _plan(
    connection: Connection, lines: Lines, wanted: Wanted, whose: dict[str, str], actor: Actor, now: datetime
) -> None:
    line, contact_id, invitation_id = wanted.line, str(uuid4()), str(uuid4())
    shared = {"line_id": line.id, "language": wanted.language, "created_at": now}
    contact = {
        **shared,
        **whose,
        "id": contact_id,
        "reported_by": "center",
        "state": "ended",
        "ended_at": now,
        "organizational_unit": line.organizational_unit,
        "test": True,
        "decision": "ask",
        "decided_at": now,
    }
    invitation = {
        **shared,
        "id": invitation_id,
        "contact_id": contact_id,
        "respondent_key": whose["respondent_key"],
        "kind": "text" if wanted.door == "text" else "call",
        "door": wanted.door,
        "agency": line.agency,
        "state": "planned",
        "action": "invite",
        "sender": lines.sender_of(line).id,
        "due_at": now,
        "not_after": now + SENT_WITHIN,
    }
    connection.execute(insert(Contact).values(contact))
    connection.execute(insert(Invitation).values(invitation))
    trial = {"line_id": line.id, "door": wanted.door, "asked_by": actor.name, "asked_at": now}
    connection.execute(insert(PhoneTrial).values(invitation_id=invitation_id, **trial))
    mark_contacts(connection, [contact_id])
