"""Outreach settings of a line: whom it invites, how, when, and through which sender."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.zones import Zone
from flows.channels import Door
from flows.parts import Key, Name, Seconds

HOURS, DAYS = 3600.0, 86400.0
LONGEST = 3650 * DAYS
LONGEST_WITHIN = 48 * HOURS
"""Seconds after the contact's end. Source: OMB Circular A-11 section 280.10, at once or within 48 hours."""

EARLIEST, LATEST = time(8), time(21)
"""Local times outside which nobody is called or texted. Source: 47 CFR 64.1200(c)(1), kept here as a courtesy."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Need = Literal["not_needed", "required"]
_DOORS: Mapping[str, Door] = {"text": "text", "call": "voice"}


def _quiet_hours_kept(given: time) -> time:
    if given.tzinfo is not None or not EARLIEST <= given <= LATEST:
        raise ValueError(f"{given} is no local time from {EARLIEST:%H:%M} to {LATEST:%H:%M}")
    return given


def _within_the_rule(seconds: float) -> float:
    if seconds > LONGEST_WITHIN:
        raise ValueError("people are asked within 48h of the contact's end, or not at all")
    return seconds


def _known_region(code: str) -> str:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"{code} is no region that has phone numbers, such as US or PR")
    return code


LongSeconds = Annotated[Seconds, Field(le=LONGEST)]
TimeOfDay = Annotated[time, AfterValidator(_quiet_hours_kept)]
Region = Annotated[str, AfterValidator(_known_region)]


class Setting(BaseModel):
    """Base of the settings of a line: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Window(Setting):
    """When people may be contacted, in their own time: ``from`` belongs to it, ``until`` does not."""

    opens: Annotated[TimeOfDay, Field(alias="from")] = EARLIEST
    closes: Annotated[TimeOfDay, Field(alias="until")] = LATEST
    days: Annotated[frozenset[Weekday], Field(min_length=1)] = frozenset(WEEKDAYS)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Window:
        if self.opens >= self.closes:
            raise ValueError(f"from: {self.opens:%H:%M} is not before until: {self.closes:%H:%M}")
        return self


class Reminder(Setting):
    """One more text to whoever has not answered the first."""

    after: Seconds
    """Seconds after the invitation went out."""


class FallBack(Setting):
    """The other way that is tried where the first does not get through; the same session goes on."""

    undeliverable_text: Literal["call", "none"] = "none"
    busy_line: Literal["text", "none"] = "none"


class Consent(Setting):
    """Whether the contact has to say that the person agreed to be asked.

    Calls need it, since a call with an artificial voice to a mobile takes prior express consent also where it only
    informs (47 CFR 64.1200(a)(1)). Texts do not by default: they answer the person's own call, say who asks and how to
    stop, and federal and state governments are exempt (FCC 20-182). A line of a contractor or a local government is
    not exempt and sets ``required`` where its counsel says so.
    """

    text: Need = "not_needed"
    call: Need = "required"

    def needed_for(self, door: Door) -> bool:
        """Whether an invitation through a door needs the person's consent."""
        return (self.call if door == "voice" else self.text) == "required"

    def met(self, door: Door, *, said: bool | None) -> bool:
        """Whether someone of whom the contact says so may be asked through a door; a no rules out every one."""
        return said is True or (said is None and not self.needed_for(door))


class FollowUp(Setting):
    """A later survey for those who said yes to a question of the first."""

    question: Name
    yes: Key = "1"
    """The key of the answer that agrees."""
    survey: Name
    after: LongSeconds
    """Seconds after the first was answered."""


class Prices(Setting):
    """What the provider charges, in dollars; without one the spend is not known."""

    segment: Annotated[float | None, Field(ge=0)] = None
    minute: Annotated[float | None, Field(ge=0)] = None


class Outreach(Setting):
    """How a line asks people after their contact."""

    invite: Literal["text", "call", "none"] = "none"
    delay: Seconds = 10 * 60.0
    """Seconds from the contact's end to the first moment of an invitation."""
    within: Annotated[Seconds, AfterValidator(_within_the_rule)] = LONGEST_WITHIN
    """Seconds from the contact's end to the last moment of anything that is sent."""
    window: Window = Window()
    holidays: Literal["federal", "none"] = "federal"
    closed_days: frozenset[date] = frozenset()
    reminder: Reminder | None = None
    fall_back: FallBack = FallBack()
    quarantine: LongSeconds | None = 30 * DAYS
    """Nobody is asked for the same agency again sooner than this; None for no such rest."""
    quarantine_exempt: frozenset[str] = frozenset()
    """Types of callers who are asked all the same."""
    consent: Consent = Consent()
    regions: Annotated[tuple[Region, ...], Field(min_length=1)] = ("US",)
    """Where numbers may belong; one without a country code is read as dialled in the first."""
    assume_zone: Zone | None = None
    """Where all people live who are invited on this line, unless their contact says otherwise."""
    sender: str | None = None
    """The id of one of ``senders``; without it the line's own number sends."""
    follow_up: FollowUp | None = None
    prices: Prices = Prices()

    @property
    def door(self) -> Door | None:
        """The door that an invitation opens; None on a line that invites nobody."""
        return _DOORS.get(self.invite)

    @property
    def doors(self) -> frozenset[Door]:
        """Every door that an invitation may come to, the ways to fall back included."""
        ways = (self.invite, self.fall_back.undeliverable_text, self.fall_back.busy_line)
        return frozenset(_DOORS[way] for way in ways if way != "none")

    @model_validator(mode="after")
    def _in_time(self) -> Outreach:
        if self.delay >= self.within:
            raise ValueError("delay: nobody would be asked: it is not shorter than within")
        if self.reminder is not None and self.delay + self.reminder.after >= self.within:
            raise ValueError("reminder: it would never be sent: delay and after are not shorter than within")
        return self

    @model_validator(mode="after")
    def _ways_that_exist(self) -> Outreach:
        for key, wanted, needed in (
            ("reminder", self.reminder is not None, "text"),
            ("fall_back.undeliverable_text", self.fall_back.undeliverable_text != "none", "text"),
            ("fall_back.busy_line", self.fall_back.busy_line != "none", "call"),
        ):
            if wanted and self.invite != needed:
                raise ValueError(f"{key}: only a line with invite: {needed} has it")
        return self


class Sender(Setting):
    """What invitations go out from, at its own rate. Lines that share one share its rate."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    messaging_service: Annotated[str | None, Field(min_length=1)] = None
    """The provider's id of a messaging service that holds the number of each line; it sends the texts."""
    number: Annotated[str | None, Field(pattern=r"^\+[1-9]\d{6,14}$")] = None
    """The number of the lines that use it; without it each line sends from its own."""
    segments_per_second: Annotated[float, Field(gt=0)] = 1.0
    calls_per_second: Annotated[float, Field(gt=0)] = 1.0

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Sender:
        if self.messaging_service is not None and self.number is not None:
            raise ValueError("messaging_service and number: only one of them")
        return self
