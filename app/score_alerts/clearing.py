"""Clearances that come to their end. Staff is told by the watch over clearances; here they only stand with the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.clearances.standing import Standing
from app.clearances.warnings import due, said
from app.lines import Line
from app.score_alerts.found import Found


def ending(standings: Sequence[Standing], lines: Sequence[Line], now: datetime) -> Iterator[Found]:
    """The warnings that hold now, for each line that asks under the clearance."""
    for one in standings:
        number = one.approval.control_number
        for row in due(one, now):
            words = f"OMB clearance {number}: {said(row['kind'], row['level'], row['found'])}."
            figures = {"control_number": number, "level": row["level"], "found": row["found"]}
            for line in lines:
                if line.clearance and line.clearance.control_number == number:
                    about = f"{number} {row['kind']} {row['level']}"
                    yield Found("clearance", line.id, about, words, figures)
