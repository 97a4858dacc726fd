"""Guard of the phone on the screen: only its own page, loaded from an address that is meant, gets through.

The doors sign webhooks on behalf of whoever asks, so no other page that the same browser shows may ask. An address that
somebody else's name points to is refused by its Host; a request of another page by its Origin; and every door wants the
token that stands in the page, which no other page can read.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Response, g, jsonify, make_response, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.access.roles import Permission
from app.settings import Settings
from app.web.guards import Guard
from app.web.pages.guard import needs_second_factor, to_sign_in, who

HEADER = "X-Phone"
TOKEN_SECONDS = 86400
_OPEN = frozenset({"phone.show", "phone.static"})


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key.get_secret_value(), salt="phone on the screen")


def new_token(settings: Settings) -> str:
    """The token of one more page; what it names owns the calls that are made with it."""
    return _signer(settings).dumps(secrets.token_hex(16))


def owner() -> str:
    """Which page the present request came from, after its guard."""
    found: str = g.phone
    return found


def page_guard(settings: Settings) -> Guard:
    """Lets in requests of the phone's own page; 403 for anything else.

    Outside local mode whoever asks has to be signed in and to have the permission ``lines:read``.
    """
    hosts, signer = _hosts(settings), _signer(settings)

    def guard() -> Response | None:
        if request.host not in hosts:
            return _refused(f"the phone is at {settings.public_url}/phone")
        if request.method != "GET" and not _same_origin():
            return _refused("this came from another page")
        if not settings.local_mode and request.endpoint != "phone.static":
            refused = _stranger()
            if refused is not None:
                return refused
        if request.endpoint in _OPEN:
            return None
        try:
            g.phone = signer.loads(request.headers.get(HEADER, ""), max_age=TOKEN_SECONDS)
        except BadSignature:
            return _refused("this page is no longer valid: load it again")
        return None

    return guard


def _stranger() -> Response | None:
    """What whoever is not signed in here, or may not see the lines, is answered."""
    # What the page looks for by itself puts off no end.
    found = who(seen=request.endpoint != "phone.events")
    if found is None:
        return to_sign_in() if request.endpoint == "phone.show" else _refused("you are signed out: sign in again")
    if needs_second_factor(found.person):
        return make_response(redirect(url_for("pages.second_factor_set_up")))
    if not found.person.may(Permission.LINES_READ):
        return _refused("your role does not permit it")
    return None


def _hosts(settings: Settings) -> frozenset[str]:
    """The names, ports included, under which the page is served."""
    public = urlsplit(settings.public_url).netloc
    loopback = (f"{name}:{settings.port}" for name in ("127.0.0.1", "localhost", "[::1]"))
    return frozenset({public, *(loopback if settings.local_mode else ())})


def _same_origin() -> bool:
    origin, site = request.headers.get("Origin", ""), request.headers.get("Sec-Fetch-Site", "same-origin")
    return urlsplit(origin).netloc == request.host and site == "same-origin"


def _refused(reason: str) -> Response:
    answer = jsonify(error=reason)
    answer.status_code = 403
    return answer
