"""The recordings that surveys name, at ``/audio/<hash>/<file>``, open to all: the provider fetches and plays them."""

from __future__ import annotations

import hashlib

import structlog
from flask import Blueprint, Response, request

from app.web.voice import runtime
from flows.audio import CONTENT_TYPES

log = structlog.get_logger()
door = Blueprint("audio", __name__)

_HEADERS = {
    # An address names its bytes, so what was fetched once stays right.
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}


@door.get("/audio/<digest>/<file>")
def recording(digest: str, file: str) -> Response:
    """A recording; 404 for any other file, and for one whose bytes have changed since the start."""
    path = runtime().catalogue.recordings.get(f"{digest}/{file}")
    if path is None:
        return _missing()
    try:
        content = path.read_bytes()
    except OSError:
        log.exception("a recording cannot be read", file=str(path))
        return _missing()
    if not hashlib.sha256(content).hexdigest().startswith(digest):
        log.error("a recording has changed since the start: give it another name", file=str(path))
        return _missing()
    found = Response(content, content_type=CONTENT_TYPES[path.suffix], headers=_HEADERS)
    found.set_etag(digest)
    found.make_conditional(request)
    return found


def _missing() -> Response:
    return Response("no such recording\n", 404, content_type="text/plain; charset=utf-8")
