"""The last look at an invitation before it is sent: what was true when it was planned may not be now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from app.lines import Line
from app.outreach.hours import next_permitted
from app.outreach.next_steps import End, Rest, Step, after_failure
from app.outreach.numbers import candidate_zones
from app.records.contacts import Invitation, OptOut
from app.records.outreach import UnfitNumber
from app.telephony.errors import LANDLINE_CODES


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now, to this number."""

    line: Line
    number: str


@dataclass(frozen=True, slots=True)
class Later:
    """It may not be sent before ``due_at``."""

    due_at: datetime


Verdict = Go | Later | Step


@dataclass(frozen=True, slots=True)
class Learned:
    """What the registers say about the people of a batch."""

    opted_out: Collection[str]
    unfit: Mapping[str, str]
    """By respondent key: ``landline`` or ``wrong_number``."""
    taken: Collection[str]
    """Contacts that have a session by another way, such as a call that was handed over."""


def learned(connection: Connection, batch: Sequence[Row[Any]]) -> Learned:
    """Three look-ups for a whole batch of invitations."""
    people = [row.respondent_key for row in batch if row.respondent_key is not None]
    out = select(OptOut.respondent_key).where(OptOut.respondent_key.in_(people), OptOut.lifted.is_(False))
    unfit = select(UnfitNumber.respondent_key, UnfitNumber.why).where(UnfitNumber.respondent_key.in_(people))
    others = select(Invitation.contact_id).where(
        Invitation.contact_id.in_([row.contact_id for row in batch]),
        Invitation.id.not_in([row.id for row in batch]),
        Invitation.opening.is_not(None),
    )
    return Learned(
        frozenset(connection.execute(out).scalars()),
        {row.respondent_key: row.why for row in connection.execute(unfit)},
        frozenset(connection.execute(others).scalars()),
    )


def verdict(
    invitation: Row[Any], number: str | None, zone: str | None, line: Line | None, known: Learned, now: datetime
) -> Verdict:
    """Whether an invitation that is due may be sent. ``number`` is None where it was erased; ``zone`` the contact's.

    A reminder that may not be sent leaves its invitation as it is.
    """
    found = _verdict(invitation, number, zone, line, known, now)
    kept = invitation.action == "remind" and isinstance(found, End) and found.final not in {"opted_out", "superseded"}
    return Rest() if kept else found


def _verdict(
    invitation: Row[Any], number: str | None, zone: str | None, line: Line | None, known: Learned, now: datetime
) -> Verdict:
    if invitation.respondent_key in known.opted_out:
        return End("opted_out")
    if invitation.contact_id in known.taken:
        return End("superseded")
    if invitation.ended_at is not None or invitation.turn > 0:
        # The person has replied, whatever the provider says of the text: the first question would be asked twice.
        return Rest()
    if invitation.action == "invite" and invitation.attempt == 0 and invitation.turn >= 0:
        # A session before anything was sent: the caller was handed over and is on the phone.
        return Rest()
    if line is None or number is None:
        return End("failed")
    if now > invitation.not_after or _has_expired(line, now):
        return End("too_late")
    why = known.unfit.get(invitation.respondent_key)
    if why == "wrong_number":
        return End("wrong_number")
    if why == "landline" and invitation.door == "text":
        code = min(LANDLINE_CODES)
        return after_failure(line.outreach, invitation, "text", "undelivered", code, tries=0, now=now)
    return _when(invitation, number, zone, line, now)


def _when(invitation: Row[Any], number: str, zone: str | None, line: Line, now: datetime) -> Verdict:
    zones = candidate_zones(number, zone, line.outreach.assume_zone).zones
    moment = next_permitted(zones, line.outreach, now, invitation.not_after)
    if moment is None:
        return End("too_late")
    return Go(line, number) if moment == now else Later(moment)


def _has_expired(line: Line, now: datetime) -> bool:
    if line.clearance is None:
        return False
    return now.astimezone(ZoneInfo(line.time_zone)).date() > line.clearance.expires
