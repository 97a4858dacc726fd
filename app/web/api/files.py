"""Files that were ordered, as the API shows, cancels and sends them."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from flask import Response, request, send_file
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Row
from werkzeug.exceptions import PreconditionFailed

from app.access import audit
from app.access.audit import Action, Actor
from app.access.columns import columns_for
from app.access.scopes import Scope
from app.reporting.orders import taking
from app.reporting.orders.order import QUARTER, BoundOrder, Order
from app.web.api.doors import PREFIX, bearer, moment, runtime
from app.web.api.problems import Problem

log = structlog.get_logger()

EXPORTS, REPORTS = "exports", "reports"
"""Where a file is found: one of responses, or the archive of a quarter."""
THE_FILE = {200: "The file itself.", 206: "A part of it.", 304: "The file has not changed."}
"""What fetching answers."""


class Links(BaseModel):
    """Where to look further."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    self: str
    file: str | None
    """Where the file itself is, once it is done."""


class FileView(BaseModel):
    """A file that was ordered."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: str
    state: str
    """``queued``, ``running``, ``done``, ``failed``, ``cancelled`` or ``expired``."""
    format: str
    name: str
    """What it is called when it is downloaded."""
    order: dict[str, Any]
    """What was asked for."""
    written: int
    """Responses written so far."""
    expected: int | None
    """Responses that were selected; a format may leave some of them out."""
    size_bytes: int | None
    sha256: str | None
    error: str | None
    """Why it failed."""
    notes: list[str]
    """What whoever reads the file should know."""
    created_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    """When the finished file is removed."""
    links: Links


def bound(order: Order) -> BoundOrder:
    """The order, narrowed to what the token may see."""
    may = columns_for({Scope(one) for one in bearer().scopes})
    return BoundOrder.bind(order, bearer().units, comments=may.comments)


def own(under: str, file_id: str) -> Row[Any]:
    """The file of that id under ``exports`` or ``reports``. Raises Problem, 404, where this token ordered none."""
    return _found(under, taking.find(runtime(), file_id, bearer().account))


def cancelled(under: str, file_id: str) -> Row[Any]:
    """The file after its order was taken back. Raises Problem, 404."""
    own(under, file_id)
    return _found(under, taking.take_back(runtime(), file_id, bearer().account))


def sent(row: Row[Any]) -> Response:
    """The finished file itself. Raises Problem where it is not done or not kept any more."""
    view = view_of(row)
    if view.state == "expired":
        raise Problem("expired", "the file is not kept any more; order it again")
    if view.state != "done":
        raise Problem("not-finished", f"the file is {view.state}" + (f": {view.error}" if view.error else ""))
    path = taking.place(runtime(), row.id).resolve()
    if not path.is_file():
        log.error("a finished file is not in DATA_DIR; do web and exporter share it?", file=row.id, path=str(path))
        raise Problem("fault", "the file is not where it should be; the log says more")
    actor = Actor(bearer().account, request.remote_addr)
    with runtime().database.begin() as connection:
        audit.note(connection, actor, Action.EXPORTED, moment(), f"file:{row.id}", format=row.format, name=row.name)
    answer = send_file(
        path,
        taking.media_type(row.name),
        as_attachment=True,
        download_name=row.name,
        etag=row.sha256,
        last_modified=row.ended_at,
    )
    if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
        # It holds the whole file all the same.
        answer.close()
        raise PreconditionFailed
    return answer


def view_of(row: Row[Any]) -> FileView:
    """A row of ``files`` as the API shows it."""
    state = "expired" if taking.expired(row, moment()) else row.state
    link = f"{PREFIX}/{_under(row)}/{quote(row.id)}"
    return FileView(
        id=row.id,
        state=state,
        format=row.format,
        name=row.name,
        order=row.parameters,
        written=row.written,
        expected=row.expected,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        error=row.error,
        notes=row.notes or [],
        created_at=row.created_at,
        ended_at=row.ended_at,
        expires_at=row.expires_at,
        links=Links(self=link, file=f"{link}/file" if state == "done" else None),
    )


def _under(row: Row[Any]) -> str:
    return REPORTS if row.format == QUARTER else EXPORTS


def _found(under: str, row: Row[Any] | None) -> Row[Any]:
    if row is None or _under(row) != under:
        raise Problem("not-found", "this token ordered no file of that id")
    return row
