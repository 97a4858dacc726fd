"""Approvals: what OMB approved, as the lines file says it, and where that says nothing as the records have it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Self

from app.line_clearances import Clearance
from app.lines import Line

EXTENSION = ("extended_until", "extended_reason", "extended_by")
"""Columns that belong together: where the lines file says nothing of an extension, there is none."""

SAID = {
    "expires": "expires_on",
    **{name: name for name in EXTENSION},
    "burden_minutes": "burden_minutes",
    "title": "title",
    "issued": "issued_on",
    "approved_responses": "approved_responses",
    "approved_hours": "approved_hours",
    "federal_register_url": "federal_register_url",
}
"""By key of the lines file, the column of ``clearances``."""


def said(clearance: Clearance) -> dict[str, Any]:
    """The columns of ``clearances`` that a line speaks of. Where it names no extension, it says that there is none."""
    given = {column: getattr(clearance, key) for key, column in SAID.items()}
    return {name: value for name, value in given.items() if value is not None or name in EXTENSION}


def said_by(lines: Iterable[Line]) -> dict[str, dict[str, Any]]:
    """What lines say of their clearances together, by control number; the first word on a column counts."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.clearance is not None:
            number = line.clearance.control_number
            found[number] = said(line.clearance) | found.get(number, {})
    return found


@dataclass(frozen=True, slots=True)
class Approval:
    """A clearance with its dates and limits."""

    control_number: str
    expires_on: date
    extended_until: date | None = None
    issued_on: date | None = None
    burden_minutes: float | None = None
    approved_responses: int | None = None
    approved_hours: float | None = None
    title: str | None = None

    @classmethod
    def of(cls, control_number: str, columns: Mapping[str, Any]) -> Self:
        """The approval that columns of ``clearances`` tell of."""
        return cls(control_number, **{name: columns[name] for name in _COLUMNS & columns.keys()})

    @property
    def valid_through(self) -> date:
        """The last day on which it is valid."""
        return max(self.expires_on, self.extended_until or self.expires_on)

    @property
    def anniversary(self) -> date:
        """A day on which a year of it begins: the day it was issued, else the one after it expires."""
        if self.issued_on is not None:
            return self.issued_on
        return self.expires_on if self.expires_on == date.max else self.expires_on + timedelta(days=1)

    @property
    def limit(self) -> int | None:
        """The responses that a year may have: those approved, or those that fill the approved hours if they are fewer.

        None where neither is known. A response takes the burden that was approved for one.
        """
        limits = [] if self.approved_responses is None else [self.approved_responses]
        if self.approved_hours is not None and self.burden_minutes is not None:
            # What the hours give exactly is not lost to the last digit of a float.
            limits.append(math.floor(round(self.approved_hours * 60 / self.burden_minutes, 6)))
        return min(limits, default=None)


_COLUMNS = {field.name for field in fields(Approval)} - {"control_number"}
