"""Files: having them made, watching them being made, taking them away."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from flask import Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access import people
from app.access.roles import Permission
from app.errors import BadInput
from app.files import own
from app.files.asking import FILTERS, SWITCHES, forms_for, order_from
from app.files.own import Owner
from app.files.self_checks import self_check_in
from app.records.responses import STATUSES
from app.reporting.orders import taking
from app.reporting.orders.order import QUARTER
from app.web.pages.files_shown import Shown, shown
from app.web.pages.filters import read_filters
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.shell import page, say

_LONGEST_KEY = 64


def show() -> ResponseReturnValue:
    """The files that somebody had made, newest first; an administrator sees everybody's."""
    rows = own.listed(_owner(), _before())
    files = [shown(_owner(), row) for row in rows]
    older = rows[-1] if len(rows) == own.PAGE else None
    where = None if older is None else url_for("pages.exports_show", before=older.created_at.isoformat(), id=older.id)
    return page("exports", files=files, older=where, everybody=_owner().sees is None, names=_names())


def add() -> ResponseReturnValue:
    """Choose a format and what the file is to hold, and have it made."""
    if request.method == "GET":
        return _form(None)
    try:
        row = own.order(_owner(), order_from(request.form), request.form.get("key", "")[:_LONGEST_KEY])
    except BadInput as error:
        return _form(str(error))
    return redirect(url_for("pages.exports_one", file_id=row.id), 303)


def one(file_id: str) -> ResponseReturnValue:
    """One file: how far it is, what it holds, and for a submission what its self-check found."""
    file = _file(file_id)
    check = self_check_in(taking.place(runtime(), file.id)) if file.fetchable and file.format == QUARTER else None
    return page("export", file=file, check=check, everybody=_owner().sees is None, names=_names())


def state(file_id: str) -> ResponseReturnValue:
    """The part of the page that changes while the file is made, for the script of the page to put in its place."""
    return page("export_state", file=_file(file_id))


def fetch(file_id: str) -> ResponseReturnValue:
    """The file itself."""
    row = own.find(_owner(), file_id)
    if row is None:
        abort(404)
    try:
        path = own.fetched(_owner(), row)
    except BadInput as error:
        say(str(error), "error")
        return redirect(url_for("pages.exports_one", file_id=row.id))
    kind = taking.media_type(row.name)
    return send_file(path, kind, as_attachment=True, download_name=row.name, etag=row.sha256, max_age=0)


def cancel(file_id: str) -> ResponseReturnValue:
    """Cancel a file that is to come, or remove a finished one."""
    row = own.take_back(_owner(), file_id)
    if row is None:
        abort(404)
    say(f"{row.name}: {'cancelled' if row.state == 'cancelled' else 'removed'}.")
    return redirect(url_for("pages.exports_show"), 303)


def _owner() -> Owner:
    return Owner(runtime(), person(), actor())


def _file(file_id: str) -> Shown:
    row = own.find(_owner(), file_id)
    if row is None:
        abort(404)
    return shown(_owner(), row)


def _form(problem: str | None) -> Response:
    filters = read_filters()
    asked = request.form if request.method == "POST" else request.args
    given = {name: asked.get(name, "").strip() for name in ("format", *FILTERS, *SWITCHES)}
    may_identify = person().may(Permission.FILES_IDENTIFYING)
    return page(
        "export_new",
        422 if problem else 200,
        problem=problem,
        filters=filters,
        given=given,
        forms=forms_for(person()),
        statuses=STATUSES,
        may_identify=may_identify,
        key=secrets.token_urlsafe(12),
    )


def _names() -> dict[str, str]:
    """Who ordered what, for administrators."""
    if _owner().sees is not None:
        return {}
    with runtime().database.read() as connection:
        return people.names(connection)


def _before() -> tuple[datetime, str] | None:
    given, file_id = request.args.get("before"), request.args.get("id", "")
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
        if at.tzinfo is not None:
            at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        abort(404)
    if at.tzinfo is None or at > moment():
        abort(404)
    return at, file_id
