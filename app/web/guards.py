"""Guards: who may come in through a door. Every blueprint names one where it is registered."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from urllib.parse import unquote_plus

import structlog
from flask import Blueprint, Flask, Response, current_app, g, request

from app import log as logs
from app.telephony.signatures import HEADER, Signatures

log = structlog.get_logger()

LARGEST_BODY = 64 * 1024
SIGNATURES = "aftercall_signatures"
Guard = Callable[[], Response | None]

_LONGEST_ID = 200
_LOGGED = (("call_id", "CallSid"), ("message_id", "MessageSid"))


class Form:
    """The fields of a signed webhook."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        """``pairs`` in the order in which they came."""
        self._pairs = pairs
        self._first = dict(reversed(pairs))

    def first(self, name: str) -> str:
        """The first value of a field, "" without one."""
        return self._first.get(name, "")

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return [value for key, value in self._pairs if key == name]


def record_id(given: str | None) -> str | None:
    """The id of a call, message, contact or invitation; None for none, and for what no record can be called.

    A NUL character no database keeps, and an id of more than 200 characters is no center's and no provider's.
    """
    return given if given and len(given) <= _LONGEST_ID and "\x00" not in given else None


def form() -> Form:
    """The form of the present request, after its guard."""
    found: Form = g.form
    return found


def signed_webhook() -> Response | None:
    """Lets in what the provider signed; 413 for a body over 64 KiB, 403 for anything else."""
    if request.content_length is None or request.content_length > LARGEST_BODY:
        return _refused(413, "body too large or of unknown length")
    target, query = request.environ["PATH_INFO"], request.environ.get("QUERY_STRING", "")
    try:
        pairs = form_pairs(request.get_data(cache=False).decode("utf-8"))
    except ValueError:
        return _refused(403, "body is no form in UTF-8")
    signatures: Signatures = current_app.extensions[SIGNATURES]
    if not signatures.match(f"{target}?{query}" if query else target, pairs, request.headers.get(HEADER, "")):
        return _refused(403, "signature missing or wrong")
    g.form = fields = Form(pairs)
    ids = {name: value for name, field in _LOGGED if (value := fields.first(field))}
    logs.begin_request(request_id=token_hex(6), **ids)
    return None


def form_pairs(body: str) -> list[tuple[str, str]]:
    """The fields of a form post, repeats and blank values included. Raises ValueError for what is not UTF-8.

    As ``urllib.parse.parse_qsl`` reads it, in a fifth of the time: most fields of a webhook need no decoding.
    """
    fields = (part.partition("=") for part in body.split("&") if part)
    return [(_decoded(name), _decoded(value)) for name, _, value in fields]


def _decoded(written: str) -> str:
    return unquote_plus(written, errors="strict") if "%" in written or "+" in written else written


def open_to_all() -> Response | None:
    """Lets everybody in: for pages that show nothing private."""
    return None


def _refused(status: int, reason: str) -> Response:
    log.warning("webhook refused", status=status, reason=reason, path=request.path)
    return Response(f"{reason}\n", status, content_type="text/plain; charset=utf-8")


def register(app: Flask, blueprint: Blueprint, guard: Guard) -> None:
    """Register a blueprint behind its guard."""
    # Kept with the app: a blueprint can be changed only until its first registration.
    app.before_request_funcs.setdefault(blueprint.name, []).append(guard)
    app.register_blueprint(blueprint)
    app.extensions.setdefault("aftercall_guards", {})[blueprint.name] = guard
