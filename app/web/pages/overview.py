"""The overview: how many answered, by line and channel."""

from __future__ import annotations

from flask import Response

from app.reporting.line_counts import line_counts
from app.web.pages.filters import read_filters
from app.web.pages.guard import runtime
from app.web.pages.shell import page


def show() -> Response:
    """Lines and channels side by side."""
    filters = read_filters()
    if filters.selection is None:
        return page("overview", 422, filters=filters, counts=[])
    with runtime().database.read() as connection:
        counts = line_counts(connection, filters.selection)
    return page("overview", filters=filters, counts=counts)
