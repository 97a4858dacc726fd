"""The guard of the API: a bearer token with the scope that the operation needs, and a body of bearable size.

Source: RFC 6750.
"""

from __future__ import annotations

from secrets import token_hex

from flask import Response, current_app, g, request

from app import log as logs
from app.access import tokens
from app.access.scopes import WHOLE_AGENCY, Scope
from app.access.tokens import Bearer
from app.web.api.doors import Door, bearer, moment, runtime
from app.web.api.problems import Problem

LARGEST_BODY = 2 * 1024 * 1024

_CHALLENGE = 'Bearer realm="aftercall"'


def bearer_token() -> Response | None:
    """Lets in whoever shows a valid token with the scope of the operation.

    Raises Problem: 401 without a valid token, 403 naming the scope that is missing, or that no token of single units
    can have, 413 for a body over 2 MiB.
    """
    logs.begin_request(request_id=token_hex(6))
    g.bearer = _shown()
    logs.bind(token=g.bearer.name)
    door = current_app.blueprints[request.blueprint or ""]
    assert isinstance(door, Door)
    need(door.operations[(request.endpoint or "").rpartition(".")[2]].scope)
    if "Transfer-Encoding" in request.headers or (request.content_length or 0) > LARGEST_BODY:
        raise Problem("too-large", f"the body is larger than {LARGEST_BODY:,} bytes, or its length is not known")
    if "\x00" in request.path:
        raise Problem("not-found", "a path holds no NUL character")
    return None


def need(scope: Scope) -> None:
    """Raises Problem, 403, where the token has not this scope."""
    if scope not in bearer().scopes:
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise Problem("missing-scope", f"the token lacks the scope {scope}", headers={"WWW-Authenticate": challenge})
    if scope in WHOLE_AGENCY:
        refuse_units(f"the scope {scope}")


def refuse_units(what: str) -> None:
    """Raises Problem, 403, where the token may see single organizational units alone."""
    units = bearer().units
    if units is not None:
        only = ", ".join(sorted(units))
        raise Problem("whole-agency", f"{what} is of the whole agency, and the token is for {only} alone")


def _shown() -> Bearer:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(
            "unauthenticated",
            "a token is needed, as Authorization: Bearer aftercall_…; aftercall token create makes one",
            headers={"WWW-Authenticate": _CHALLENGE},
        )
    found = tokens.bearer(runtime().database, token.strip(), moment())
    if found is None:
        challenge = f'{_CHALLENGE}, error="invalid_token"'
        raise Problem("unauthenticated", "the token is unknown or revoked", headers={"WWW-Authenticate": challenge})
    return found
