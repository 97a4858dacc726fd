"""Makes a file that was ordered: claims it, writes it, says what became of it. Safe to call any number of times."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from sqlalchemy import func, select

from app.errors import AftercallError, Away, BadInput
from app.records.responses import Response
from app.reporting.export import export
from app.reporting.formats.writing import Asked
from app.reporting.orders.holding import Hold, Lost, claim
from app.reporting.orders.order import BoundOrder
from app.reporting.orders.taking import folder, kept, moment, order_of, place
from app.reporting.output import whole_file
from app.runtime import Runtime

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told how far a file is, and in how much of what: responses, or pictures. Both may raise; it ends then."""

    expected: Callable[[int], None]
    written: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a file: how much it holds, and what whoever reads it should know."""

    number: int
    notes: Sequence[str] = ()


Writing = Callable[[Runtime, BoundOrder, BinaryIO, Told], Written]
"""Writes what was ordered. Raises BadInput where that cannot be, and what ``Told`` raises."""


def of_responses(runtime: Runtime, order: BoundOrder, out: BinaryIO, told: Told) -> Written:
    """Write a file of responses."""
    asked = order.asked(runtime.lines, moment(runtime))
    told.expected(_selected(runtime, asked))
    done = export(runtime.database, order.format, asked, out, progress=told.written)
    return Written(done.responses, done.notes)


class _Stopped(AftercallError):
    """This worker is asked to stop; another one begins anew."""


def make(runtime: Runtime, file_id: str, stopping: Callable[[], bool], write: Writing = of_responses) -> None:
    """Make the file if that is due and nobody else does; says in SQL what became of it.

    ``write`` is what writes its format; ``taking.job_of`` says whose that is. ``stopping`` is asked at every portion.
    Raises Away where the database is away at the end too: then the clock wakes a worker again, once this one was not
    seen for a minute.
    """
    hold = claim(runtime, file_id)
    if hold is None:
        log.info("a file needs no making", file=file_id)
        return
    try:
        with hold:
            ended = _attempt(runtime, hold, stopping, write)
        if ended:
            hold.note(**ended)
    except Lost:
        log.info("a file is not wanted here any more", file=file_id)


def _attempt(runtime: Runtime, hold: Hold, stopping: Callable[[], bool], write: Writing) -> dict[str, Any]:
    """Write the file; the columns that say why not, empty where it is done. Raises Lost and Away."""
    try:
        _write(runtime, hold, stopping, write)
    except _Stopped:
        return {"state": "queued", "beat_at": None, "written": 0}
    except (Lost, Away):
        raise
    except OSError as error:
        return _not_written(runtime, hold, error)
    except BadInput as error:
        # Where a file cannot even be begun, what is told names folders of this machine.
        cause = error.__cause__
        return _not_written(runtime, hold, cause) if isinstance(cause, OSError) else _failed(runtime, str(error))
    except Exception:
        log.exception("a file could not be made", file=hold.row.id)
        return _failed(runtime, "the file could not be made because of a fault in Aftercall; its log says more")
    return {}


def _not_written(runtime: Runtime, hold: Hold, error: OSError) -> dict[str, Any]:
    log.error("alert: a file could not be written", file=hold.row.id, error=str(error))
    return _failed(runtime, f"the file could not be written: {error.strerror or error}; nothing of it is kept")


def _failed(runtime: Runtime, error: str) -> dict[str, Any]:
    return {"state": "failed", "error": error, "ended_at": moment(runtime)}


def _write(runtime: Runtime, hold: Hold, stopping: Callable[[], bool], write: Writing) -> None:
    order = order_of(hold.row)

    def expected(number: int) -> None:
        hold.note(expected=number)

    def progress(written: int) -> None:
        hold.progress(written)
        if stopping():
            raise _Stopped

    path = place(runtime, hold.row.id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder(runtime).glob(f".{hold.row.id}.*"):
        left.unlink(missing_ok=True)
    with ExitStack() as stack:
        file = stack.enter_context(whole_file(path))
        done = write(runtime, order, file, Told(expected, progress))
        values = _finished(runtime, file, done)
        # The file takes its name while the row is locked: a worker that took over cannot be overtaken by this one.
        with hold.noting(**values):
            stack.close()


def _selected(runtime: Runtime, asked: Asked) -> int:
    """How much was selected; a format may leave some of it out."""
    with runtime.database.read() as connection:
        chosen = select(func.count()).select_from(Response).where(*asked.selection.responses())
        number: int = connection.execute(chosen).scalar_one()
    return number


def _finished(runtime: Runtime, file: BinaryIO, done: Written) -> dict[str, Any]:
    """The columns of a finished file, which is safe on disk by then."""
    file.flush()
    os.fsync(file.fileno())
    with Path(file.name).open("rb") as written:
        sha256 = hashlib.file_digest(written, "sha256").hexdigest()
        size = written.tell()
    now = moment(runtime)
    return {
        "state": "done",
        "written": done.number,
        "expected": done.number,
        "notes": list(done.notes) or None,
        "size_bytes": size,
        "sha256": sha256,
        "ended_at": now,
        "expires_at": now + kept(runtime),
    }
