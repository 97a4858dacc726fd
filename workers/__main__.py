"""``python -m workers recorder|worker|exporter|drawer|clock|release``: one background process, until SIGTERM or SIGINT.

Each role imports only what it needs, when it is chosen: the whole application takes longer to import than to start.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import click

from app import log
from app.errors import AftercallError, BadInput
from app.settings import Settings

SWEEP_REDIS_SECONDS = 2.0
GRACE_SECONDS = 12.0
"""A process that has not ended this long after it was asked ends itself; what it did is done again by the next."""


def main(arguments: list[str]) -> int:
    """Run the named role; the exit code: 0 after a stop, 1 after a failure, 2 for a wrong name or setting."""
    log.configure()
    role = _ROLES.get(arguments[0]) if len(arguments) == 1 else None
    if role is None:
        click.echo(f"usage: python -m workers {'|'.join(_ROLES)}", err=True)
        return 2
    try:
        role(Settings.load())
    except AftercallError as error:
        click.echo(f"aftercall: {arguments[0]}: {error}", err=True)
        return 2 if isinstance(error, BadInput) else 1
    return 0


def _recorder(settings: Settings) -> None:
    from app.live.client import connect as connect_live  # noqa: PLC0415  # see above, here and below
    from app.records.database import connect  # noqa: PLC0415
    from workers.recorder import Recorder  # noqa: PLC0415

    client = connect_live(settings.redis_url, timeout_seconds=5.0)
    Recorder(client, connect(settings.database_url)).run(_stop_on_signals())


def _worker(settings: Settings) -> None:
    from app import queues  # noqa: PLC0415
    from workers.jobs import work  # noqa: PLC0415
    from workers.sending import STOP  # noqa: PLC0415

    work(settings.queue_redis_url, queues.SERVED["worker"], before_stop=lambda: _insist(STOP.set))


def _exporter(settings: Settings) -> None:
    from app import queues  # noqa: PLC0415
    from workers.exporting import STOP  # noqa: PLC0415
    from workers.jobs import work  # noqa: PLC0415

    work(settings.queue_redis_url, queues.SERVED["exporter"], before_stop=lambda: _insist(STOP.set))


def _drawer(settings: Settings) -> None:
    from app import queues  # noqa: PLC0415
    from workers.drawing import STOP  # noqa: PLC0415
    from workers.jobs import work  # noqa: PLC0415

    work(settings.queue_redis_url, queues.SERVED["drawer"], before_stop=lambda: _insist(STOP.set))


def _clock(settings: Settings) -> None:
    from app.assembly import build_runtime  # noqa: PLC0415
    from app.live.client import connect as connect_live  # noqa: PLC0415
    from workers.clock import run_clock  # noqa: PLC0415
    from workers.sweeps import Sweeper  # noqa: PLC0415

    stop = _stop_on_signals()
    sweeper = Sweeper(build_runtime(settings, SWEEP_REDIS_SECONDS))
    run_clock(connect_live(settings.queue_redis_url, timeout_seconds=2.0), sweeper.run_once, stop)


def _release(settings: Settings) -> None:
    from app.records.migrate import migrate  # noqa: PLC0415

    migrate(settings.database_url)
    if settings.starter_hash is not None:
        _let_starter_in(settings.database_url, settings.starter_hash)


def _let_starter_in(database_url: str, sha256: str) -> None:
    from app.access.starter import let_in  # noqa: PLC0415
    from app.records.database import connect  # noqa: PLC0415

    database = connect(database_url)
    with database.begin() as connection:
        let_in(connection, sha256, datetime.now(UTC))
    database.close()


_ROLES: dict[str, Callable[[Settings], None]] = {
    "recorder": _recorder,
    "worker": _worker,
    "exporter": _exporter,
    "drawer": _drawer,
    "clock": _clock,
    "release": _release,
}


def _stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: _insist(stop.set))
    return stop


def _insist(stop: Callable[[], None] | None = None) -> None:
    """Call ``stop`` and watch the deadline, from a thread of its own.

    A signal handler runs on top of whatever the main thread does, so setting an event right there could wait for a
    lock that the main thread holds.
    """

    def stop_and_watch() -> None:
        if stop is not None:
            stop()
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=stop_and_watch, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
