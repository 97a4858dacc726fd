"""What the clock does for ordered files: wakes workers for those that are due, and removes what is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from app.records.access import File
from app.reporting.orders.holding import claimable
from app.reporting.orders.taking import OPEN, folder, job_of, kept, moment
from app.runtime import Runtime

PATIENCE = timedelta(seconds=5)
"""So long a file may wait for the job that was put into the queue when it was ordered."""
_AT_ONCE = 100


def wake_due(runtime: Runtime) -> int:
    """Wake workers for files that nobody makes; how many there were. Gives up those that never came to an end.

    Raises DatabaseAway, and RedisAway where the queue is away.
    """
    now = moment(runtime)
    with runtime.database.read() as connection:
        due = select(File.id, File.format, File.created_at).where(claimable(now), File.created_at < now - PATIENCE)
        rows = connection.execute(due.order_by(File.created_at).limit(_AT_ONCE)).all()
    oldest = now - kept(runtime)
    for row in rows:
        if row.created_at < oldest:
            _give_up(runtime, row.id, now)
        else:
            runtime.queues.wake(job_of(row.format), row.id, runtime.clock())
    return len(rows)


def remove_expired(runtime: Runtime) -> int:
    """Mark finished files whose time is over, and remove from disk what no file stands for; how many were marked."""
    now = moment(runtime)
    with runtime.database.begin() as connection:
        over = update(File).where(File.state == "done", File.expires_at <= now)
        marked = connection.execute(over.values(state="expired")).rowcount
    _tidy(runtime)
    return marked


def _give_up(runtime: Runtime, file_id: str, now: datetime) -> None:
    hours = f"{runtime.settings.files_kept_hours:g}"
    error = f"the file could not be made within {hours} hours; the log of the process that makes it says why"
    with runtime.database.begin() as connection:
        late = update(File).where(File.id == file_id, claimable(now))
        connection.execute(late.values(state="failed", error=error, ended_at=now))


def _tidy(runtime: Runtime) -> None:
    """Remove finished files that are not kept, and the halves that killed workers left."""
    # A volume may hold a directory of its own, such as lost+found.
    present = [path for path in folder(runtime).glob("*") if not path.is_dir()]
    if not present:
        return
    with runtime.database.read() as connection:
        wanted = _wanted(connection, {_id_of(path.name) for path in present})
    for path in present:
        if _id_of(path.name) not in wanted:
            path.unlink(missing_ok=True)


def _id_of(name: str) -> str:
    """The id of a file by the name of what lies in the folder: ``<id>`` or ``.<id>.<anything>``."""
    return name.lstrip(".").partition(".")[0]


def _wanted(connection: Connection, ids: set[str]) -> set[str]:
    standing = (*OPEN, "done")
    found = connection.execute(select(File.id).where(File.id.in_(sorted(ids)), File.state.in_(standing)))
    return set(found.scalars())
