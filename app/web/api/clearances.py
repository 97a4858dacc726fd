"""``/clearances``: OMB control numbers with their dates and limits."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, select

from app.access.scopes import Scope
from app.records.clearances import Clearance
from app.reporting.imports.clearances import ClearanceRow, save_clearances
from app.web.api.doors import Door, answer, bearer, moment, runtime
from app.web.api.problems import FieldError, Problem

door = Door("clearances")


class ClearanceList(BaseModel):
    """Clearances by control number."""

    items: list[ClearanceRow]


@door.operation(
    "PUT", "/clearances/<control_number>", scope=Scope.CLEARANCES_WRITE, body=ClearanceRow, answers={200: ClearanceRow}
)
def put_clearance(control_number: str, body: ClearanceRow) -> Response:
    """Say what a clearance allows.

    What the body leaves out keeps its value. What the lines file says of the clearance wins at the next start.
    """
    if body.control_number != control_number:
        wrong = FieldError(pointer="/control_number", detail=f"is not {control_number}, as the path says")
        raise Problem("invalid", "the body has errors", [wrong])
    with runtime().database.begin() as connection:
        save_clearances(connection, [body], f"API: {bearer().name}", moment())
    return show_clearance(control_number)


@door.operation("GET", "/clearances", scope=Scope.CLEARANCES_READ, answers={200: ClearanceList})
def list_clearances() -> Response:
    """List all clearances; for a token that has units, those under which lines of these ask."""
    return answer(ClearanceList.model_construct(items=_clearances()))


@door.operation("GET", "/clearances/<control_number>", scope=Scope.CLEARANCES_READ, answers={200: ClearanceRow})
def show_clearance(control_number: str) -> Response:
    """Tell what a clearance allows."""
    found = _clearances(Clearance.control_number == control_number)
    if not found:
        raise Problem("not-found", "no clearance has that control number")
    return answer(found[0])


def _clearances(*conditions: ColumnElement[bool]) -> list[ClearanceRow]:
    columns = [Clearance.__table__.c[name] for name in ClearanceRow.model_fields]
    found = select(*columns).where(*conditions, *_theirs()).order_by(Clearance.control_number)
    with runtime().database.read() as connection:
        rows = connection.execute(found).mappings()
        return [ClearanceRow.model_construct(**row) for row in rows]


def _theirs() -> Iterator[ColumnElement[bool]]:
    units = bearer().units
    if units is not None:
        lines = [line for line in runtime().lines.lines if line.organizational_unit in units]
        yield Clearance.control_number.in_([line.clearance.control_number for line in lines if line.clearance])
