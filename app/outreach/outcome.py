"""What is stored of a contact, and what came of a report of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.outreach.eligibility import Code


@dataclass(frozen=True, slots=True)
class Stored:
    """The rows of a contact and of its invitation, if it has one."""

    contact: Row[Any]
    invitation: Row[Any] | None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the contact."""
        return self.contact._asdict()

    @property
    def is_new(self) -> bool:
        """Whether the report at hand made it: none stays undecided, and a call makes a stub that no center reported."""
        return self.contact.decision is None and self.contact.reported_by == "center"

    @property
    def has_session(self) -> bool:
        """Whether the person has begun the survey, as after being handed over."""
        return self.invitation is not None and self.invitation.turn >= 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided on a contact, now or when it was first reported."""

    contact_id: str
    """As the center calls it."""
    code: Code
    invitation_id: str | None
    """None where nobody is asked."""
    due_at: datetime | None
    """When the invitation may go out; None where nothing is due, or not before the call's end is reported."""
    new: bool
    changed: bool
    """Whether anything stored changed."""
