"""What a page asks in the background: how long one is still signed in, and to stay so."""

from __future__ import annotations

from flask import Response, jsonify

from app.web.pages.guard import moment, signed_in


def left() -> Response:
    """How many seconds are left if nothing is done; 0 for whoever is signed out. Asking puts nothing off."""
    now = signed_in()
    return jsonify(seconds=0 if now is None else max(0, int((now.until - moment()).total_seconds())))


def stay() -> Response:
    """Stay signed in: the guard has put the end off."""
    return left()
