"""The clearance of a line, as the lines file sets it: what OMB approved, and what its notice says."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from flows.words import Words

Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, Field(pattern=r"^https?://[^\s\x00]+$")]


class Clearance(BaseModel):
    """The OMB clearance that a line asks under. Lines that ask under the same one share its limits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    control_number: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    expires: date
    extended_until: date | None = None
    """The last day of an extension beyond ``expires``, with its reason and who put it down."""
    extended_reason: Text | None = None
    extended_by: Text | None = None
    burden_minutes: Annotated[float, Field(gt=0)]
    title: str | None = None
    issued: date | None = None
    approved_responses: Annotated[int | None, Field(ge=0)] = None
    """How many responses a year were approved."""
    approved_hours: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    """How many hours of people's time a year were approved."""
    federal_register_url: str | None = None
    contact: Text | None = None
    """Where people send comments on the burden: an address, a page or an e-mail address."""
    notice: Words | None = None
    """Why the agency asks and how it uses the answers, in the words of the notice."""
    privacy_act: Words | None = None
    """The Privacy Act statement."""
    sorn_url: Address | None = None
    """Where the system of records notice stands."""
    privacy_act_not_applicable: Words | None = None
    """Why the Privacy Act does not apply, as what follows a "because"."""

    @property
    def valid_through(self) -> date:
        """The last day on which it is valid, an extension included."""
        return self.expires if self.extended_until is None else self.extended_until

    @model_validator(mode="after")
    def _extension_is_whole(self) -> Clearance:
        told = [value is not None for value in (self.extended_until, self.extended_reason, self.extended_by)]
        if any(told) and not all(told):
            raise ValueError("an extension needs extended_until, extended_reason and extended_by")
        if self.valid_through < self.expires:
            raise ValueError(f"extended_until, {self.extended_until}, comes before expires, {self.expires}")
        if self.issued is not None and self.issued > self.expires:
            raise ValueError(f"issued, {self.issued}, comes after expires, {self.expires}")
        return self

    @model_validator(mode="after")
    def _privacy_act_or_not(self) -> Clearance:
        if self.privacy_act_not_applicable is not None and (self.privacy_act or self.sorn_url) is not None:
            raise ValueError("privacy_act_not_applicable: a Privacy Act statement or its SORN is given too")
        return self
