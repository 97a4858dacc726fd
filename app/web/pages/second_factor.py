"""Setting up the second factor with an authenticator app."""

from __future__ import annotations

import segno
from flask import request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access import factors, second_factor
from app.access.second_factor import SealedSecrets
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.shell import page

_SECRET = "new_secret"  # noqa: S105 (what the session calls it)
_WRONG = "This code does not belong to this picture. Please wait for the next code and try again."


def set_up() -> ResponseReturnValue:
    """Show a new secret as a picture and as letters, and keep it once the app gives its code."""
    sealed = SealedSecrets(runtime().settings.encryption_keys)
    if request.method == "GET":
        secret = second_factor.new_secret()
        # The cookie can be read by whoever holds it, so the secret goes into it under lock.
        session[_SECRET] = sealed.seal(secret)
        return _page(secret)
    secret = sealed.open(session.get(_SECRET, "")) or second_factor.new_secret()
    code = request.form.get("code", "")
    with runtime().database.begin() as connection:
        codes = factors.set_second_factor(connection, sealed, person().id, secret, code, moment(), actor())
    if codes is None:
        session[_SECRET] = sealed.seal(secret)
        return _page(secret, 422, _WRONG)
    session.pop(_SECRET, None)
    return page("recovery_codes", codes=codes)


def _page(secret: str, status: int = 200, problem: str | None = None) -> ResponseReturnValue:
    picture = segno.make(second_factor.address(secret, person().email), micro=False)
    drawn = picture.svg_inline(omitsize=True, title="QR code for the authenticator app", svgclass="qr")
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return page("second_factor", status, picture=Markup(drawn), secret=grouped, problem=problem)  # noqa: S704 (drawn here)
