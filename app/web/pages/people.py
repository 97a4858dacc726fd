"""People: who may sign in, what they may do, and changing both."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from app.access import factors, links, people
from app.access.links import Purpose
from app.access.people import Access
from app.access.roles import Role
from app.errors import BadInput
from app.web.pages.guard import actor, moment, runtime
from app.web.pages.shell import page, say
from app.web.pages.unit_choice import chosen_units, units_of_lines


def show() -> ResponseReturnValue:
    """Everybody, with roles and units."""
    with runtime().database.read() as connection:
        return page("people", people=people.listed(connection))


def add() -> ResponseReturnValue:
    """Add a person; the page that follows shows the link by which they set a password."""
    if request.method == "GET":
        return _form(None, None)
    try:
        access = _access()
        email, name = request.form.get("email", ""), request.form.get("name", "")
        with runtime().database.begin() as connection:
            added = people.add(connection, email, name or email, access, moment(), actor())
            return _with_link(connection, added)
    except BadInput as error:
        return _form(None, str(error))


def change(person_id: str) -> ResponseReturnValue:
    """One person: roles and units, a new link, letting in and keeping out."""
    with runtime().database.read() as connection:
        whom = people.by_id(connection, person_id)
    if whom is None:
        abort(404)
    if request.method == "GET":
        return _form(whom, None)
    try:
        with runtime().database.begin() as connection:
            if request.form.get("do") == "link":
                return _with_link(connection, person_id)
            _do(connection, person_id, request.form.get("do", ""))
    except BadInput as error:
        return _form(whom, str(error))
    say(f"{whom.email}: changed.")
    return redirect(url_for("pages.people_show"))


def _do(connection: Connection, person_id: str, what: str) -> None:
    now = moment()
    if what == "change":
        people.change(connection, person_id, _access(), now, actor())
    elif what == "disable":
        people.disable(connection, person_id, now, actor(), "by an administrator")
        people.refuse_without_administrator(connection)
    elif what == "enable":
        people.enable(connection, person_id, now, actor())
    elif what == "reset":
        factors.remove_second_factor(connection, person_id, now, actor())
    else:
        raise BadInput("there is no such change")


def _with_link(connection: Connection, person_id: str) -> ResponseReturnValue:
    path = links.make(connection, person_id, Purpose.PASSWORD, links.INVITED_FOR, moment(), actor())
    link = runtime().settings.public_url + path
    return page("invitation", whom=people.by_id(connection, person_id), link=link)


def _access() -> Access:
    """What the form grants. Raises BadInput."""
    known = set(Role)
    roles = frozenset(Role(role) for role in request.form.getlist("role") if role in known)
    return Access(roles, chosen_units(), request.form.get("agent", "").strip() or None)


def _form(whom: people.Person | None, problem: str | None) -> ResponseReturnValue:
    status = 422 if problem else 200
    return page("person", status, whom=whom, problem=problem, roles=list(Role), units=units_of_lines())
