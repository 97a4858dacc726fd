"""Comments: what callers wrote, newest first, searched and narrowed down."""

from __future__ import annotations

from flask import Response, request

from app.comments import marks
from app.comments.questions import Wording
from app.comments.searching import words_of
from app.comments.stream import MOST_SEARCHED, Reader
from app.comments.wanted import FOLLOW_UP_WORDS
from app.errors import BadInput
from app.web.pages.filters import Filters, read_filters
from app.web.pages.guard import person, runtime
from app.web.pages.shell import page
from app.web.pages.wanted import COMMENT_FILTERS, read_further


def show() -> Response:
    """A page of comments."""
    filters = read_filters()
    further = read_further(COMMENT_FILTERS, filters.today)
    if filters.selection is None or further.wanted is None:
        return _page(422, filters, further=further)
    try:
        with runtime().database.read() as connection:
            words, before = words_of(further.given["words"]), request.args.get("before")
            found = reader().page(connection, filters.selection, further.wanted, words, before)
            tags = marks.offered(connection, agencies(filters), person().access.units)
    except BadInput as error:
        return _page(422, filters, further=further, problem=str(error))
    return _page(200, filters, further=further, found=found, tags=tags, most=MOST_SEARCHED)


def reader() -> Reader:
    """What comments are read with in this process."""
    return Reader(runtime().lines, Wording(runtime().catalogue, runtime().lines))


def agencies(filters: Filters) -> frozenset[str] | None:
    """The agencies whose tags are offered: those of the lines that the person sees."""
    return None if person().access.units is None else frozenset(line.agency for line in filters.lines)


def _page(status: int, filters: Filters, **shown: object) -> Response:
    by_id = runtime().lines.by_id
    return page("comments", status, filters=filters, by_id=by_id, follow_ups=FOLLOW_UP_WORDS, **shown)
