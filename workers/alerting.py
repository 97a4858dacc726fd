"""The jobs that tell staff of alerts, and that look whether figures call for one."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import structlog

from app.alerting.telling import AlertDesk, tell_due
from app.errors import Away
from app.live.client import connect as connect_live
from app.queues import ALERTING_LEASE
from app.score_alerts.watching import watch
from app.telephony.client import client
from workers.clock import Lease
from workers.sending import LEASE_MILLISECONDS, REDIS_SECONDS, runtime_of_worker

log = structlog.get_logger()


def tell_staff(_whom: str) -> None:
    """Tell everybody who is due, unless another worker does."""
    runtime = runtime_of_worker()
    lease = Lease(connect_live(runtime.settings.queue_redis_url, REDIS_SECONDS), ALERTING_LEASE, LEASE_MILLISECONDS)
    try:
        if not lease.held():
            return
        told = tell_due(_desk())
        lease.release()
    except Away as error:
        log.warning("staff is told later", error=str(error))
        return
    if told:
        log.info("staff told", count=told)


def watch_figures(_lines: str) -> None:
    """Look at the figures of all lines once."""
    try:
        watch(runtime_of_worker())
    except Away as error:
        log.warning("figures are looked at later", error=str(error))


@cache
def _desk() -> AlertDesk:
    runtime = runtime_of_worker()
    settings = runtime.settings
    return AlertDesk(
        database=runtime.database,
        lines=runtime.lines,
        provider=client(settings),
        smtp_url=None if settings.smtp_url is None else settings.smtp_url.get_secret_value(),
        mail_from=settings.mail_from,
        clock=lambda: datetime.fromtimestamp(runtime.clock(), UTC),
    )
