"""What can be ordered: a format and the responses that the file is to hold."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import core_schema

from app.errors import BadInput
from app.lines import Lines, Reporting
from app.records.responses import STATUSES
from app.reporting.export import FORMATS
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.writing import Asked
from app.reporting.imports.row_types import Day
from app.reporting.selection import Selection
from app.zones import Zone
from flows.channels import CHANNEL_NAMES

QUARTER = "quarter"
"""The format of the archive that holds the submission of a quarter."""
REPORT = "report-pdf"
"""The format of the report with pictures, which people order. It holds figures, and no response."""
OF_THE_AGENCY = frozenset(
    {QUARTER, *(form for form in FORMATS if form.startswith(("touchpoints-v1", "touchpoints-v2-")))}
)
"""Formats that hold volumes and counts of services as a whole, whatever the unit."""
WITHOUT_COMMENTS = "Comments are left out, since whoever ordered the file may not read them."


@dataclass(frozen=True)
class _OneOf:
    """Says of a text that it is one of these words."""

    words: Sequence[str]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        """What pydantic asks for: the check, from which it also makes the ``enum`` of the JSON schema."""
        return core_schema.literal_schema(list(self.words))


def _known_quarter(written: str) -> str:
    try:
        return str(FiscalQuarter.parse(written))
    except BadInput as error:
        raise ValueError(str(error)) from error


Word = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Channel = Annotated[str, _OneOf(CHANNEL_NAMES)]
Status = Annotated[str, _OneOf(STATUSES)]
Format = Annotated[str, _OneOf(FORMATS)]
Quarter = Annotated[str, Field(examples=["2026-Q1"]), AfterValidator(_known_quarter)]
_LaxDay = Annotated[Day, Field(strict=False)]  # JSON writes days as texts


class Filters(BaseModel):
    """Which responses are meant. What is left out is left open; both days are included."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    line: Word | None = None
    survey: Word | None = None
    service: Word | None = None
    unit: Word | None = None
    location: Word | None = None
    channel: Channel | None = None
    language: Word | None = None
    status: Status | None = None
    queue: Word | None = None
    since: _LaxDay | None = None
    until: _LaxDay | None = None
    quarter: Quarter | None = None
    """A fiscal quarter; excludes ``since`` and ``until``."""
    zone: Zone | None = None
    """Where days are local; left out, that of the agency's reports."""
    include_test: bool = False

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.quarter is not None and (self.since or self.until):
            raise ValueError("quarter excludes since and until")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} comes after until {self.until}")
        return self

    def selection(self, reporting: Reporting, *, walk_ins: bool = False) -> Selection:
        """The responses meant, days without a zone taken as those of the agency."""
        quarter = self.quarter and FiscalQuarter.parse(self.quarter)
        return Selection(
            zone=ZoneInfo(self.zone or reporting.time_zone),
            line=self.line,
            survey=self.survey,
            service=self.service,
            unit=self.unit,
            location=self.location,
            channel=self.channel,
            language=self.language,
            status=self.status,
            queue=self.queue,
            since=quarter.first_day if quarter else self.since,
            until=quarter.last_day if quarter else self.until,
            include_test=self.include_test,
            walk_ins=walk_ins,
        )


class Order(Filters):
    """A file of responses, as a program or person asks for it."""

    model_config = ConfigDict(strict=True)

    format: Format
    walk_ins: bool = False
    """touchpoints formats: also people whom nobody invited, for trying out."""
    identifying: bool = False
    """With contact, agent and exact times; needs a scope of its own."""

    def asked(self, lines: Lines, made_at: datetime) -> Asked:
        """The order as writers take it."""
        selection = self.selection(lines.reporting, walk_ins=self.walk_ins)
        return Asked(selection, self.identifying, lines.reporting, lines.lines, made_at)


class PersonOrder(Order):
    """A file as a person asks for it: of responses, or the report with pictures."""

    format: Annotated[str, _OneOf((*FORMATS, REPORT))]

    @model_validator(mode="after")
    def _counted(self) -> Self:
        """A report is of days that were counted, whatever became of single responses."""
        if self.format != REPORT:
            return self
        if self.quarter is None and (self.since is None or self.until is None):
            raise ValueError("a report needs a fiscal quarter, or both days")
        unknown = [name for name in ("status", "identifying", "include_test") if getattr(self, name)]
        if unknown:
            raise ValueError(f"a report knows no single responses; please leave out: {', '.join(unknown)}")
        return self


class BoundOrder(PersonOrder):
    """An order with what whoever asks may see: it stands in the order, so a file cannot hold more, whoever makes it."""

    units: tuple[Word, ...] | None = None
    """The organizational units whose responses may be in it; none named: of all, also of those without a unit."""
    comments: bool = True
    """Whether what people wrote in their own words may be in it."""

    @model_validator(mode="after")
    def _whole_agency(self) -> Self:
        if self.units is not None and self.format in OF_THE_AGENCY:
            raise ValueError(f"{self.format} tells of the whole agency; it is for those who see all units")
        return self

    @classmethod
    def bind(cls, order: Order, units: Collection[str] | None, *, comments: bool) -> BoundOrder:
        """The order of somebody who may see these units (None: all) and may or may not read comments.

        Raises BadInput where the file would tell of more.
        """
        named = None if units is None else sorted(units)
        bounds = {"units": named, "comments": comments and order.format != REPORT}
        try:
            return cls.model_validate_json(json.dumps(_written(order) | bounds))
        except ValidationError as error:
            raise BadInput(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from error

    def within(self, units: Collection[str] | None, *, identifying: bool, comments: bool) -> bool:
        """Whether somebody who may see this much now may have the file."""
        seen = units is None or (self.units is not None and set(self.units) <= set(units))
        return seen and (identifying or not self.identifying) and (comments or not self.comments)

    def asked(self, lines: Lines, made_at: datetime) -> Asked:
        """The order as writers take it, no wider than its bounds."""
        asked = super().asked(lines, made_at)
        units = None if self.units is None else frozenset(self.units)
        notes = [] if self.comments else [WITHOUT_COMMENTS]
        return replace(
            asked, selection=replace(asked.selection, units=units), comments=self.comments, notes=[*asked.notes, *notes]
        )


def counted(form: str, number: int) -> str:
    """How much of a file there is, in words: its responses, of a report its pictures."""
    one = "picture" if form == REPORT else "response"
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _written(order: Order) -> dict[str, Any]:
    return order.model_dump(mode="json", exclude_defaults=True)
