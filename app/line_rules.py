"""Rules of a line that look at a contact: which stratum it is drawn from, and which service it was about."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

DEFAULT_STRATUM = "default"
"""The stratum of the contacts that no rule fits; drawn at the line's own sampling rate."""

TransactionPoint = Literal["post_interaction", "post_service_journey", "relational"]
Values = Annotated[
    tuple[str, ...], Field(min_length=1), BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)
]
"""One value, or a list of which any will do; compared letter by letter."""

CONDITIONS = ("queue", "outcome", "reason", "caller_type")


class Described(Protocol):
    """What the rules ask of a contact."""

    @property
    def queue(self) -> str | None:
        """The queue in which the caller waited."""

    @property
    def outcome(self) -> str | None:
        """How the center says that the call ended."""

    @property
    def reason(self) -> str | None:
        """Why the person called."""

    @property
    def caller_type(self) -> str | None:
        """What kind of caller the person is."""


class ContactRule(BaseModel):
    """A rule for the contacts that meet all of its conditions. It must have at least one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    queue: Values | None = None
    outcome: Values | None = None
    reason: Values | None = None
    caller_type: Values | None = None

    def fits(self, contact: Described) -> bool:
        """Whether the contact meets every condition; one whose value is not known meets none."""
        wanted = ((getattr(self, name), getattr(contact, name)) for name in CONDITIONS)
        return all(values is None or value in values for values, value in wanted)

    @model_validator(mode="after")
    def _has_a_condition(self) -> ContactRule:
        if all(getattr(self, name) is None for name in CONDITIONS):
            raise ValueError(f"needs at least one of {', '.join(CONDITIONS)}")
        return self


class Stratum(ContactRule):
    """Contacts that are drawn at a rate of their own."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    rate: Annotated[float, Field(gt=0, le=1)]

    @model_validator(mode="after")
    def _own_name(self) -> Stratum:
        if self.name == DEFAULT_STRATUM:
            raise ValueError(f"name: {DEFAULT_STRATUM} is the name of what no stratum fits")
        return self


class ServiceRule(ContactRule):
    """What contacts were about, where they do not say it themselves; what is left out is the line's own."""

    service: str | None = None
    touchpoint: str | None = None
    transaction_point: TransactionPoint | None = None
    service_stage: str | None = None
    organizational_unit: str | None = None
    location_code: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ServiceRule:
        told = set(ServiceRule.model_fields) - set(CONDITIONS)
        if all(getattr(self, name) is None for name in told):
            raise ValueError(f"needs at least one of {', '.join(sorted(told))}")
        return self
