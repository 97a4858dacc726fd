"""What the clock does once a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from app.access.upkeep import disable_inactive_people
from app.alerting.waking import wake_alerting
from app.conversations.expiry import expire_due, expire_left_behind
from app.counting.upkeep import wake_counting
from app.errors import Away
from app.outreach.asked_texts import plan_asked
from app.outreach.clearance_watch import watch_clearances
from app.outreach.opt_outs import cancel_for_opted_out
from app.outreach.settling import settle_ended, settle_overdue
from app.outreach.waking import plan_reminders, wake_reconciler, wake_senders
from app.pictures.keeping import remove_unused
from app.reporting.orders.upkeep import remove_expired, wake_due
from app.runtime import Runtime
from app.schedules.planning import plan_reports, wake_reporter
from app.score_alerts.watching import wake_watch

log = structlog.get_logger()

SWEEPS: Mapping[Callable[[Runtime], int], int] = {
    expire_due: 1,
    wake_due: 1,
    wake_alerting: 1,
    plan_asked: 1,
    wake_senders: 1,
    cancel_for_opted_out: 5,
    wake_counting: 5,
    plan_reports: 5,
    wake_reporter: 5,
    settle_ended: 5,
    expire_left_behind: 30,
    plan_reminders: 30,
    watch_clearances: 30,
    remove_expired: 60,
    wake_reconciler: 60,
    wake_watch: 300,
    settle_overdue: 600,
    disable_inactive_people: 600,
    remove_unused: 600,
}
"""By sweep, every how many rounds it runs; each tells how much it did."""


class Sweeper:
    """Ends what is over, wakes those who do what is due, and keeps the files that were ordered coming and going."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._rounds = 0

    def run_once(self) -> None:
        """One round. What is away now is left to the next round."""
        due = [sweep for sweep, every in SWEEPS.items() if self._rounds % every == 0]
        self._rounds += 1
        for sweep in due:
            try:
                count = sweep(self._runtime)
            except Away as error:
                log.warning("sweep waits", sweep=sweep.__name__, error=str(error))
                continue
            if count:
                log.info("swept", sweep=sweep.__name__, count=count)
