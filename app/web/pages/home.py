"""``/``: what this is, and the way in."""

from __future__ import annotations

from flask import Response

from app.web.pages.guard import runtime, signed_in
from app.web.pages.shell import page


def show() -> Response:
    """What this service is; who is signed in sees what they may do."""
    now = signed_in()
    permissions = [] if now is None else sorted(now.person.permissions)
    return page("home", lines=runtime().lines.lines, permissions=permissions)
