"""What can be ordered: a format and the responses that the file is to hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
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
