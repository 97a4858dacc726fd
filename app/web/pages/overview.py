"""The overview: how each line is doing, its channels side by side, and what happened meanwhile."""

from __future__ import annotations

from flask import Response

from app.access.roles import Permission
from app.notes.trend import noted_overview
from app.pictures.keeping import show as show_pictures
from app.pictures.of_pages import of_overview
from app.web.pages.filters import read_filters
from app.web.pages.guard import person, runtime
from app.web.pages.shell import page


def show() -> Response:
    """Summary cards first, then the tables of each line."""
    filters, lines = read_filters(), runtime().lines
    if filters.view is None:
        return page("overview", 422, filters=filters)
    with runtime().database.read() as connection:
        noted = noted_overview(connection, lines, filters.view)
    pictures = show_pictures(runtime(), of_overview(noted.overview, lines), filters.view.units)
    may_note = person().may(Permission.NOTES_WRITE)
    return page("overview", filters=filters, noted=noted, pictures=pictures, by_id=lines.by_id, may_note=may_note)
