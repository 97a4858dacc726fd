"""Pages behind links that open once: to sign in, to set a password; and the page that has such a link sent."""

from __future__ import annotations

import structlog
from flask import Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.access import links, passwords, people
from app.access.audit import Actor
from app.access.links import Purpose
from app.errors import BadInput
from app.runtime import Runtime
from app.telephony.errors import ProviderError
from app.telephony.mail import send_mail
from app.web.pages.entering import enter
from app.web.pages.guard import moment, runtime
from app.web.pages.shell import page, say

log = structlog.get_logger()

_USED = "This link was used before or is too old."
_SENT = "If this is the address of somebody who may sign in, a link is on its way to it. It is good for 30 minutes."


def sign_in() -> ResponseReturnValue:
    """Sign in by a link: a button first, since mail programs and previews open links too."""
    token = request.values.get("token", "")
    with runtime().database.begin() as connection:
        if request.method == "GET":
            whom = links.whose(connection, token, Purpose.SIGN_IN, moment())
            return _gone() if whom is None else page("link", whom=whom, token=token)
        used = links.use(connection, token, Purpose.SIGN_IN, moment())
        return _gone() if used is None else enter(connection, used.id, "link")


def set_password() -> ResponseReturnValue:
    """Set a first or a new password by a link."""
    token = request.values.get("token", "")
    with runtime().database.read() as connection:
        whom = links.whose(connection, token, Purpose.PASSWORD, moment())
    if whom is None:
        return _gone()
    if request.method == "GET":
        return page("new_password", whom=whom, token=token, problem=None)
    password = request.form.get("password", "")
    try:
        passwords.refuse_weak(password, whom.email)
        hashed = passwords.hashed(password)
    except BadInput as error:
        return page("new_password", 422, whom=whom, token=token, problem=str(error))
    with runtime().database.begin() as connection:
        if links.use(connection, token, Purpose.PASSWORD, moment()) is None:
            return _gone()
        links.set_password(connection, whom.id, hashed, moment(), Actor.person(whom.id, request.remote_addr))
    session.clear()
    say("Your password is set. Please sign in with it.")
    return redirect(url_for("pages.sign_in_with_password"))


def forgotten() -> ResponseReturnValue:
    """Have a link sent to whoever forgot the password; the same answer for whoever is nobody here."""
    here = runtime()
    if here.settings.smtp_url is None or request.method == "GET":
        return page("forgotten", mail=here.settings.smtp_url is not None)
    with here.database.begin() as connection:
        whom = people.by_email(connection, request.form.get("email", ""))
        path = None
        if whom is not None and not whom.disabled:
            actor = Actor("nobody", request.remote_addr)
            path = links.make(connection, whom.id, Purpose.PASSWORD, links.RECOVERS_FOR, moment(), actor)
    say(_SENT, "info")
    answer = Response(status=303, headers={"Location": url_for("pages.sign_in_with_password")})
    if whom is not None and path is not None:
        email = whom.email
        # After the answer, so that its time does not tell whether there is such a person.
        answer.call_on_close(lambda: _send(here, email, path))
    return answer


def _send(here: Runtime, email: str, path: str) -> None:
    server = here.settings.smtp_url
    assert server is not None
    words = (
        "Somebody, most likely you, asked for a new password for Aftercall. Set it here within 30 minutes:\n\n"
        f"{here.settings.public_url}{path}\n\nIf it was not you, nothing has to be done.\n"
    )
    try:
        send_mail(server.get_secret_value(), here.settings.mail_from, email, "A new password for Aftercall", words)
    except ProviderError as error:
        log.error("a link for a new password was not sent", problem=str(error))  # noqa: TRY400 (the mail server's)


def _gone() -> ResponseReturnValue:
    return page("problem", 410, title="This link opens nothing any more", words=_USED)
