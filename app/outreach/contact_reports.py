"""What a contact center says of one contact, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    field_validator,
)

from app.errors import BadInput
from app.line_rules import TransactionPoint
from app.lines import Line, Lines
from app.outreach.moments import Moment, in_future
from app.phone_numbers import e164
from app.zones import Zone

MOST = 1000
"""Contacts of one request, and of one transaction."""

_FACT_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_WEEK = 7 * 86400

CORRECTED = (
    *("reason", "queue", "agent", "outcome", "wait_seconds", "handle_seconds", "service", "touchpoint"),
    *("transaction_point", "service_stage", "organizational_unit", "location_code", "caller_type", "consent"),
    *("landline", "offer", "facts"),
)
"""Fields whose newest word counts; of all others the first does."""


def _printable(given: str) -> str:
    if not given.isprintable():
        raise ValueError("holds a character that cannot be printed")
    return given


def _plain(given: Any, check: Callable[[Any], Any]) -> Any:
    try:
        return check(given)
    except ValidationError as error:
        raise ValueError("is no text of up to 200 characters, whole number, true or false") from error


def _named(given: dict[str, Any]) -> dict[str, Any]:
    for name in given:
        if not _FACT_NAME.fullmatch(name):
            raise ValueError(f"{name:.60} is no name of a fact: small letters, digits, _ and -, a letter first")
    return given


Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
Span = Annotated[int, Field(ge=0, le=_WEEK)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
Fact = Annotated[Words | bool | int, WrapValidator(_plain)]
Facts = Annotated[dict[str, Fact], Field(max_length=40), AfterValidator(_named)]


class ContactReport(BaseModel):
    """One contact-center call. What is not known is left out or null; that erases nothing of what was said before."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, str_strip_whitespace=True, use_attribute_docstrings=True
    )

    contact_id: Words
    """The contact center's own id of the call, the same in every report of it."""
    line: Words
    """The id or the number of the line that asks about the call."""
    number: Annotated[str | None, Field(min_length=1, max_length=60)] = None
    """The person's phone number, with ``+`` or as dialled at home."""
    state: Literal["started", "ended"] = "ended"
    """A call may be reported as it starts, to learn whether the person hears the offer of a survey."""
    started_at: Moment | None = None
    ended_at: Annotated[Moment | None, Field(validate_default=True)] = None
    """Needed of a call that has ended."""
    reason: Words | None = None
    """Why the person called, in the center's words."""
    queue: Words | None = None
    agent: Words | None = None
    """Who spoke to the person; only a keyed hash of it is kept."""
    outcome: Words | None = None
    """How the call ended, in the center's words."""
    wait_seconds: Span | None = None
    handle_seconds: Span | None = None
    service: Words | None = None
    touchpoint: Words | None = None
    transaction_point: TransactionPoint | None = None
    service_stage: Words | None = None
    organizational_unit: Words | None = None
    location_code: Words | None = None
    language: Language | None = None
    """The language to ask in, such as ``es``."""
    time_zone: Zone | None = None
    """Where the person is, such as ``America/Chicago``; left out, all zones of the number's area count."""
    caller_type: Words | None = None
    consent: bool | None = None
    """Whether the person agreed to be asked."""
    landline: bool | None = None
    """Whether the number is known to be a landline, which takes no texts."""
    offer: Literal["accepted", "declined", "no_touch_tone", "transferred_away"] | None = None
    """What became of an offer that was made on the call itself."""
    facts: Facts | None = None
    """What else the survey may ask of the contact."""
    test: bool = False
    """A trial: its response counts nowhere."""

    @field_validator("ended_at", mode="after")
    @classmethod
    def _ends_after_it_started(cls, given: datetime | None, info: ValidationInfo) -> datetime | None:
        if given is None and info.data.get("state") == "ended":
            raise ValueError("is needed of a call that has ended")
        started = info.data.get("started_at")
        if given is not None and started is not None and given < started:
            raise ValueError("is before started_at")
        return given

    def line_of(self, lines: Lines) -> Line | None:
        """The line that is meant; None where there is none such."""
        return lines.by_id.get(self.line) or lines.by_number.get(e164(self.line) or "")


@dataclass(frozen=True, slots=True)
class Fault:
    """One field of a report that cannot be taken, though it is well-formed."""

    place: int
    """Which of the reports, from 0."""
    field: str
    why: str


class BadReports(BadInput):
    """Reports that cannot be taken. Nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(f"contact {first.place + 1}: {first.field} {first.why}")
        self.faults = faults


def faults(reports: Iterable[ContactReport], lines: Lines, now: datetime) -> Iterator[Fault]:
    """What is wrong with reports, beside the lines and the clock."""
    for place, report in enumerate(reports):
        if report.line_of(lines) is None:
            yield Fault(place, "line", "is neither the id nor the number of a line")
        for field in ("started_at", "ended_at"):
            moment = getattr(report, field)
            if moment is not None and in_future(moment, now):
                yield Fault(place, field, "lies in the future")


def folded(reports: Sequence[ContactReport]) -> ContactReport:
    """All reports of one contact as one, in the order in which they came."""
    return reduce(_followed, reports)


def _followed(earlier: ContactReport, later: ContactReport) -> ContactReport:
    told = {name: value for name, value in later if value is not None}
    known = {name for name, value in earlier if value is not None}
    changes = {name: value for name, value in told.items() if name in CORRECTED or name not in known}
    if "ended" in (earlier.state, later.state):
        changes["state"] = "ended"
    changes["test"] = earlier.test or later.test
    return earlier.model_copy(update=changes)
