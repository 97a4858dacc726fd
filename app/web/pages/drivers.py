"""The drivers: what goes with good and bad scores, by line, channel and instrument."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.overview.driver_words import CALLED, SIGNS, diverging, parts
from app.overview.drivers import drivers
from app.pictures.keeping import show as show_pictures
from app.pictures.of_pages import of_drivers
from app.reporting.figures.drivers import CAUTION
from app.web.pages.filters import read_filters
from app.web.pages.guard import runtime
from app.web.pages.shell import page

_WORDS: dict[str, Any] = {"called": CALLED, "signs": SIGNS, "caution": CAUTION, "diverging": diverging, "parts": parts}


def show() -> Response:
    """Scored drivers with their shares of R², tapped lists with their shares of mentions."""
    filters, lines = read_filters(), runtime().lines
    if filters.view is None:
        return page("drivers", 422, filters=filters)
    with runtime().database.read() as connection:
        found = drivers(connection, lines, filters.view)
    pictures = show_pictures(runtime(), of_drivers(found, lines), filters.view.units)
    return page("drivers", filters=filters, found=found, pictures=pictures, by_id=lines.by_id, **_WORDS)
