"""A response as a file of the web channel tells it, and what such a file does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.records.responses import INDICATORS

Told = tuple[int | None, ...]
"""The 14 indicators in the order of the columns: 1 chosen, 0 offered and not chosen, None not asked."""

NOTHING_TOLD: Told = (None,) * len(INDICATORS)

ABOUT = {
    "service": "service",
    "touchpoint": "touchpoint",
    "transaction_point": "transaction_point",
    "stage": "service_stage",
    "unit": "organizational_unit",
    "location": "location_code",
    "agency": "agency",
    "bureau": "bureau",
    "language": "language",
    "clearance": "clearance",
    "survey_version": "survey_version",
}
"""By option of the command, the column of ``responses`` that it fills where the file says nothing."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What people set beside a response where it came from."""

    tags: tuple[str, ...] = ()
    flagged: bool = False
    archived: bool = False
    deleted: bool = False
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebResponse:
    """One response of the web channel, its cells checked."""

    source_id: str
    created_at: datetime
    scores: Mapping[str, int | None]
    """By measure: 1 to 5 or None; trust also 0 and 1 for thumbs."""
    told: Told = NOTHING_TOLD
    comment: str | None = None
    """None where there is nothing at all, which is not the same as an empty text."""
    location_code: str | None = None
    language: str | None = None
    marks: Marks | None = None
    """None where the file has no columns for them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the responses of a file come from, and what holds for all of them."""

    source: str
    """``touchpoints:`` and the form."""
    survey_id: str
    instrument: str
    channel: str
    trust_scale: str
    """``likert_5`` or ``thumbs``."""
    offered: tuple[str, ...]
    """The drivers, or the measures of a form with one item each, that the form asks for where the file does not say."""
    created_at: datetime | None = None
    """When responses count whose file has no times."""
    created_within: tuple[datetime, datetime] | None = None
    """From when on, and before when, those were recorded: a time known from elsewhere that lies within is kept."""
    about: Mapping[str, str | int | None] = field(default_factory=dict)
    """By column of ``ABOUT``; None where it is not known."""
    test: bool = False
