"""Signing in with a password and, where there is one, a second factor; signing out."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.access import passwords, sign_in, sign_ins
from app.access.second_factor import SealedSecrets
from app.web.pages.entering import enter
from app.web.pages.guard import TOKEN, moment, runtime
from app.web.pages.shell import page, say

HALF, HALF_AT = "half", "half_at"
_HALF_SECONDS = 300
"""How long a right password waits for its code."""
_NO = (
    "Address and password do not go together, or the account is locked. "
    "After three wrong tries it stays locked for 30 minutes."
)
_NO_CODE = "This code is wrong, too old or was used before, or the account is locked."


def with_password() -> ResponseReturnValue:
    """The sign-in page, and what is typed there."""
    if request.method == "GET":
        return _page(200)
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        known = sign_in.with_password(runtime().database, email, password, moment(), request.remote_addr)
    except passwords.Busy as busy:
        return _page(503, str(busy))
    if known is None:
        return _page(403, _NO)
    if known.needs_code:
        session[HALF], session[HALF_AT] = known.person_id, moment().timestamp()
        return redirect(url_for("pages.sign_in_with_code"))
    with runtime().database.begin() as connection:
        return enter(connection, known.person_id, "password")


def with_code() -> ResponseReturnValue:
    """The page for the code of the second factor."""
    person_id, since = session.get(HALF), session.get(HALF_AT, 0)
    if person_id is None or moment().timestamp() - since > _HALF_SECONDS:
        return redirect(url_for("pages.sign_in_with_password"))
    if request.method == "GET":
        return page("code", problem=None)
    sealed = SealedSecrets(runtime().settings.encryption_keys)
    code = request.form.get("code", "")
    if not sign_in.with_code(runtime().database, sealed, person_id, code, moment(), request.remote_addr):
        return page("code", 403, problem=_NO_CODE)
    with runtime().database.begin() as connection:
        return enter(connection, person_id, "password")


def out() -> ResponseReturnValue:
    """Sign out in this browser."""
    token = session.get(TOKEN)
    session.clear()
    if token is not None:
        with runtime().database.begin() as connection:
            sign_ins.end(connection, token, moment(), request.remote_addr)
    say("You are signed out.")
    return redirect(url_for("pages.sign_in_with_password"))


def _page(status: int, problem: str | None = None) -> ResponseReturnValue:
    settings = runtime().settings
    idle = request.args.get("left") == "idle"
    mail, provider = settings.smtp_url is not None, settings.oidc_issuer
    email = request.form.get("email", "")
    return page("sign_in", status, problem=problem, idle=idle, mail=mail, provider=provider, email=email)
