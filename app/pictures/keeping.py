"""Keeps pictures: what a page shows is noted in SQL, drawn by another process, and forgotten when nobody looks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

import structlog
from sqlalchemy import Row, delete, select, update

from app.errors import RedisAway
from app.pictures.picture import Picture
from app.queues import DRAW_PNG, DRAW_SVG
from app.records.pictures import KeptPicture
from app.records.upserts import insert_absent
from app.runtime import Runtime

log = structlog.get_logger()

Kind = Literal["svg", "png"]
Place = TypeVar("Place", bound=Hashable)

UNUSED_FOR = timedelta(days=7)
_NOTED_EVERY = timedelta(days=1)
PATIENCE_SECONDS = 3.0
_LOOK_SECONDS = 0.05
_AT_ONCE = 4
_places = threading.BoundedSemaphore(_AT_ONCE)
"""Who waits for a picture holds a thread of the web process, and callers need those too."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page, with the key by which its files are fetched."""

    picture: Picture
    key: str


def show(
    runtime: Runtime, pictures: Mapping[Place, Sequence[Picture]], units: frozenset[str] | None
) -> Mapping[Place, Sequence[Shown]]:
    """The pictures of a page, by their places on it, for somebody who may see these units; drawn when first fetched."""
    shown = {place: [Shown(one, one.key(units)) for one in some] for place, some in pictures.items()}
    by_key = {one.key: one for some in shown.values() for one in some}
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    with runtime.database.read() as connection:
        found = select(KeptPicture.key, KeptPicture.used_at).where(KeptPicture.key.in_(by_key))
        known = {row.key: row.used_at for row in connection.execute(found)}
    new = [one for key, one in by_key.items() if key not in known]
    old = [key for key, used_at in known.items() if used_at < now - _NOTED_EVERY]
    if new or old:
        _note(runtime, new, old, units, now)
    return shown


def fetch(runtime: Runtime, key: str, kind: Kind, units: frozenset[str] | None) -> str | bytes | None:
    """A file of a picture; None where it is not drawn in time, or too many wait already.

    Raises KeyError where there is no such picture for somebody who may see just these units. Others may be the same
    person's to see as well, but not what is hidden in one of the two and not in the other.
    """
    row = _row(runtime, key, kind)
    if row is None or row.units != (None if units is None else sorted(units)):
        raise KeyError(key)
    if row.content is None:
        _wake(runtime, DRAW_SVG if kind == "svg" else DRAW_PNG, key)
        return _awaited(lambda: getattr(_row(runtime, key, kind), "content", None))
    content: str | bytes = row.content
    return content


def remove_unused(runtime: Runtime) -> int:
    """Remove the pictures that no page has shown for a week; how many there were."""
    before = datetime.fromtimestamp(runtime.clock(), UTC) - UNUSED_FOR
    with runtime.database.begin() as connection:
        return connection.execute(delete(KeptPicture).where(KeptPicture.used_at < before)).rowcount


def _note(
    runtime: Runtime, new: Sequence[Shown], old: Sequence[str], units: frozenset[str] | None, now: datetime
) -> None:
    scope = None if units is None else sorted(units)
    rows = [{"key": one.key, "units": scope, "spec": one.picture.written, "used_at": now} for one in new]
    with runtime.database.begin() as connection:
        if rows:
            insert_absent(connection, KeptPicture, rows)
        connection.execute(update(KeptPicture).where(KeptPicture.key.in_(old)).values(used_at=now))


def _row(runtime: Runtime, key: str, kind: Kind) -> Row[Any, Any] | None:
    content = (KeptPicture.svg if kind == "svg" else KeptPicture.png).label("content")
    with runtime.database.read() as connection:
        return connection.execute(select(KeptPicture.units, content).where(KeptPicture.key == key)).first()


def _awaited(look: Callable[[], str | bytes | None]) -> str | bytes | None:
    if not _places.acquire(blocking=False):
        return None
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (content := look()) is None and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        return content
    finally:
        _places.release()


def _wake(runtime: Runtime, job: str, key: str) -> None:
    """Have the picture drawn; where the queue is away, whoever looks at the page next asks again."""
    try:
        runtime.queues.wake(job, key, runtime.clock())
    except RedisAway as error:
        log.warning("a picture waits to be drawn", picture=key, error=str(error))
