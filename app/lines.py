"""Lines: the phone numbers that the agency owns, as the lines file sets them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import BadInput
from flows.channels import Door
from flows.load import Position, SurveyError, located_yaml, read_text
from flows.words import Words

LOCAL_LINES = Path(__file__).with_name("local_lines.yaml")
Direct = Literal["handed_over", "walk_in", "off"]


class Clearance(BaseModel):
    """The OMB clearance that a line asks under."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    control_number: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    expires: date
    burden_minutes: Annotated[float, Field(gt=0)]


class DirectEntry(BaseModel):
    """What a call or text that comes without an invitation counts as; ``off`` turns it away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: Direct = "handed_over"
    text: Direct = "off"


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
    transaction_point: Literal["post_interaction", "post_service_journey", "relational"] = "post_interaction"
    service_stage: str | None = None
    organizational_unit: str | None = None
    location_code: str | None = None
    sampling_rate: Annotated[float, Field(gt=0, le=1)] = 1.0
    clearance: Clearance | None = None
    fields: dict[str, Words] = {}
    """Merge fields of the wording, such as ``help_number``; one called ``agency`` or ``program`` is said instead."""
    keyword_replies: Literal["provider", "ours"] = "provider"
    """Who answers STOP, HELP and START texts."""
    time_zone: str = "America/New_York"

    def __hash__(self) -> int:
        """By its id, so that what is made of a line can be kept by it."""
        return hash(self.id)

    @model_validator(mode="before")
    @classmethod
    def _direct_for_both_doors(cls, given: object) -> object:
        if isinstance(given, dict) and isinstance(given.get("direct"), str):
            return {**given, "direct": {"voice": given["direct"], "text": given["direct"]}}
        return given


class Lines(BaseModel):
    """All lines of the lines file, with ids and numbers that differ."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[tuple[Line, ...], Field(min_length=1)]

    @cached_property
    def by_number(self) -> dict[str, Line]:
        """The lines by their E.164 number."""
        return {line.number: line for line in self.lines}

    @cached_property
    def by_id(self) -> dict[str, Line]:
        """The lines by their id."""
        return {line.id: line for line in self.lines}

    @model_validator(mode="after")
    def _distinct(self) -> Lines:
        for name in ("id", "number"):
            values = [getattr(line, name) for line in self.lines]
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"two lines have the {name} {twice[0]}")
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
