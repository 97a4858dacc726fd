"""The overview: every clearance that is known here, counted now, with its lines and the warnings that were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from app.clearances.approvals import said_by
from app.clearances.counting import approvals, counted
from app.clearances.standing import Standing
from app.clearances.warnings import given
from app.lines import Lines
from app.records.clearances import Clearance


@dataclass(frozen=True, slots=True)
class Overview:
    """One clearance."""

    standing: Standing
    extension: tuple[str, str] | None
    """The reason of an extension and who put it down."""
    lines: Sequence[str]
    """The ids of the lines that ask under it."""
    warnings: Sequence[Row[Any]]
    """The newest first."""


def overview(connection: Connection, lines: Lines, now: datetime) -> list[Overview]:
    """Those of the lines and those that are stored without one, by control number."""
    stored = {row.control_number: row._asdict() for row in connection.execute(select(Clearance))}
    said = said_by(lines.lines)
    numbers: dict[str, dict[str, Any]] = {**{number: {} for number in stored}, **said}
    standing = counted(connection, approvals(connection, numbers), now, lines.reporting.zone)
    warnings = given(connection)
    return [
        Overview(
            one,
            _extension({**stored.get(number, {}), **said.get(number, {})}),
            [line.id for line in lines.lines if line.clearance is not None and line.clearance.control_number == number],
            [row for row in warnings if row.control_number == number],
        )
        for number, one in sorted({one.approval.control_number: one for one in standing}.items())
    ]


def _extension(columns: dict[str, Any]) -> tuple[str, str] | None:
    if columns.get("extended_until") is None:
        return None
    return str(columns["extended_reason"]), str(columns["extended_by"])
