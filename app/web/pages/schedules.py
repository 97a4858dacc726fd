"""Reports that come by themselves: making, pausing and deleting them, and having one sent now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import BadInput
from app.records.schedules import ATTACHED
from app.reporting.orders.order import QUARTER, REPORT
from app.schedules import keeping
from app.schedules.calendar import MEANINGS
from app.schedules.drafts import FILTERS, Draft
from app.schedules.keeping import Desk
from app.web.pages.filters import read_filters
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.local_times import local_zone
from app.web.pages.shell import page, say

_DONE: dict[str, tuple[Callable[[Desk, str], None], str]] = {
    "pause": (keeping.pause, "The report is paused."),
    "resume": (keeping.resume, "The report is sent again from its next day on."),
    "send": (keeping.send_now, "A report is on its way to you. It takes a minute or so."),
    "delete": (keeping.remove, "The report is deleted."),
}
_FILES = {
    REPORT: "a report with pictures (PDF)",
    "xlsx": "a workbook",
    "csv": "a CSV file",
    QUARTER: "the quarterly submission",
}


def show() -> ResponseReturnValue:
    """The reports that somebody has sent; an administrator sees everybody's."""
    desk = _desk()
    return page("schedules", schedules=keeping.listed(desk), all_of_them=desk.all_of_them, **_words())


def add() -> ResponseReturnValue:
    """A new report; the page that follows shows the secret of its webhook, once."""
    if request.method == "GET":
        return _form(None)
    try:
        schedule_id, secret = keeping.create(_desk(), _draft())
    except BadInput as error:
        return _form(str(error))
    if secret is not None:
        return page("schedule_secret", schedule_id=schedule_id, secret=secret)
    say("The report is set up.")
    return redirect(url_for("pages.schedules_show"), 303)


def one(schedule_id: str) -> ResponseReturnValue:
    """One report with what became of the last ones, and what can be done with it."""
    desk = _desk()
    try:
        schedule = keeping.one(desk, schedule_id)
        if request.method == "GET":
            runs = keeping.runs_of(desk, schedule_id)
            return page("schedule", schedule=schedule, runs=runs, **_words())
        do, told = _DONE.get(request.form.get("do", ""), (None, ""))
        if do is None:
            abort(400)
        do(desk, schedule_id)
    except BadInput:
        abort(404)
    say(told)
    gone = do is keeping.remove
    where = url_for("pages.schedules_show") if gone else url_for("pages.schedules_one", schedule_id=schedule_id)
    return redirect(where, 303)


def _desk() -> Desk:
    return Desk(runtime(), person(), actor(), moment())


def _draft() -> Draft:
    form = request.form
    return Draft(
        name=form.get("name", "").strip(),
        rhythm=form.get("rhythm", ""),
        mails=tuple(form.get("mails", "").replace(",", " ").split()),
        webhook=form.get("webhook", "").strip() or None,
        attached=form.get("attached") or None,
        filters={name: value for name in FILTERS if (value := form.get(name, "").strip())},
    )


def _form(problem: str | None) -> Response:
    fields = ("name", "rhythm", "mails", "webhook", "attached", *FILTERS)
    given = {name: request.form.get(name, "") for name in fields}
    if request.method == "GET":
        given |= {"mails": person().email, "rhythm": "daily"}
    files = [name for name in ATTACHED if name != QUARTER or person().access.units is None]
    status = 422 if problem else 200
    return page("schedule_new", status, problem=problem, given=given, filters=read_filters(), files=files, **_words())


def _words() -> dict[str, Any]:
    """What the pages say of rhythms, files and times."""
    return {"rhythms": MEANINGS, "file_words": _FILES, "zone": local_zone().key}
