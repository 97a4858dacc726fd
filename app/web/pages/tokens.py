"""Tokens: the programs that may use the API, what each may do and whose data it sees."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import tokens
from app.access.scopes import WHOLE_AGENCY, Scope
from app.errors import BadInput
from app.web.pages.guard import actor, moment, runtime
from app.web.pages.shell import page, say
from app.web.pages.unit_choice import chosen_units, units_of_lines


def show() -> ResponseReturnValue:
    """All tokens, those that were taken back included."""
    return page("tokens", tokens=tokens.listed(runtime().database))


def add() -> ResponseReturnValue:
    """Make a token; the page that follows shows it, once."""
    if request.method == "GET":
        return _form(None)
    known = set(Scope)
    scopes = [Scope(scope) for scope in request.form.getlist("scope") if scope in known]
    name = request.form.get("name", "").strip()
    try:
        made = tokens.create(runtime().database, name, scopes, moment(), units=chosen_units(), actor=actor())
    except BadInput as error:
        return _form(str(error))
    return page("token_made", name=name, token=made)


def revoke() -> ResponseReturnValue:
    """Take a token back."""
    name = request.form.get("name", "")
    try:
        tokens.revoke(runtime().database, name, moment(), actor())
    except BadInput as error:
        say(str(error), "error")
    else:
        say(f"The token {name} opens nothing any more.")
    return redirect(url_for("pages.tokens_show"), 303)


def _form(problem: str | None) -> ResponseReturnValue:
    status = 422 if problem else 200
    return page("token", status, problem=problem, scopes=list(Scope), whole_agency=WHOLE_AGENCY, units=units_of_lines())
