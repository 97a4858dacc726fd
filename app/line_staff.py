"""The staff of a line who are told when something has to be looked at soon."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

WEBHOOK = r"^(https://[^/?#\s@]+|http://(127\.0\.0\.1|localhost)(:\d{1,5})?)(/[^\s#]*)?$"
"""Over TLS, or on this machine."""


class StaffMember(BaseModel):
    """Somebody, or a program, that is alerted in each of the ways given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")] | None = None
    mail: Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$", max_length=254)] | None = None

    webhook: Annotated[str, Field(pattern=WEBHOOK, max_length=2000)] | None = None
    """Where the alert is posted as JSON. Its address is as secret as what may be done with it."""

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if self.text is None and self.mail is None and self.webhook is None:
            raise ValueError("needs a text number, a mail address or a webhook, or nobody is told")
        return self
