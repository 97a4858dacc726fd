"""The audit as a page: the newest events, older ones behind a link."""

from __future__ import annotations

from flask import Response, abort, request

from app.access import audit
from app.access.people import listed
from app.web.pages.guard import runtime
from app.web.pages.shell import page

_MOST_DIGITS = 18


def show() -> Response:
    """A hundred events, those before ``before`` if that is given."""
    given = request.args.get("before", "")
    if given and not (given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS):
        abort(404)
    with runtime().database.read() as connection:
        events = audit.listed(connection, int(given) if given else None)
        names = {f"person:{one.id}": one.email for one in listed(connection)}
    older = events[-1].id if len(events) == audit.MOST_AT_ONCE else None
    return page("audit", events=events, names=names, older=older)
