"""Opt-outs: whether somebody wants no invitations, and putting that down. Numbers come in forms, never in addresses."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import audit
from app.access.audit import Action
from app.errors import BadInput
from app.opt_outs import by_staff
from app.opt_outs.lists import take_list
from app.reporting.imports.bad_cells import BadCell
from app.reporting.imports.running import Manner
from app.web.pages.guard import actor, moment, runtime
from app.web.pages.local_times import local_zone
from app.web.pages.shell import page, say

_SHOWN = 20
"""How many bad rows of a list are shown."""


def show() -> ResponseReturnValue:
    """Look a number up, and put down what the person wants."""
    if request.method == "GET":
        return _page()
    do, form = request.form.get("do", ""), request.form
    try:
        with runtime().database.begin() as connection:
            if do == "look-up":
                found = by_staff.look_up(connection, _secret(), form.get("number", ""), moment(), actor())
                return _page(found=found)
            change = by_staff.lift if do == "lift" else by_staff.add
            change(connection, form.get("person", ""), form.get("reason", ""), moment(), actor())
    except BadInput as error:
        return _page(422, problem=str(error))
    say("This person may be invited again." if do == "lift" else "This person gets no more invitations.")
    return redirect(url_for("pages.opt_outs_show"), 303)


def upload() -> ResponseReturnValue:
    """Take a list of people; rows that cannot be read are left out and named."""
    given, bad = request.files.get("list"), list[BadCell]()
    if given is None or not given.filename:
        return _page(422, problem="Please choose a file.")
    with TemporaryDirectory() as directory:
        file = Path(directory) / "list.csv"
        given.save(file)
        given.close()
        try:
            done = take_list(runtime().database, _secret(), file, local_zone(), Manner("skip", bad=bad.append))
        except BadInput as error:
            return _page(422, problem=str(error).replace(f"{directory}/", ""))
    counts: dict[str, Any] = asdict(done.saved) | {"left_out": done.bad_records}
    with runtime().database.begin() as connection:
        audit.note(connection, actor(), Action.OPT_OUTS_UPLOADED, moment(), **counts)
    return _page(done=done, bad=[(cell.line, cell.column) for cell in bad[:_SHOWN]])


def _page(status: int = 200, **shown: object) -> Response:
    nothing: dict[str, object] = {"found": None, "done": None, "bad": [], "problem": None}
    return page("opt_outs", status, longest=by_staff.LONGEST_REASON, **{**nothing, **shown})


def _secret() -> bytes:
    return runtime().settings.respondent_secret.get_secret_value().encode()
