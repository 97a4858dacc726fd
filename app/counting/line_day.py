"""One local day of one line, as the statements that count it name it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam

from app.records.base import UtcTime
from app.records.responses import Response
from app.reporting.selection import happened_within


class LineDay(NamedTuple):
    """A line, None for responses without one, and the time from ``since`` up to ``before``."""

    line_id: str | None
    since: datetime
    before: datetime

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What a statement with ``responses_of`` is executed with."""
        line = {} if self.line_id is None else {"line": self.line_id}
        return {**line, "since": self.since, "before": self.before}


@cache
def responses_of(*, any_line: bool) -> ColumnElement[bool]:
    """The responses of a day that is given by its ``parameters``; made once, since that takes longer than a count."""
    line = Response.line_id == bindparam("line") if any_line else Response.line_id.is_(None)
    return and_(line, happened_within(bindparam("since", type_=UtcTime()), bindparam("before", type_=UtcTime())))
