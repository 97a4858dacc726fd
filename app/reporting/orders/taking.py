"""Takes an order for a file, says how far it is, and takes it back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row, Update, and_, or_, select, update

from app.errors import BadInput, RedisAway
from app.queues import DRAW_REPORT, MAKE_FILE
from app.records.access import File
from app.records.upserts import insert_absent
from app.reporting.orders.order import QUARTER, REPORT, BoundOrder, Order
from app.runtime import Runtime

log = structlog.get_logger()

OPEN = ("queued", "running")
"""The states of files that are still to come."""

_KEYS = uuid.UUID("6d0c2c4e-5a3f-4b5e-9d0b-9a4f3c1e7a52")
"""The namespace of ids that are made from a key of whoever orders: any fixed UUID."""
_SUFFIXES = {"jsonl": ".jsonl", "xlsx": ".xlsx", "parquet": ".parquet", QUARTER: ".zip", REPORT: ".pdf"}

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".jsonl": "application/x-ndjson",
    ".pdf": "application/pdf",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


class OtherOrder(BadInput):
    """The key was used before, for another order."""


def take(runtime: Runtime, order: Order, requested_by: str, key: str | None = None) -> Row[Any]:
    """The row of the file that is ordered; a worker is woken to make it.

    The same ``key`` of the same requester gives the same file again. Raises OtherOrder where the key stands for
    another order.
    """
    now = moment(runtime)
    settled = _settled(runtime, order)
    row = {
        "id": str(uuid.uuid4() if key is None else uuid.uuid5(_KEYS, f"{requested_by}\n{key}")),
        "state": "queued",
        "format": settled.format,
        "name": _name(settled, now),
        "parameters": _parameters(settled),
        "requested_by": requested_by,
        "written": 0,
        "created_at": now,
    }
    with runtime.database.begin() as connection:
        insert_absent(connection, File, [row])
        stands = connection.execute(select(File).where(File.id == row["id"])).one()
    if stands.parameters != row["parameters"]:
        raise OtherOrder("the key was used before, for another order")
    if stands.state == "queued":
        wake(runtime, stands.id, stands.format)
    return stands


def order_of(row: Row[Any]) -> BoundOrder:
    """What a file was ordered to hold."""
    return BoundOrder.model_validate_json(json.dumps(row.parameters))


def standing(runtime: Runtime, order: Order, requested_by: str) -> Row[Any] | None:
    """The newest file of that very order that is to come or still kept; None where it has to be ordered."""
    wanted, now = _parameters(_settled(runtime, order)), moment(runtime)
    with runtime.database.read() as connection:
        own = select(File).where(File.requested_by == requested_by, File.format == order.format)
        here = own.where(File.state.in_((*OPEN, "done"))).order_by(File.created_at.desc(), File.id)
        rows = connection.execute(here).all()
    return next((row for row in rows if row.parameters == wanted and not expired(row, now)), None)


def _settled(runtime: Runtime, order: Order) -> Order:
    """The order with the zone that it leaves open."""
    return order.model_copy(update={"zone": order.zone or runtime.lines.reporting.time_zone})


def _parameters(order: Order) -> dict[str, Any]:
    return order.model_dump(mode="json", exclude_defaults=True)


def job_of(form: str) -> str:
    """The job that makes files of a format."""
    return DRAW_REPORT if form == REPORT else MAKE_FILE


def wake(runtime: Runtime, file_id: str, form: str) -> None:
    """Put the job into the queue; where that is away, the clock does it later."""
    try:
        runtime.queues.wake(job_of(form), file_id, runtime.clock())
    except RedisAway as error:
        log.warning("a file waits for the clock to wake a worker", file=file_id, error=str(error))


def find(runtime: Runtime, file_id: str, requested_by: str | None) -> Row[Any] | None:
    """The file of that id, None where nobody or somebody else ordered it; ``requested_by`` None: whoever did."""
    own = select(File).where(File.id == file_id)
    if requested_by is not None:
        own = own.where(File.requested_by == requested_by)
    with runtime.database.read() as connection:
        return connection.execute(own).first()


def listed(
    runtime: Runtime, requested_by: str | None, limit: int, before: tuple[datetime, str] | None = None
) -> Sequence[Row[Any]]:
    """All files that somebody ordered (None: anybody), newest first; ``before`` is where the last page ended."""
    shown = select(File).order_by(File.created_at.desc(), File.id.desc()).limit(limit)
    if requested_by is not None:
        shown = shown.where(File.requested_by == requested_by)
    if before is not None:
        at, file_id = before
        shown = shown.where(or_(File.created_at < at, and_(File.created_at == at, File.id < file_id)))
    with runtime.database.read() as connection:
        return connection.execute(shown).all()


def newest(runtime: Runtime, requested_by: str, limit: int) -> Sequence[Row[Any]]:
    """The files of responses that somebody ordered, newest first."""
    with runtime.database.read() as connection:
        own = select(File).where(File.requested_by == requested_by, File.format != QUARTER)
        return connection.execute(own.order_by(File.created_at.desc(), File.id).limit(limit)).all()


def take_back(runtime: Runtime, file_id: str, requested_by: str) -> Row[Any] | None:
    """The file as it is after its order was taken back: one to come is cancelled, a finished one is removed.

    A worker in the midst of it notices within seconds. None where nobody or somebody else ordered it.
    """
    now = moment(runtime)
    with runtime.database.begin() as connection:
        connection.execute(_own(file_id, requested_by, *OPEN).values(state="cancelled", ended_at=now))
        removed = connection.execute(_own(file_id, requested_by, "done").values(state="expired", expires_at=now))
    if removed.rowcount:
        place(runtime, file_id).unlink(missing_ok=True)
    return find(runtime, file_id, requested_by)


def _own(file_id: str, requested_by: str, *states: str) -> Update:
    return update(File).where(File.id == file_id, File.requested_by == requested_by, File.state.in_(states))


def media_type(name: str) -> str:
    """What a file of that name holds, as mail and the web say it."""
    return _MEDIA_TYPES["." + name.rpartition(".")[2]]


def expired(row: Row[Any], now: datetime) -> bool:
    """Whether a file that was finished is not kept any more."""
    return bool(row.state == "expired" or (row.state == "done" and row.expires_at <= now))


def folder(runtime: Runtime) -> Path:
    """Where finished files lie; web, exporter, drawer and clock see the same folder."""
    return runtime.settings.data_dir / "files"


def place(runtime: Runtime, file_id: str) -> Path:
    """Where the finished file of that id lies."""
    return folder(runtime) / file_id


def kept(runtime: Runtime) -> timedelta:
    """How long a finished file is kept, and an order tried."""
    return timedelta(hours=runtime.settings.files_kept_hours)


def moment(runtime: Runtime) -> datetime:
    """Now, by the clock of the runtime."""
    return datetime.fromtimestamp(runtime.clock(), UTC)


def _name(order: Order, now: datetime) -> str:
    """What the file is called where it is downloaded."""
    meant = (order.survey, order.quarter or order.since)
    spoken = "-".join(str(part) for part in (order.format, *meant, f"{now:%Y%m%dT%H%M%SZ}") if part)
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in spoken)
    return safe + _SUFFIXES.get(order.format, ".csv")
