"""The last look at an invitation before it is sent: what was true when it was planned may not be now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from app.clearances.approvals import said_by
from app.clearances.counting import standings
from app.clearances.gate import has_expired
from app.lines import Line, Lines
from app.outreach.asked_texts import was_asked_for
from app.outreach.hours import last_permitted, next_permitted
from app.outreach.next_steps import End, HandOver, Reach, Rest, Step, after_failure
from app.outreach.numbers import candidate_zones
from app.outreach.planning import ENDS, may_follow_up
from app.pauses.reading import paused_until
from app.records.contacts import WRONG_PERSON, Invitation, OptOut
from app.records.outreach import UnfitNumber
from app.records.pauses import PhoneTrial
from app.telephony.errors import LANDLINE_CODES


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now, to this number."""

    line: Line
    number: str
    until: datetime
    """The last moment at which it may still leave: later the window is over, or its time."""


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
    stopped: Collection[str]
    """Control numbers of clearances whose approved responses are used up."""
    paused: Mapping[str, datetime]
    """By line that is paused, when it goes on."""
    trials: Collection[str]
    """Invitations that staff had sent to their own phones."""


def learned(connection: Connection, batch: Sequence[Row[Any]], lines: Lines, now: datetime) -> Learned:
    """A handful of look-ups for a whole batch of invitations."""
    people = [row.respondent_key for row in batch if row.respondent_key is not None]
    out = select(OptOut.respondent_key, OptOut.how).where(OptOut.respondent_key.in_(people), OptOut.lifted.is_(False))
    said = connection.execute(out).all()
    theirs = {row.respondent_key: "wrong_number" for row in said if row.how == WRONG_PERSON}
    unfit = select(UnfitNumber.respondent_key, UnfitNumber.why).where(UnfitNumber.respondent_key.in_(people))
    others = select(Invitation.contact_id).where(
        Invitation.contact_id.in_([row.contact_id for row in batch]),
        Invitation.id.not_in([row.id for row in batch]),
        Invitation.opening.is_not(None),
    )
    return Learned(
        frozenset(row.respondent_key for row in said),
        {row.respondent_key: row.why for row in connection.execute(unfit)} | theirs,
        frozenset(connection.execute(others).scalars()),
        _used_up(connection, batch, lines, now),
        paused_until(connection, {row.line_id for row in batch}, now),
        frozenset(connection.execute(_trials(batch)).scalars()),
    )


def _trials(batch: Sequence[Row[Any]]) -> Select[str]:
    return select(PhoneTrial.invitation_id).where(PhoneTrial.invitation_id.in_([row.id for row in batch]))


def _used_up(connection: Connection, batch: Sequence[Row[Any]], lines: Lines, now: datetime) -> Collection[str]:
    said = said_by(line for row in batch if (line := lines.by_id.get(row.line_id)) is not None)
    found = standings(connection, said, now, lines.reporting.zone)
    return frozenset(number for number, standing in found.items() if standing.used_up(now))


def verdict(
    invitation: Row[Any], contact: Row[Any], number: str | None, line: Line | None, known: Learned, now: datetime
) -> Verdict:
    """Whether an invitation that is due may be sent. ``number`` is the contact's, None where it was erased.

    A reminder that may not be sent leaves its invitation as it is.
    """
    if was_asked_for(invitation) and invitation.respondent_key not in known.opted_out:
        # On a call, for now: the key press is the consent to this one text, and the session has begun.
        may_go = invitation.respondent_key not in known.unfit and now <= invitation.not_after
        return Go(line, number, invitation.not_after) if may_go and line is not None and number is not None else Rest()
    if invitation.id in known.trials:
        return _of_trial(invitation, number, line, known, now)
    found = _verdict(invitation, contact, number, line, known, now)
    kept = invitation.action == "remind" and isinstance(found, End) and found.final not in {"opted_out", "superseded"}
    return Rest() if kept else found


def _verdict(
    invitation: Row[Any], contact: Row[Any], number: str | None, line: Line | None, known: Learned, now: datetime
) -> Verdict:
    why = known.unfit.get(invitation.respondent_key)
    if invitation.respondent_key in known.opted_out:
        return End("wrong_number" if why == "wrong_number" else "opted_out")
    if invitation.contact_id in known.taken:
        return End("superseded")
    met = _met(invitation, contact.offer, line)
    if met is not None:
        return met
    if line is None or number is None:
        return End("failed")
    if now > invitation.not_after or _has_stopped(line, known, now):
        return End("too_late")
    if why == "wrong_number":
        return End("wrong_number")
    reach = Reach(line.outreach, contact.consent, landline=why == "landline" or bool(contact.landline))
    if not reach.agrees(invitation.door):
        return End("declined" if contact.consent is False else "failed")
    if not reach.allows(invitation.door):
        return after_failure(reach, invitation, "text", "undelivered", min(LANDLINE_CODES), tries=0, now=now)
    if line.id in known.paused:
        return _put_off(invitation, known.paused[line.id], now)
    return _when(invitation, number, contact.time_zone, line, now)


def _put_off(invitation: Row[Any], until: datetime, now: datetime) -> Verdict:
    """It waits for the end of the pause, or for its own last moment, when a pause that goes on ends it."""
    due_at = min(until, invitation.not_after)
    return Later(due_at) if now < due_at else End("too_late")


def _of_trial(invitation: Row[Any], number: str | None, line: Line | None, known: Learned, now: datetime) -> Verdict:
    """What somebody has sent to their own phone goes at any hour, paused or not, but for an opt-out; once."""
    if invitation.respondent_key in known.opted_out:
        return End("opted_out")
    met = _met(invitation, None, line)
    if met is not None or invitation.action == "remind":
        return met or Rest()
    if line is None or number is None:
        return End("failed")
    return Go(line, number, invitation.not_after) if now <= invitation.not_after else End("too_late")


def _met(invitation: Row[Any], offer: str | None, line: Line | None) -> Step | None:
    """What is to become of an invitation whose person has replied, or was offered the survey on the call."""
    if invitation.ended_at is not None or invitation.turn > 0:
        # The person has replied, whatever the provider says of the text: the first question would be asked twice.
        return Rest()
    if invitation.action == "invite" and invitation.attempt == 0 and invitation.turn >= 0:
        # A session before anything was sent: the caller was handed over and is on the phone.
        return Rest()
    if invitation.attempt or offer is None:
        return None
    # The key pressed at the offer may be recorded after the planning.
    final = ENDS.get(offer)
    return HandOver(line is not None and may_follow_up(line)) if final is None else End(final)


def _when(invitation: Row[Any], number: str, zone: str | None, line: Line, now: datetime) -> Verdict:
    zones = candidate_zones(number, zone, line.outreach.assume_zone).zones
    moment = next_permitted(zones, line.outreach, now, invitation.not_after)
    if moment is None:
        return End("too_late")
    if moment != now:
        return Later(moment)
    return Go(line, number, last_permitted(zones, line.outreach, now, invitation.not_after))


def _has_stopped(line: Line, known: Learned, now: datetime) -> bool:
    """Whether nobody is asked under the line's clearance any more. A line without one has none that could stop."""
    return has_expired(line, now) or (line.clearance is not None and line.clearance.control_number in known.stopped)
