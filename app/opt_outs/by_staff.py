"""One person's word on invitations, looked up, put down and lifted by staff; each stands in the audit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.access import audit
from app.access.audit import Action, Actor
from app.errors import BadInput
from app.masking import mask
from app.outreach import opt_outs as register
from app.phone_numbers import e164, masked, respondent_key

HOW = "staff"
LEAST_REASON, LONGEST_REASON = 5, 300
AT_PROVIDER = frozenset({"text", "provider"})
"""Ways of a STOP that the provider keeps too: there only the person's own START lifts it."""
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the register says of one person."""

    person: str
    """The respondent key."""
    number: str
    """Masked."""
    opted_out: bool
    at: datetime | None
    """When they said the last word; None where they said none."""
    how: str | None

    @property
    def at_provider(self) -> bool:
        """Whether the provider keeps the stop too."""
        return self.opted_out and self.how in AT_PROVIDER


def look_up(connection: Connection, secret: bytes, given: str, now: datetime, actor: Actor) -> Standing:
    """What the register says of a number in any usual spelling. Raises BadInput for what is none."""
    number = e164(given)
    if number is None:
        raise BadInput("This is no phone number, such as (202) 555-0142 or +12025550142.")
    key = respondent_key(secret, number)
    word = register.word_of(connection, key)
    audit.note(connection, actor, Action.OPT_OUT_LOOKED_UP, now, f"respondent:{key}")
    if word is None:
        return Standing(key, masked(number), opted_out=False, at=None, how=None)
    return Standing(key, masked(number), not word.lifted, word.at, word.how)


def add(connection: Connection, person: str, reason: str, now: datetime, actor: Actor) -> None:
    """Put down that a person wants no invitations; what is planned for them is cancelled. Raises BadInput."""
    subject, why = _checked(person, reason)
    register.add(connection, {person: now}, HOW, now)
    audit.note(connection, actor, Action.OPT_OUT_ADDED, now, subject, reason=why)


def lift(connection: Connection, person: str, reason: str, now: datetime, actor: Actor) -> None:
    """Put down that a person may be invited again, as they asked staff to. Raises BadInput."""
    subject, why = _checked(person, reason)
    if not register.lift(connection, {person: now}, HOW).changed:
        raise BadInput("There is no opt-out of this person that could be lifted.")
    audit.note(connection, actor, Action.OPT_OUT_LIFTED, now, subject, reason=why)


def _checked(person: str, reason: str) -> tuple[str, str]:
    """Whom it is about, and why, without any number that somebody may have typed."""
    if _KEY.fullmatch(person) is None:
        raise BadInput("Please look the number up again.")
    why = " ".join(reason.split())
    if not LEAST_REASON <= len(why) <= LONGEST_REASON:
        raise BadInput(f"Please give a reason, in {LEAST_REASON} to {LONGEST_REASON} characters.")
    return f"respondent:{person}", mask(why).words
