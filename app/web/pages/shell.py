"""The shell in which all pages stand: header, navigation, messages, and the headers that keep a page to itself."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, current_app, flash, g, make_response, render_template
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from app.access.people import Person
from app.access.roles import Permission
from app.access.sign_ins import IDLE
from app.errors import Away
from app.score_alerts.listing import unnoted
from app.settings import Settings
from app.web.pages.door import PageDoor
from app.web.pages.guard import runtime, signed_in
from app.web.pages.local_times import FILTERS
from flows.channels import channels_said

_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PROBLEMS = {
    400: (
        "This form cannot be used",
        "It is too old, or it does not come from this page. Please go back and try again.",
    ),
    403: ("This is not yours to see", "Your role does not permit it. An administrator can change that."),
    404: ("There is no such page", "Please check the address."),
    405: ("This cannot be done so", "Please go back and use the form of the page."),
    413: ("This form is too large", "Please send less at once."),
    503: ("Not now, please", "A part of the service is away. Please try again in a minute."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the side navigation."""

    words: str
    endpoint: str
    needs: Permission


NAVIGATION = (
    Entry("Overview", "pages.overview_show", Permission.RESULTS_READ),
    Entry("My results", "pages.own_results_show", Permission.OWN_RESULTS_READ),
    Entry("Alerts", "pages.alerts_show", Permission.RESULTS_READ),
    Entry("Drivers", "pages.drivers_show", Permission.RESULTS_READ),
    Entry("Funnel", "pages.funnel_show", Permission.RESULTS_READ),
    Entry("Notes on the trend", "pages.notes_show", Permission.NOTES_WRITE),
    Entry("Comments", "pages.comments_show", Permission.COMMENTS_READ),
    Entry("Responses", "pages.responses_show", Permission.RESPONSES_READ),
    Entry("Surveys", "pages.surveys_show", Permission.LINES_READ),
    Entry("Lines", "pages.lines_show", Permission.LINES_READ),
    Entry("Collection plan", "pages.plan_show", Permission.LINES_READ),
    Entry("Files and reports", "pages.exports_show", Permission.FILES_MAKE),
    Entry("Scheduled reports", "pages.schedules_show", Permission.FILES_MAKE),
    Entry("Opt-outs", "pages.opt_outs_show", Permission.OPT_OUTS_WRITE),
    Entry("Health", "pages.health_show", Permission.HEALTH_READ),
    Entry("People", "pages.people_show", Permission.PEOPLE_WRITE),
    Entry("Invited domains", "pages.domains_show", Permission.PEOPLE_WRITE),
    Entry("API tokens", "pages.tokens_show", Permission.PEOPLE_WRITE),
    Entry("Audit", "pages.audit_show", Permission.AUDIT_READ),
)
"""What the side navigation offers to those who may, in this order."""


def page(template: str, status: int = 200, **shown: object) -> Response:
    """A page out of its template below ``templates/pages``."""
    now = signed_in()
    person = None if now is None else now.person
    around = {
        "person": person,
        "entries": [entry for entry in NAVIGATION if person is not None and person.may(entry.needs)],
        "open_alerts": _open_alerts(person),
        "idle_seconds": int(IDLE.total_seconds()),
        "csrf_token": generate_csrf,
        "local": runtime().settings.local_mode,
    }
    return make_response(render_template(f"pages/{template}.html", **around, **shown), status)


def _open_alerts(person: Person | None) -> int:
    """How many alerts wait for somebody to take note of them, of those that the person may see."""
    if person is None or not person.may(Permission.RESULTS_READ):
        return 0
    try:
        with runtime().database.read() as connection:
            return unnoted(connection, person.access.units)
    except Away:
        # The page itself was made, so it is shown without this.
        return 0


def say(words: str, kind: str = "success") -> None:
    """Have the next page begin with a message; ``kind`` is ``success``, ``info``, ``warning`` or ``error``."""
    flash(words, kind)


class PageSessions(SecureCookieSessionInterface):
    """Sessions for browsers. Webhooks and programs bring no cookie, so nothing is looked for."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie, empty without one."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else SecureCookieSession()


def prepare(app: Flask, door: PageDoor, settings: Settings) -> None:
    """Give the app what pages need: cookies, headers, and pages for what goes wrong."""
    # Local mode is used on loopback without TLS, also where a tunnel leads to it.
    secure = settings.public_url.startswith("https://") and not settings.local_mode
    app.secret_key = settings.secret_key.get_secret_value()
    app.session_interface = PageSessions()
    app.jinja_env.filters.update(FILTERS, channels_said=channels_said)
    app.config.update(
        SESSION_COOKIE_NAME="__Host-aftercall" if secure else "aftercall",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    door.after_request(_keep_to_itself)
    door.register_error_handler(HTTPException, _problem)
    door.register_error_handler(Away, _away)


def _keep_to_itself(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if "policy" in g:
        response.headers["Content-Security-Policy"] = g.policy
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _problem(error: HTTPException) -> Response:
    if error.response is not None or error.code not in _PROBLEMS:
        return make_response(error.get_response())
    title, words = _PROBLEMS[error.code]
    return page("problem", error.code, title=title, words=words)


def _away(_error: Away) -> Response:
    # Nothing of the shell: whoever is signed in stands in the database, which may be what is away.
    title, words = _PROBLEMS[503]
    return make_response(render_template("pages/away.html", title=title, words=words), 503)
