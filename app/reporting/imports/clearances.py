"""OMB clearances: rows of a file, of the API or of the lines file, and their writing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator
from sqlalchemy import Connection

from app.clearances.approvals import EXTENSION, SAID, said
from app.errors import BadInput
from app.lines import Lines
from app.records.clearances import Clearance
from app.reporting.imports.keyed import Keyed, Saved
from app.reporting.imports.row_types import Count, Day, Row, Words

CLEARANCES = Keyed(Clearance, ("control_number",))

_CONTROL_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")
_FROM_LINES = "lines file"


def _control_number(given: str) -> str:
    if not _CONTROL_NUMBER.fullmatch(given):
        raise ValueError("is not written like 1234-5678")
    return given


class ClearanceRow(Row):
    """One OMB control number with its dates and limits."""

    control_number: Annotated[str, AfterValidator(_control_number)]
    expires_on: Day
    """The last day on which it is valid."""
    title: Words | None = None
    issued_on: Day | None = None
    burden_minutes: Annotated[float | None, Field(gt=0, allow_inf_nan=False)] = None
    """The time that one response may take, as approved."""
    approved_responses: Count | None = None
    """How many responses a year were approved."""
    approved_hours: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    """How many hours of people's time a year were approved."""
    extended_until: Day | None = None
    """The last day of an extension beyond ``expires_on``, with its reason and who put it down."""
    extended_reason: Words | None = None
    extended_by: Words | None = None
    federal_register_url: Annotated[str | None, Field(pattern=r"^https?://[^\s\x00]+$", max_length=2000)] = None

    @model_validator(mode="after")
    def _issued_before_it_expires(self) -> Self:
        if self.issued_on is not None and self.issued_on > self.expires_on:
            raise ValueError(f"issued_on, {self.issued_on}, comes after expires_on, {self.expires_on}")
        return self

    @model_validator(mode="after")
    def _extension_is_whole(self) -> Self:
        missing = [name for name in EXTENSION if getattr(self, name) is None]
        if 0 < len(missing) < len(EXTENSION):
            raise ValueError(f"an extension needs {' and '.join(missing)} too")
        return self


def save_clearances(connection: Connection, rows: Sequence[ClearanceRow], source: str, now: datetime) -> Saved:
    """Writes clearances within the caller's transaction; what a row does not name keeps its stored value.

    ``source`` says where they come from. Raises BadInput where two rows have one control number, or where one does
    not go with what is stored.
    """
    return CLEARANCES.save(connection, [row.model_dump(exclude_unset=True) for row in rows], source, now, ClearanceRow)


def publish_clearances(connection: Connection, lines: Lines, now: datetime) -> Saved:
    """Puts what the lines file says of clearances into the table, as a process starts.

    The file wins for what it says; what it leaves out keeps its stored value, but for an extension: one that it does
    not name is none. Raises BadInput where two lines say different things of one control number.
    """
    rows: dict[str, dict[str, Any]] = {}
    for line in lines.lines:
        if line.clearance is None:
            continue
        number = line.clearance.control_number
        row = rows.setdefault(number, {"control_number": number})
        for column, value in said(line.clearance).items():
            if row.setdefault(column, value) != value:
                key = next(key for key, name in SAID.items() if name == column)
                raise BadInput(
                    f"lines file: line {line.id}: clearance {number}: {key} is {value}, another line says {row[column]}"
                )
    return CLEARANCES.save(connection, list(rows.values()), _FROM_LINES, now)
