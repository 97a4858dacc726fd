"""Alerts on figures: what is wrong with the lines that one may see, and taking note of it."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.score_alerts import listing
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.shell import page, say
from app.web.pages.typed import number, number_in_address


def show() -> ResponseReturnValue:
    """What stands open, and what is over; the form takes note of one."""
    units = person().access.units
    if request.method == "POST":
        with runtime().database.begin() as connection:
            alert = number(request.form.get("alert", "")) or 0
            noted = listing.acknowledge(connection, alert, units, person().id, moment(), actor())
        say(*(("You took note of it.",) if noted else ("Somebody did so before, or there is no such alert.", "info")))
        return redirect(url_for("pages.alerts_show"), 303)
    before = number_in_address("before")
    with runtime().database.read() as connection:
        found = listing.listed(connection, units, before)
    return page("alerts", found=found, first=before is None)
