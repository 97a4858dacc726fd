"""The audit as a page: the newest events, older ones behind a link."""

from __future__ import annotations

from flask import Response

from app.access import audit, people
from app.web.pages.guard import runtime
from app.web.pages.shell import page
from app.web.pages.typed import number_in_address


def show() -> Response:
    """A hundred events, those before ``before`` if that is given."""
    before = number_in_address("before")
    with runtime().database.read() as connection:
        events = audit.listed(connection, before)
        names = people.names(connection)
    older = events[-1].id if len(events) == audit.MOST_AT_ONCE else None
    return page("audit", events=events, names=names, older=older)
