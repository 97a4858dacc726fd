"""The right to make a file: claimed in SQL, kept by a beat once a second, lost to a cancellation or another worker.

Each beat replaces the one before, so a worker that stood still while another took over finds that out and stops.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import structlog
from sqlalchemy import Row, and_, or_, select, update

from app.errors import AftercallError, Away
from app.records.access import File
from app.reporting.orders.taking import moment
from app.runtime import Runtime

log = structlog.get_logger()

BEAT_SECONDS = 1.0
GONE_AFTER = timedelta(seconds=60)
"""A file in the making whose worker was not seen for so long goes to another one."""


class Lost(AftercallError):
    """The file is not wanted any more, or another worker makes it."""


def claimable(now: datetime) -> Any:
    """The condition of files that a worker may begin now."""
    # A beat long after now is one of before the clock was set back; whoever lives beats anew within a second.
    long_ago = or_(File.beat_at < now - GONE_AFTER, File.beat_at > now + GONE_AFTER)
    left = and_(File.state == "running", long_ago)
    return or_(File.state == "queued", left)


def claim(runtime: Runtime, file_id: str) -> Hold | None:
    """The right to make this file now; None where it is made, being made, or not wanted."""
    now = moment(runtime)
    with runtime.database.begin() as connection:
        mine = update(File).where(File.id == file_id, claimable(now))
        if not connection.execute(mine.values(state="running", beat_at=now, written=0, expected=None)).rowcount:
            return None
        row = connection.execute(select(File).where(File.id == file_id)).one()
    return Hold(runtime, row, now)


class Hold(AbstractContextManager["Hold"]):
    """Beats from a thread of its own while it is entered, whatever the writer is busy with."""

    def __init__(self, runtime: Runtime, row: Row[Any], beat: datetime) -> None:
        """``beat`` is the one that the claim wrote."""
        self.row = row
        self._runtime = runtime
        self._beat = beat
        self._written = 0
        self.lost = False
        self._over = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="beat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def progress(self, written: int) -> None:
        """Note how many responses are written. Raises Lost where going on is of no use."""
        self._written = written
        if self.lost:
            raise Lost

    def note(self, **values: Any) -> None:
        """Write columns of the file. Raises Lost where it is not ours any more."""
        with self.noting(**values):
            pass

    @contextmanager
    def noting(self, **values: Any) -> Iterator[None]:
        """As ``note``, committed after the block. Within it nobody else can claim the file or cancel it."""
        with self._one_at_a_time, self._runtime.database.begin() as connection:
            mine = update(File).where(File.id == self.row.id, File.state == "running", File.beat_at == self._beat)
            if not connection.execute(mine.values(**values)).rowcount:
                self.lost = True
                raise Lost
            yield
            self._beat = values.get("beat_at", self._beat)

    def _run(self) -> None:
        while not (self._over.wait(BEAT_SECONDS) or self.lost):
            try:
                self.note(beat_at=moment(self._runtime), written=self._written)
            except Lost:
                return
            except Away as error:
                log.warning("a file in the making cannot say so", file=self.row.id, error=str(error))
