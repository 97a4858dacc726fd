"""``/exports``: files of responses, ordered here, made by a worker, fetched here."""

from __future__ import annotations

from typing import Annotated

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from app.access.columns import columns_for
from app.access.scopes import Scope
from app.reporting.orders import taking
from app.reporting.orders.order import OF_THE_AGENCY, QUARTER, Order
from app.web.api.bearer_guard import need, refuse_units
from app.web.api.doors import Door, answer, bearer, runtime
from app.web.api.files import EXPORTS, THE_FILE, FileView, bound, cancelled, own, sent, view_of
from app.web.api.problems import Problem

door = Door("exports")

_LONGEST_KEY = 200


class FileList(BaseModel):
    """Files, newest first."""

    items: list[FileView]


class Newest(BaseModel):
    """How many files to tell of."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200)] = 50


@door.operation(
    "POST",
    "/exports",
    scope=Scope.EXPORTS_READ,
    body=Order,
    answers={202: FileView},
    headers={"Idempotency-Key": "Any text of up to 200 characters; the same one gives the same file again."},
)
def order_file(body: Order) -> Response:
    """Have a file of responses made.

    The answer comes at once; a worker makes the file. The link ``self`` tells how far it is. Contact, agent and exact
    times (``identifying``) need the scope ``exports:identifying`` too, and the format ``quarter`` needs
    ``reports:read``; its file is found under ``/reports``. The file of a token that has units holds responses of these
    alone, as ``order.units`` says, and no format of the whole agency's report can be ordered with it.
    """
    if body.identifying and not columns_for({Scope(one) for one in bearer().scopes}).identifying:
        need(Scope.EXPORTS_IDENTIFYING)
    if body.format == QUARTER:
        need(Scope.REPORTS_READ)
    if body.format in OF_THE_AGENCY:
        refuse_units(f"the format {body.format}")
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        raise Problem("invalid", f"Idempotency-Key: needs 1 to {_LONGEST_KEY} characters")
    try:
        view = view_of(taking.take(runtime(), bound(body), bearer().account, key))
    except taking.OtherOrder as error:
        raise Problem("other-order", f"Idempotency-Key: {error}") from error
    return answer(view, 202, {"Location": view.links.self})


@door.operation("GET", "/exports", scope=Scope.EXPORTS_READ, query=Newest, answers={200: FileList})
def list_files(query: Newest) -> Response:
    """List the files that this token ordered, newest first."""
    rows = taking.newest(runtime(), bearer().account, query.limit)
    return answer(FileList(items=[view_of(row) for row in rows]))


@door.operation("GET", "/exports/<file_id>", scope=Scope.EXPORTS_READ, answers={200: FileView})
def show_file(file_id: str) -> Response:
    """Tell how far a file is."""
    return answer(view_of(own(EXPORTS, file_id)))


@door.operation("DELETE", "/exports/<file_id>", scope=Scope.EXPORTS_READ, answers={200: FileView})
def cancel_file(file_id: str) -> Response:
    """Cancel a file that is to come, or remove a finished one."""
    return answer(view_of(cancelled(EXPORTS, file_id)))


@door.operation("GET", "/exports/<file_id>/file", scope=Scope.EXPORTS_READ, answers=THE_FILE)
def fetch_file(file_id: str) -> Response:
    """Fetch a finished file.

    ``ETag`` is its SHA-256. Parts can be fetched with ``Range``. 409 while it is not done, 410 once it has expired.
    """
    return sent(own(EXPORTS, file_id))
