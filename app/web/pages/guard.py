"""The guard of the pages: who is signed in, whether the form is ours, and whether the route admits them."""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import token_hex

from flask import Response, abort, current_app, g, make_response, redirect, request, session, url_for
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from app import log as logs
from app.access import audit, sign_ins
from app.access.audit import Action, Actor
from app.access.people import Person
from app.access.roles import Permission
from app.access.sign_ins import SignedIn
from app.phone_numbers import masked_within
from app.runtime import Runtime
from app.web.pages.door import Admits, PageDoor

LARGEST_FORM = 64 * 1024
_LARGER_FORMS = {"opt_outs_upload": 1024 * 1024}
"""By endpoint, of those that take a file."""
TOKEN = "sign_in"  # noqa: S105 (what the session calls it)
HOW = "how"
NEXT = "next"
_LONGEST_NOTED = 500
_WATCHED = frozenset(
    {Permission.RESPONSES_READ, Permission.COMMENTS_READ, Permission.AGENTS_READ, Permission.AUDIT_READ}
)
"""Who looks at what these permit stands in the audit."""
_LOOKS_ONLY = frozenset({"exports_state", "idle_left", "queues_inside"})
"""Endpoints that put off nobody's end."""
_BEFORE_SECOND_FACTOR = frozenset({"second_factor_set_up", "sign_in_out", "idle_left", "idle_stay"})


def admitted() -> Response | None:
    """Lets in whom the route admits: 302 to the sign-in page, 403 without the permission, 400 for a form not ours."""
    logs.begin_request(request_id=token_hex(6))
    endpoint = (request.endpoint or "").rpartition(".")[2]
    request.max_content_length = _LARGER_FORMS.get(endpoint, LARGEST_FORM)
    door = current_app.blueprints[request.blueprint or ""]
    assert isinstance(door, PageDoor)
    g.signed_in = who(seen=endpoint not in _LOOKS_ONLY)
    if any("\x00" in text for text in (request.path, *request.values.keys(), *request.values.values())):
        abort(400)
    if request.method not in {"GET", "HEAD"}:
        _refuse_other_forms()
    admits = door.admits[endpoint]
    if admits is Admits.EVERYBODY:
        return None
    if g.signed_in is None:
        return to_sign_in()
    if needs_second_factor(g.signed_in.person) and endpoint not in _BEFORE_SECOND_FACTOR:
        return make_response(redirect(url_for("pages.second_factor_set_up")))
    if isinstance(admits, Permission) and not person().may(admits):
        _note(Action.ACCESS_REFUSED, request.path, needed=admits)
        abort(403)
    if admits in _WATCHED and request.method == "GET":
        note_seen()
    return None


def note_seen() -> None:
    """Put down in the audit that who is signed in looks at this page."""
    _note(Action.SEEN, masked_within(request.full_path[:_LONGEST_NOTED]).rstrip("?"))


def runtime() -> Runtime:
    """The runtime of this process."""
    found: Runtime = current_app.extensions["aftercall"]
    return found


def moment() -> datetime:
    """Now, by the clock of the runtime."""
    return datetime.fromtimestamp(runtime().clock(), UTC)


def person() -> Person:
    """Who is signed in, behind a route that admits nobody else."""
    found: SignedIn = g.signed_in
    return found.person


def signed_in() -> SignedIn | None:
    """Who is signed in, if anybody is."""
    found: SignedIn | None = g.get("signed_in")
    return found


def actor() -> Actor:
    """Who is signed in, for the audit."""
    return Actor.person(person().id, request.remote_addr)


def needs_second_factor(who: Person) -> bool:
    """Whether a second factor has to be set up first: outside local mode a password alone is not enough."""
    by_password = session.get(HOW) == "password"
    return by_password and not who.has_second_factor and not runtime().settings.local_mode


def who(*, seen: bool) -> SignedIn | None:
    """Whose sign-in the cookie of this request is; ``seen`` puts off its end."""
    token = session.get(TOKEN)
    return None if token is None else sign_ins.of(runtime().database, token, moment(), seen=seen)


def _refuse_other_forms() -> None:
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    except ValidationError:
        abort(400, "form")


def to_sign_in() -> Response:
    """The way to the sign-in page, and from there back to the page that was asked for."""
    was_in = session.pop(TOKEN, None) is not None
    if request.method == "GET":
        session[NEXT] = request.full_path.rstrip("?")
    return make_response(redirect(url_for("pages.sign_in_with_password", left="idle" if was_in else None)))


def _note(action: Action, subject: str, **details: str) -> None:
    with runtime().database.begin() as connection:
        audit.note(connection, actor(), action, moment(), subject, **details)
