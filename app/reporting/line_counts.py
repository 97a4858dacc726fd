"""How many responses a selection holds, by line and channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, func, select

from app.records.responses import Response
from app.reporting.selection import Selection


@dataclass(frozen=True, slots=True)
class LineCount:
    """The responses of one channel of a line; ``line`` is None for imported ones."""

    line: str | None
    channel: str
    responses: int
    """All of them, those still under way included."""
    respondents: int
    """Those that count, with at least one substantive answer."""


def line_counts(connection: Connection, selection: Selection) -> Sequence[LineCount]:
    """The counts of each line and channel that has responses, in their order. Raises BadInput as the selection."""
    counts = case((and_(*selection.respondents()), 1))
    asked = (
        select(Response.line_id, Response.channel, func.count(), func.count(counts))
        .where(*selection.responses())
        .group_by(Response.line_id, Response.channel)
        .order_by(Response.line_id, Response.channel)
    )
    return [LineCount(*row) for row in connection.execute(asked)]
