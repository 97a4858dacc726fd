"""What may be said about a survey or one of its questions beside what people hear: who agreed, who read it, why."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Day = date
Reason = Annotated[str, Field(pattern=r"\S")]
"""Why something is so, in words for people."""

FederalDriver = Literal["effectiveness", "ease", "efficiency", "transparency", "employee"]
"""The drivers of OMB Circular A-11 section 280.10; humanity came with the tapped lists of the web survey."""


class Discussed(BaseModel, frozen=True, extra="forbid"):
    """A talk with OMB about what departs from the wording or the scales that it gives."""

    date: Day
    reference: Reason
    """Where it can be looked up: a letter, a message, a review."""


class Review(BaseModel, frozen=True, extra="forbid"):
    """Who read the words of a language and found them right."""

    by: Reason
    date: Day


class Waived(BaseModel, frozen=True, extra="forbid"):
    """Why a survey need not keep the federal rules: for trials only, whose responses are marked as test."""

    none_because: Reason
