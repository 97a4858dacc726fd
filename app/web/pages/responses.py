"""Responses: the table, one response with all that happened, and what staff does about it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from app.access.roles import Permission
from app.comments import followed, marks, told
from app.comments.followed import Change, ChangedMeanwhile, State
from app.comments.listing import listing
from app.comments.one import one_response
from app.comments.stream import Comment
from app.comments.wanted import FOLLOW_UP_WORDS, can_agree
from app.errors import BadInput
from app.records.responses import STATUSES
from app.web.pages.comments import reader
from app.web.pages.filters import read_filters
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.local_times import local_today
from app.web.pages.shell import page, say
from app.web.pages.typed import day, version
from app.web.pages.wanted import RESPONSE_FILTERS, read_further

_BACK = re.compile(r"/(?:comments|responses)(?:\?[\w.~%&=+:,*-]*)?", re.ASCII)
_LONGEST_BACK = 2000


def show() -> Response:
    """A page of the table. 403 for a filter by follow-ups without the permission for them."""
    filters = read_filters()
    further = read_further(RESPONSE_FILTERS, filters.today)
    follows_up = person().may(Permission.FOLLOW_UPS_WRITE)
    if further.given["follow_up"] and not follows_up:
        abort(403)
    shown: dict[str, Any] = {"filters": filters, "further": further, "by_id": runtime().lines.by_id, "told": told}
    shown |= {"statuses": STATUSES, "follow_ups": FOLLOW_UP_WORDS, "follows_up": follows_up}
    if filters.selection is None or further.wanted is None:
        return page("responses", 422, **shown)
    selection = replace(filters.selection, status=further.given["status"] or None)
    try:
        with runtime().database.read() as connection:
            found = listing(connection, runtime().lines, selection, further.wanted, request.args.get("before"))
    except BadInput as error:
        return page("responses", 422, problem=str(error), **shown)
    return page("responses", found=found, **shown)


def one(response_id: str) -> Response:
    """One response; 404 for one that is not the person's to see."""
    return _one(response_id)


def tag(response_id: str) -> ResponseReturnValue:
    """Put a tag at a response, or take one away."""
    word, away = request.form.get("tag", ""), request.form.get("away")
    try:
        with runtime().database.begin() as connection:
            given = (connection, person(), response_id)
            there = marks.untag(*given, away, moment(), actor()) if away else marks.tag(*given, word, moment(), actor())
    except BadInput as error:
        say(str(error), "error")
        there = True
    return _back(response_id, there=there)


def flag(response_id: str) -> ResponseReturnValue:
    """Flag a response, or take the flag away."""
    with runtime().database.begin() as connection:
        there = marks.flag(
            connection, person(), response_id, moment(), actor(), on=request.form.get("flagged") == "yes"
        )
    return _back(response_id, there=there)


def follow_up(response_id: str) -> ResponseReturnValue:
    """Open, change or close a follow-up; what was typed stands in the form again where it could not be kept."""
    try:
        change = _change()
        with runtime().database.begin() as connection:
            there = followed.follow_up(connection, runtime().lines, person(), response_id, change, moment(), actor())
    except ChangedMeanwhile as error:
        return _one(response_id, 409, str(error))
    except BadInput as error:
        return _one(response_id, 422, str(error))
    if there:
        say("The follow-up is kept.")
    return _back(response_id, there=there)


def _one(response_id: str, status: int = 200, problem: str | None = None) -> Response:
    me = person()
    with runtime().database.read() as connection:
        found = one_response(connection, reader(), me, response_id)
        if found is None:
            abort(404)
        follows_up = me.may(Permission.FOLLOW_UPS_WRITE) and found.comment is not None and found.comment.agreed
        owners = followed.owners(connection, found.row.organizational_unit) if follows_up else []
        tags = [] if found.comment is None else _tags(connection, found.comment)
    by_id = runtime().lines.by_id
    agrees = can_agree(by_id.get(found.row.line_id or ""))
    shown: dict[str, Any] = {"found": found, "by_id": by_id, "can_agree": agrees, "tags": tags}
    shown |= {"owners": owners, "follows_up": follows_up, "today": local_today()}
    return page("response", status, problem=problem, told=told, **shown)


def _tags(connection: Connection, comment: Comment) -> list[str]:
    return marks.offered(connection, frozenset({comment.agency}), person().access.units)


def _change() -> Change:
    """Raises BadInput."""
    given = {name: request.form.get(name, "").strip() for name in ("state", "owner", "due", "outcome", "version")}
    state: State = "done" if given["state"] == "done" else "open"
    due = day(given["due"]) if given["due"] else None
    read = version(given["version"])
    if read is None:
        raise BadInput("This form is too old. Please look at the follow-up again.")
    return Change(state, given["owner"], due, given["outcome"], read)


def _back(response_id: str, *, there: bool) -> ResponseReturnValue:
    """To where the form stood."""
    if not there:
        abort(404)
    given = request.form.get("back", "")
    known = len(given) <= _LONGEST_BACK and _BACK.fullmatch(given) is not None
    if known:
        return redirect(f"{given}#r-{response_id}", 303)
    return redirect(url_for("pages.responses_one", response_id=response_id), 303)
