"""``/reports``: the submission of a quarter, made by a worker, fetched here."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.access.scopes import Scope
from app.reporting.orders import taking
from app.reporting.orders.order import QUARTER, Order, Word
from app.web.api.doors import Door, answer, bearer, runtime
from app.web.api.files import REPORTS, THE_FILE, FileView, bound, cancelled, own, sent, view_of
from app.zones import Zone

door = Door("reports")


class QuarterAsked(BaseModel):
    """Which quarter, and of which services."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    fy: Annotated[int, Field(ge=1900, le=9998)]
    """The fiscal year."""
    q: Annotated[int, Field(ge=1, le=4)]
    """Its quarter; 1 is October to December of the year before."""
    service: Word | None = None
    """Only this service."""
    zone: Zone | None = None
    """Where days are local; left out, as the lines file says."""


@door.operation(
    "GET", "/reports/quarter", scope=Scope.REPORTS_READ, query=QuarterAsked, answers={200: FileView, 202: FileView}
)
def quarter(query: QuarterAsked) -> Response:
    """Have the submission of a quarter made, or tell how far it is.

    202 while it is in the making, 200 once it is done: then the link ``file`` leads to a zip archive of what
    ``aftercall report quarter`` writes. The same question gives the same file as long as it is kept; ``DELETE`` it to
    have it made anew.
    """
    order = Order(format=QUARTER, quarter=f"{query.fy}-Q{query.q}", zone=query.zone, service=query.service)
    account, order = bearer().account, bound(order)
    view = view_of(taking.standing(runtime(), order, account) or taking.take(runtime(), order, account))
    return answer(view, 200 if view.state == "done" else 202)


@door.operation("GET", "/reports/<file_id>", scope=Scope.REPORTS_READ, answers={200: FileView})
def show_report(file_id: str) -> Response:
    """Tell how far a submission is."""
    return answer(view_of(own(REPORTS, file_id)))


@door.operation("DELETE", "/reports/<file_id>", scope=Scope.REPORTS_READ, answers={200: FileView})
def cancel_report(file_id: str) -> Response:
    """Cancel a submission that is to come, or remove a finished one."""
    return answer(view_of(cancelled(REPORTS, file_id)))


@door.operation("GET", "/reports/<file_id>/file", scope=Scope.REPORTS_READ, answers=THE_FILE)
def fetch_report(file_id: str) -> Response:
    """Fetch a finished submission, a zip archive."""
    return sent(own(REPORTS, file_id))
