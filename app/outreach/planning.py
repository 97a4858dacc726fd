"""Plans: what follows from one contact's report and the line's rules alone, before the records are asked."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from app.catalogue import Catalogue
from app.derived_ids import derived_id
from app.lines import Line, Lines
from app.outreach import draw
from app.outreach.contact_reports import ContactReport
from app.outreach.draw import Chance
from app.outreach.hours import next_permitted
from app.outreach.numbers import NumberCheck, candidate_zones, fitness
from app.outreach.sealing import SealedNumbers
from app.phone_numbers import e164, respondent_key
from flows.channels import Door

ENDS = {"declined": "declined", "no_touch_tone": "not_handed_over", "transferred_away": "not_handed_over"}
"""How an invitation ends by what became of an offer on the call itself; whoever accepted is handed over."""

ON_THE_PHONE = {"kind": "direct", "door": "voice", "state": None, "due_at": None}
"""An invitation that nothing is sent for: the person is offered the survey on the call itself."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What plans are made by. ``secret`` is the one that ids, draws and keys hang on."""

    lines: Lines
    surveys: Catalogue
    numbers: SealedNumbers
    secret: bytes

    def agent_key(self, agent: str | None) -> str | None:
        """The 32 hexadecimal digits that stand for an agent: HMAC-SHA256, cut to 128 bits."""
        return agent and hmac.digest(self.secret, f"agent:{agent}".encode(), "sha256").hex()[:32]

    def contact_id(self, reported: str) -> str:
        """The id of the contact that the center calls so; a call that was handed over derives the same."""
        return derived_id(self.secret, "contact-contact", reported)

    def plan(self, report: ContactReport, line: Line, now: datetime) -> Plan:
        """The plan of a contact."""
        outreach, given = line.outreach, report.number
        check = fitness(given, outreach.regions, outreach.door or "voice", landline=bool(report.landline))
        number = check.number or e164(given, outreach.regions[0])
        return Plan(
            report=report,
            line=line,
            now=now,
            contact_id=self.contact_id(report.contact_id),
            invitation_id=derived_id(self.secret, "invitation-contact", report.contact_id),
            check=check,
            respondent=None if number is None else respondent_key(self.secret, number),
            chance=draw.chance(line.strata, line.sampling_rate, report),
            draw=draw.draw(self.secret, report.contact_id),
        )

    def has_survey(self, line: Line, door: Door | None, now: datetime) -> bool:
        """Whether a line has something to ask through a door today; None stands for callers who are handed over."""
        if door is None and line.direct.voice != "handed_over":
            return False
        survey = line.surveys.get(door or "voice")
        return survey is not None and self.surveys.active(survey, today(line, now)) is not None


def today(line: Line, now: datetime) -> date:
    """The local day of a line's agency."""
    return now.astimezone(ZoneInfo(line.time_zone)).date()


@dataclass(frozen=True)
class Plan:
    """One contact as its line looks at it."""

    report: ContactReport
    line: Line
    now: datetime
    contact_id: str
    invitation_id: str
    check: NumberCheck
    respondent: str | None
    """The person's key; None for one without a number."""
    chance: Chance
    draw: float

    @cached_property
    def not_after(self) -> datetime:
        """The last moment of anything that is sent. A call that goes on ends now at the earliest."""
        return last_moment(self.line, self.report.ended_at or self.now)

    @cached_property
    def due_at(self) -> datetime | None:
        """The first moment at which an invitation may go out; None where there is none any more, or no way."""
        if self.line.outreach.door is None or self.check.number is None or self.check.refusal is not None:
            return None
        ended = self.report.ended_at or self.now
        return first_moment(self.line, self.check.number, self.report.time_zone, ended, self.now)

    def door(self, *, on_the_phone: bool) -> Door | None:
        """The way that an invitation goes; None where the person is offered the survey on the call itself."""
        return None if on_the_phone or self.report.offer is not None else self.line.outreach.door

    def number_for(self, door: Door | None) -> str | None:
        """The number that something may have to be sent to, a later survey included; None where nothing will be."""
        wanted = door is not None or may_follow_up(self.line)
        return self.check.number if wanted and self.check.refusal is None else None

    def invitation(self, door: Door | None) -> dict[str, Any]:
        """The row of its invitation, but for the contact's id.

        One of a call that goes on is due once the end of the call is reported.
        """
        ended = self.report.state == "ended"
        final = None if door is not None else ENDS.get(self.report.offer or "")
        return {
            "id": self.invitation_id,
            "line_id": self.line.id,
            "agency": self.line.agency,
            "respondent_key": self.respondent,
            "language": self.report.language,
            "not_after": self.not_after,
            "created_at": self.now,
            "action": "invite",
            "sender": self.line.outreach.sender or self.line.id,
            "kind": "text" if door == "text" else "call",
            "door": door,
            "state": "planned",
            "due_at": self.due_at if ended else None,
            **(ON_THE_PHONE if door is None else {}),
            "final": final,
            "final_at": final and self.now,
            **({"state": "done"} if final else {}),
        }


def may_follow_up(line: Line) -> bool:
    """Whether a line may invite somebody to a later survey, whose number it needs until then."""
    return line.outreach.follow_up is not None and line.outreach.door is not None


def last_moment(line: Line, ended: datetime) -> datetime:
    """The last moment of anything that is sent to a contact that ended then."""
    return ended.astimezone(UTC) + timedelta(seconds=line.outreach.within)


def first_moment(line: Line, number: str, zone: str | None, ended: datetime, now: datetime) -> datetime | None:
    """The first permitted moment, not before now, for a contact that ended then; None where it is too late."""
    zones = candidate_zones(number, zone, line.outreach.assume_zone).zones
    since = max(ended + timedelta(seconds=line.outreach.delay), now)
    return next_permitted(zones, line.outreach, since, last_moment(line, ended))
