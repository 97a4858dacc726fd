"""What happens in the browser when somebody has shown who they are."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from app.access import sign_ins
from app.access.audit import Actor
from app.web.pages.guard import HOW, NEXT, TOKEN, moment


def enter(connection: Connection, person_id: str, way: str) -> Response:
    """Sign the person in and go where they wanted to; the session before is forgotten, so that nobody can plant one."""
    wanted = session.get(NEXT)
    session.clear()
    actor = Actor.person(person_id, request.remote_addr)
    session[TOKEN] = sign_ins.begin(connection, person_id, way, moment(), actor)
    session[HOW] = way
    return redirect(wanted or url_for("pages.home_show"))
