"""The job that prepares and sends reports which have come due."""

from __future__ import annotations

from functools import cache

import structlog

from app.assembly import build_runtime
from app.errors import Away
from app.runtime import Runtime
from app.schedules.delivering import deliver_due
from app.schedules.preparing import prepare_due
from app.settings import Settings
from workers.exporting import REDIS_SECONDS, STOP

STATEMENT_SECONDS = 30.0

log = structlog.get_logger()


def send_reports(_which: str) -> None:
    """Prepare and send what is due, beside other workers: SQL keeps them apart."""
    runtime = _runtime()
    try:
        prepare_due(runtime)
        sent = deliver_due(runtime, STOP.is_set)
    except Away as error:
        log.warning("reports are sent later", error=str(error))
        return
    if sent:
        log.info("reports sent", count=sent)


@cache
def _runtime() -> Runtime:
    """The runtime of this process."""
    return build_runtime(Settings.load(), REDIS_SECONDS, STATEMENT_SECONDS)
