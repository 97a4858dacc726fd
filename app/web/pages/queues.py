"""Queues and jobs one by one: RQ's own dashboard, reachable through this door alone.

It is an application of its own inside of this one, made when it is first asked for: it knows no sign-in, keeps its
connection with the application that it is in, and has a way to change something by GET. Here each request has passed
the guard, forms bring the pages' token, and its scripts run by a policy of their own.
"""

from __future__ import annotations

import io
import re
from functools import cache
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, make_response, request
from flask_wtf.csrf import generate_csrf
from redis.exceptions import RedisError

from app.access import audit
from app.access.audit import Action
from app.phone_numbers import masked_within
from app.web.pages.guard import actor, moment, runtime

PREFIX = "/health/queues"
_SECONDS = 2
_SHOWN = frozenset({404, 405, 503})
"""Answers that the pages have words for."""
_SCRIPT = b'<script type="text/javascript">'
_ADDRESS = re.compile(rb"(\[\d+\]) [^<]*(</option>)")
"""Where the dashboard names the address of the queues, which may hold a path or a password."""
_TOKEN_COOKIE = "_csrf_token"  # noqa: S105 (where the dashboard's script looks for a token)


def front() -> Response:
    """The queues."""
    return inside("")


def inside(rest: str) -> Response:
    """Whatever of the dashboard is asked for."""
    _refuse_what_it_should_not_do(rest)
    answer = make_response(Response.from_app(dashboard(runtime().settings.queue_redis_url), _environment(rest), True))
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        abort(answer.status_code if answer.status_code in _SHOWN else 404)
    if request.method == "POST":
        with runtime().database.begin() as connection:
            audit.note(connection, actor(), Action.QUEUE_CHANGED, moment(), masked_within(rest))
    return _made_ours(answer)


@cache
def dashboard(queue_redis_url: str) -> Flask:
    """The application inside, of the queues at an address."""
    from rq.exceptions import NoSuchJobError  # noqa: PLC0415 (few web processes ever show a queue)
    from rq.serializers import JSONSerializer  # noqa: PLC0415
    from rq_dashboard import web  # noqa: PLC0415

    app = Flask("rq_dashboard")
    limits = urlencode({"socket_timeout": _SECONDS, "socket_connect_timeout": _SECONDS})
    separator = "&" if "?" in queue_redis_url else "?"
    app.config["RQ_DASHBOARD_REDIS_URL"] = f"{queue_redis_url}{separator}{limits}"
    # Jobs are JSON here; what anybody put into Redis is never unpickled.
    web.config.serializer = JSONSerializer
    web.setup_rq_connection(app)
    app.register_blueprint(web.blueprint)
    app.register_error_handler(NoSuchJobError, lambda _error: ("", 404))
    app.register_error_handler(RedisError, lambda _error: ("", 503))
    return app


def _refuse_what_it_should_not_do(rest: str) -> None:
    changes = rest.partition("/")[0] in {"requeue", "job", "queue"}
    if changes != (request.method == "POST"):
        abort(405)


def _environment(rest: str) -> dict[str, Any]:
    """The request as the dashboard sees it: without the form and cookies, which are not for it."""
    kept = {name: value for name, value in request.environ.items() if name not in {"HTTP_COOKIE", "werkzeug.request"}}
    empty = {"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0", "CONTENT_TYPE": ""}
    return {**kept, **empty, "SCRIPT_NAME": PREFIX, "PATH_INFO": f"/{rest}"}


def _made_ours(answer: Response) -> Response:
    """Its page with a policy that runs its scripts and no other, and with the token that its forms bring back."""
    if answer.mimetype == "application/json":
        # Tracebacks may quote what a job was about.
        answer.set_data(masked_within(answer.get_data(as_text=True)))
    if answer.mimetype == "text/html":
        nonce = token_urlsafe(16)
        named = _ADDRESS.sub(rb"\1 queues\2", answer.get_data())
        answer.set_data(named.replace(_SCRIPT, _SCRIPT[:-1] + f' nonce="{nonce}">'.encode()))
        g.policy = _policy(nonce)
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(_TOKEN_COOKIE, generate_csrf(), path=PREFIX, secure=secure, samesite="Strict")
    return answer


def _policy(nonce: str) -> str:
    """``unsafe-eval`` since its templates are compiled in the browser; styles in attributes, pictures in its style."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
