"""One's own account: what one may do, and the password."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import links, passwords, sign_in
from app.errors import BadInput
from app.web.pages.entering import enter
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.shell import page, say


def show() -> Response:
    """Who one is here, and what one may do and see."""
    return page("account", permissions=sorted(person().permissions))


def change_password() -> ResponseReturnValue:
    """Set a new password; elsewhere the person is signed out by it."""
    if request.method == "GET":
        return page("password", problem=None)
    me, present, new = person(), request.form.get("present", ""), request.form.get("new", "")
    try:
        passwords.refuse_weak(new, me.email)
        known = sign_in.with_password(runtime().database, me.email, present, moment(), request.remote_addr)
        hashed = passwords.hashed(new)
    except BadInput as error:
        return page("password", 422, problem=str(error))
    if known is None:
        return page("password", 422, problem="The present password is wrong, or the account is locked.")
    with runtime().database.begin() as connection:
        links.set_password(connection, me.id, hashed, moment(), actor())
        enter(connection, me.id, "password")
    say("Your password is changed.")
    return redirect(url_for("pages.account_show"))
