"""The staff of a line who are told when something has to be looked at soon."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class StaffMember(BaseModel):
    """Somebody who is alerted, by text, by mail, or both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")] | None = None
    mail: Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$", max_length=254)] | None = None

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if self.text is None and self.mail is None:
            raise ValueError("needs a text or a mail address, or nobody is told")
        return self
