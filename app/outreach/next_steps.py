"""What becomes of an invitation whose text or call did not get through. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row

from app.line_outreach import Outreach
from app.telephony.errors import LANDLINE_CODES, NO_SUCH_NUMBER_CODES, OPTED_OUT, PERSONS_CODES, RETRYABLE_CODES
from flows.channels import Door

MOST_RESENDS = 2
"""How often a text goes out again that surely did not arrive."""
RESEND_AFTER = timedelta(minutes=15)
MOST_REDIALS = 1
"""How often somebody is called again who did not pick up."""
REDIAL_AFTER = timedelta(hours=1)
MOST_REQUESTS = 8
"""How often a request is made that the provider does not like for a reason other than the person's number."""
MEND_AFTER = timedelta(minutes=15)
"""How long an operator has to mend what the provider does not like, before it is asked again."""

FIRST_BACKOFF_SECONDS, LAST_BACKOFF_SECONDS = 4.0, 900.0

_NO_TEXT_EITHER = NO_SUCH_NUMBER_CODES | {OPTED_OUT}


@dataclass(frozen=True, slots=True)
class Again:
    """The same once more, at ``due_at``."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class FallBack:
    """The other way, now."""

    door: Door


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more is sent: the disposition of the invitation."""

    final: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing more is sent; the invitation goes on waiting for the person."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Nothing is sent: the person accepted the offer on the call itself."""

    keeps_number: bool
    """Whether the number may be needed for a later survey."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What says by which doors a person may be reached: the line's rules, and what is known of the person."""

    rules: Outreach
    consent: bool | None
    """What the contact says; None where it says nothing."""
    landline: bool
    """Whether the number was marked by the center, or learned, to take no texts."""

    def allows(self, door: Door) -> bool:
        """Whether something may be sent through a door: the person agrees to it, and a text goes to no landline."""
        return self.agrees(door) and not (door == "text" and self.landline)

    def agrees(self, door: Door) -> bool:
        """Whether the person agreed to be asked through a door, as far as the line needs it."""
        return self.rules.consent.met(door, said=self.consent)


Step = Again | FallBack | End | Rest | HandOver
Failure = Literal["refused", "undelivered", "failed", "busy", "no_answer", "canceled", "machine"]


def backoff(attempt: int, share: float) -> timedelta:
    """How long to wait after so many attempts; ``share`` from 0 to 1 spreads it from half to one and a half."""
    longest = min(LAST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** min(attempt, 10))
    return timedelta(seconds=longest * (0.5 + share))


def after_failure(
    reach: Reach, invitation: Row[Any], door: Door, failure: Failure, code: int | None, *, tries: int, now: datetime
) -> Step:
    """What follows a failed send of ``invitation``; ``tries`` counts the sends of its action through this door.

    Nothing is planned beyond ``not_after``, nor through a door that the person's ``reach`` rules out. A reminder that
    fails changes nothing: its invitation arrived.
    """
    if code == OPTED_OUT:
        return End("opted_out")
    if invitation.action == "remind":
        return Rest()
    other = _other_way(reach, invitation, failure, code) if now <= invitation.not_after else None
    if other == "text":
        return FallBack(other)
    step = (_after_text if door == "text" else _after_call)(failure, code, tries, now)
    if isinstance(step, Again) and step.due_at > invitation.not_after:
        step = End(_end_of(failure))
    if isinstance(step, End) and invitation.turn > 0:
        # Asked for on a call: how that went is told by its session.
        return Rest()
    return FallBack(other) if other is not None and isinstance(step, End) else step


def _after_text(failure: Failure, code: int | None, tries: int, now: datetime) -> Step:
    if failure == "refused":
        mendable = code not in PERSONS_CODES and tries < MOST_REQUESTS
        return Again(now + MEND_AFTER) if mendable else End("undelivered" if code in PERSONS_CODES else "failed")
    if code in RETRYABLE_CODES and tries <= MOST_RESENDS:
        return Again(now + RESEND_AFTER)
    return End(_end_of(failure))


def _after_call(failure: Failure, code: int | None, tries: int, now: datetime) -> Step:
    if failure == "refused":
        mendable = code not in PERSONS_CODES and tries < MOST_REQUESTS
        return Again(now + MEND_AFTER) if mendable else End("failed")
    if failure in {"busy", "no_answer"} and tries <= MOST_REDIALS:
        return Again(now + REDIAL_AFTER)
    return End(_end_of(failure))


def _other_way(reach: Reach, invitation: Row[Any], failure: Failure, code: int | None) -> Door | None:
    """The door to fall back to, if the line has one for this failure that the person's reach allows; never twice."""
    if invitation.action != "invite":
        return None
    ways = reach.rules.fall_back
    if invitation.door == "text" and ways.undeliverable_text == "call" and code not in _NO_TEXT_EITHER:
        fits = failure != "refused" or code in PERSONS_CODES
        return "voice" if fits and reach.allows("voice") else None
    if invitation.door == "voice" and ways.busy_line == "text" and failure in {"busy", "no_answer"}:
        return "text" if reach.allows("text") else None
    return None


def _end_of(failure: Failure) -> str:
    if failure in {"refused", "canceled"}:
        return "failed"
    return failure


def teaches_landline(door: Door, code: int | None) -> bool:
    """Whether a failed text shows that its number takes none."""
    return door == "text" and code in LANDLINE_CODES
