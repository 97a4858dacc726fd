"""The report that somebody ordered as a file: bound to what they may see, drawn picture by picture."""

from __future__ import annotations

from itertools import count
from typing import BinaryIO

from app.errors import BadInput
from app.overview.view import Period, View
from app.pictures.report.making import gathered, pdf_of
from app.reporting.formats.rows import one_state
from app.reporting.orders.making import Told, Written
from app.reporting.orders.order import BoundOrder
from app.reporting.orders.taking import moment
from app.runtime import Runtime


def of_pictures(runtime: Runtime, order: BoundOrder, out: BinaryIO, told: Told) -> Written:
    """Write the report. Raises BadInput for days that make no period, DatabaseAway, and what ``told`` raises."""
    view = _view(runtime, order)
    with one_state(runtime.database) as connection:
        report = gathered(connection, runtime.lines, view, moment(runtime))
    told.expected(report.pictures)
    numbers = count(1)
    out.write(pdf_of(report, drawn=lambda: told.written(next(numbers))))
    return Written(report.pictures)


def _view(runtime: Runtime, order: BoundOrder) -> View:
    """What was ordered as the pages look at it, no wider than its bounds."""
    chosen = order.selection(runtime.lines.reporting)
    if chosen.since is None or chosen.until is None:
        raise BadInput("a report needs a fiscal quarter, or both days")
    return View(
        units=None if order.units is None else frozenset(order.units),
        zone=chosen.zone,
        period=Period(chosen.since, chosen.until),
        line=chosen.line,
        survey=chosen.survey,
        service=chosen.service,
        unit=chosen.unit,
        location=chosen.location,
        queue=chosen.queue,
        channel=chosen.channel,
        language=chosen.language,
        walk_ins=order.walk_ins or runtime.settings.local_mode,
    )
