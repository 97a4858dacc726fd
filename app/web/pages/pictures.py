"""The files of pictures, for those who may see the figures that are drawn."""

from __future__ import annotations

from flask import Response, abort

from app.pictures.keeping import Kind, fetch
from app.web.pages.guard import person, runtime
from app.web.pages.shell import page

_SECONDS = "2"
_COMING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="120" viewBox="0 0 640 120">'
    '<rect width="640" height="120" fill="#f0f0f0"/>'
    '<text x="24" y="66" font-family="Arial, Helvetica, sans-serif" font-size="17" fill="#1b1b1b">'
    "This picture is being drawn. It is here when you load the page again.</text></svg>"
)
"""What stands in the place of a picture that takes too long; its numbers are on the page all the same."""


def svg(key: str) -> Response:
    """The picture as pages show it; 202 with words in its place where it is not drawn in time."""
    content = _fetched(key, "svg")
    if content is None:
        return Response(_COMING, 202, {"Retry-After": _SECONDS}, mimetype="image/svg+xml")
    return Response(content, mimetype="image/svg+xml")


def png(key: str) -> Response:
    """The picture as dots, for slides and letters; 503 where they are not made in time."""
    content = _fetched(key, "png")
    if content is None:
        words = "It is being drawn. Please load this page again in a few seconds."
        answer = page("problem", 503, title="The picture is not ready", words=words)
        answer.headers["Retry-After"] = _SECONDS
        return answer
    return Response(content, mimetype="image/png")


def _fetched(key: str, kind: Kind) -> str | bytes | None:
    try:
        return fetch(runtime(), key, kind, person().access.units)
    except KeyError:
        abort(404)
