"""Lines: the phone numbers that the agency owns, as the lines file sets them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import BadInput
from app.line_clearances import Clearance
from app.line_outreach import Outreach, Sender
from app.line_rules import ServiceRule, Stratum, TransactionPoint
from app.line_staff import StaffMember
from app.zones import Zone
from flows.channels import Door
from flows.load import Position, SurveyError, located_yaml, read_text
from flows.parts import Key, Name
from flows.words import Words

LOCAL_LINES = Path(__file__).with_name("local_lines.yaml")
Direct = Literal["handed_over", "walk_in", "off"]


class DirectEntry(BaseModel):
    """What a call or text that comes without an invitation counts as; ``off`` turns it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: Direct = "handed_over"
    text: Direct = "off"


class CallBack(BaseModel):
    """The question by which a caller agrees to be called back by a person of the agency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    yes: Key = "1"
    """The key of the answer that agrees."""


class Line(BaseModel):
    """One phone number that the agency owns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    number: Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]
    surveys: dict[Door, str]
    """The id of the survey that is asked through each door."""
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    direct: DirectEntry = DirectEntry()
    agency: str
    bureau: str | None = None
    program: str
    service: str | None = None
    touchpoint: str | None = None
    transaction_point: TransactionPoint = "post_interaction"
    service_stage: str | None = None
    organizational_unit: str | None = None
    location_code: str | None = None
    sampling_rate: Annotated[float, Field(gt=0, le=1)] = 1.0
    strata: tuple[Stratum, ...] = ()
    """The first that fits a contact sets the rate it is drawn at; without one, the sampling rate does."""
    services: tuple[ServiceRule, ...] = ()
    """The first that fits a contact says what it was about, where the contact does not say so itself."""
    clearance: Clearance | None = None
    clearance_not_needed: Annotated[str | None, Field(min_length=1)] = None
    """The reason why the line may ask without a clearance."""
    outreach: Outreach = Outreach()
    fields: dict[str, Words] = {}
    """Merge fields of the wording, such as ``help_number``; one called ``agency`` or ``program`` is said instead."""
    keyword_replies: Literal["provider", "ours"] = "provider"
    """Who answers STOP, HELP and START texts."""
    distress: Words | None = None
    """The words approved for somebody who may be in danger, in place of the standard ones."""
    staff: tuple[StaffMember, ...] = ()
    """Who is told when something has to be looked at soon, such as words of distress."""
    call_back: CallBack | None = None
    """Without it nobody is followed up."""
    time_zone: Zone = "America/New_York"
    agents_compared: bool = False
    """Whether managers see its agents side by side; agents see the results of their own calls in any case."""

    def __hash__(self) -> int:
        """By its id, so that what is made of a line can be kept by it."""
        return hash(self.id)

    @model_validator(mode="before")
    @classmethod
    def _direct_for_both_doors(cls, given: object) -> object:
        if isinstance(given, dict) and isinstance(given.get("direct"), str):
            return {**given, "direct": {"voice": given["direct"], "text": given["direct"]}}
        return given

    @model_validator(mode="after")
    def _can_ask_where_it_invites(self) -> Line:
        for door in sorted(self.outreach.doors - self.surveys.keys()):
            raise ValueError(f"outreach: invitations come to {door}, and surveys has none for {door}")
        names = [stratum.name for stratum in self.strata]
        if len(set(names)) < len(names):
            raise ValueError("strata: two have the same name")
        return self


class Organization(BaseModel):
    """An agency or bureau as the federal registers know it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int | None = None
    name: str
    abbreviation: str | None = None


class Provider(BaseModel):
    """The High-Impact Service Provider that reports."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int | None = None
    name: str
    slug: str | None = None
    organization: Organization | None = None


class ReportedService(BaseModel):
    """A service as the federal registers know it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int | None = None
    stages: tuple[str, ...] = ()
    """The stages of its journey, in their order."""


class ReportedSurvey(BaseModel):
    """What a survey of another system is called, and how it asks for trust: its responses come without that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    trust_question: str


class Reporting(BaseModel):
    """What the agency's quarterly submission says of the agency itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_zone: Zone = "America/New_York"
    """Where the days of a quarter begin and end."""
    organization: Organization | None = None
    provider: Provider | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    services: dict[str, ReportedService] = {}
    """By the name that lines and contacts use."""
    surveys: dict[str, ReportedSurvey] = {}
    """Surveys whose responses are imported, by the id that the import gave them."""
    due: dict[Annotated[str, Field(pattern=r"^\d{4}-Q[1-4]$")], date] = {}
    """Due dates that OMB announced, by quarter such as ``2026-Q1``; they win over the rule."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the agency's days: of figures, of quarters, and of what pages say."""
        return ZoneInfo(self.time_zone)


class Lines(BaseModel):
    """All lines of the lines file, with ids and numbers that differ."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[tuple[Line, ...], Field(min_length=1)]
    senders: tuple[Sender, ...] = ()
    reporting: Reporting = Reporting()

    @cached_property
    def by_number(self) -> dict[str, Line]:
        """The lines by their E.164 number."""
        return {line.number: line for line in self.lines}

    @cached_property
    def by_id(self) -> dict[str, Line]:
        """The lines by their id."""
        return {line.id: line for line in self.lines}

    @cached_property
    def by_sender(self) -> dict[str, Sender]:
        """The senders by their id: those of the file, and one of its own, by its id, for each line that names none."""
        own = [Sender(id=line.id) for line in self.lines if line.outreach.sender is None]
        return {sender.id: sender for sender in (*own, *self.senders)}

    def sender_of(self, line: Line) -> Sender:
        """What a line's invitations go out from."""
        return self.by_sender[line.outreach.sender or line.id]

    @model_validator(mode="after")
    def _distinct(self) -> Lines:
        for name in ("id", "number"):
            values = [getattr(line, name) for line in self.lines]
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"two lines have the {name} {twice[0]}")
        return self

    @model_validator(mode="after")
    def _senders_fit(self) -> Lines:
        ids = [sender.id for sender in self.senders]
        taken = ids + [line.id for line in self.lines if line.outreach.sender is None]
        twice = sorted({one for one in taken if taken.count(one) > 1})
        if twice:
            raise ValueError(f"senders: {twice[0]} is the id of two, or of a line that sends from its own number")
        for line in self.lines:
            if line.outreach.sender not in (None, *ids):
                raise ValueError(f"line {line.id}: outreach.sender: no sender has the id {line.outreach.sender}")
            if self.sender_of(line).number not in (None, line.number):
                told = "sends from another number: replies would not come back to the line"
                raise ValueError(f"line {line.id}: outreach.sender: {line.outreach.sender} {told}")
        return self


def load_lines(path: Path) -> Lines:
    """The lines of a lines file. Raises BadInput naming file, line and key of the first thing that is wrong."""
    try:
        content, positions = located_yaml(read_text(path), path)
    except SurveyError as error:
        raise BadInput(str(error)) from error
    try:
        return Lines.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at: Position = positions.nearest(first["loc"])
        raise BadInput(f"{path}:{at.line}: {at.key}: {first['msg']}") from error
