"""The collection plan: every survey of the agency at a glance, to be printed or taken away."""

from __future__ import annotations

from flask import Response, make_response, request

from app.errors import BadInput
from app.reporting.fiscal import FiscalQuarter
from app.surveying import collection_plan
from app.surveying.collection_plan import Plan
from app.web.pages.guard import moment, runtime
from app.web.pages.local_times import local_today
from app.web.pages.shell import page
from app.web.pages.surveys import reader


def show() -> Response:
    """The plan with the figures of a fiscal quarter, the present one unless the address names another."""
    made, problem, quarter = None, None, request.args.get("quarter", "")
    try:
        made = _plan(_quarter())
        quarter = str(made.quarter)
    except BadInput as error:
        problem = str(error)
    shown = {"plan": made, "problem": problem, "quarter": quarter, "now": moment()}
    return page("plan", 422 if problem else 200, reporting=runtime().lines.reporting, **shown)


def download() -> Response:
    """The same as a CSV file."""
    try:
        made = _plan(_quarter())
    except BadInput as error:
        return page("problem", 422, title="There is no such quarter", words=str(error))
    answer = make_response(collection_plan.as_csv(made, moment()))
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="collection-plan-{made.quarter}.csv"'
    return answer


def _plan(quarter: FiscalQuarter) -> Plan:
    here = runtime()
    with here.database.read() as connection:
        return collection_plan.plan(connection, here.catalogue, here.lines, quarter, reader())


def _quarter() -> FiscalQuarter:
    given = request.args.get("quarter", "")
    return FiscalQuarter.parse(given) if given else FiscalQuarter.of(local_today())
