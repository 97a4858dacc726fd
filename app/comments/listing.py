"""Single responses as a table, newest first, without anything that a person wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.comments.places import newest, place_of
from app.comments.wanted import Wanted
from app.lines import Lines
from app.records.comment_work import CommentWork
from app.records.responses import Response
from app.reporting.selection import Selection

PAGE = 50
_COLUMNS = (
    Response.response_id,
    Response.line_id,
    Response.organizational_unit,
    Response.channel,
    Response.language,
    Response.entry,
    Response.status,
    Response.late,
    Response.trust,
    Response.trust_scale,
    Response.satisfaction,
    Response.asked_count,
    Response.answered_count,
    Response.duration_seconds,
    CommentWork.state.label("follow_up"),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """Responses, and the one behind which the next page begins; None at the end."""

    rows: Sequence[Row[Any]]
    """``at`` says when each counts."""
    older: str | None


def listing(
    connection: Connection, lines: Lines, selection: Selection, wanted: Wanted, before: str | None = None
) -> Listing:
    """A page of responses. Raises BadInput where ``before`` names no response that may be seen."""
    place = place_of(connection, before, selection.units) if before else None
    conditions = list(wanted.conditions(connection, lines))
    rows = newest(connection, selection, _COLUMNS, conditions, before=place, limit=PAGE + 1)
    return Listing(rows[:PAGE], rows[PAGE - 1].response_id if len(rows) > PAGE else None)
