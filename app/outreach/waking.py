"""Waking: what the clock does so that what is due gets sent. SQL says what is due; the queue only wakes a worker."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import case, null, update

from app import queues
from app.outreach.sending import due_senders
from app.queues import sending_lease
from app.records.contacts import Invitation
from app.runtime import Runtime

SAME_JOB_SECONDS = 10
"""A worker that took a sender is at it for so long."""


def wake_senders(runtime: Runtime) -> int:
    """Have a worker send for each sender with something due that none is sending for; how many. Raises Away."""
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    due = due_senders(runtime.database, list(runtime.lines.by_sender), now)
    idle = [sender for sender in due if not runtime.queues.holds(sending_lease(sender))]
    for sender in idle:
        runtime.queues.wake(queues.SEND_DUE, sender, now.timestamp(), SAME_JOB_SECONDS)
    return len(idle)


def wake_reconciler(runtime: Runtime) -> int:
    """Have a worker read the provider's lists. Raises RedisAway."""
    runtime.queues.wake(queues.RECONCILE, "provider", runtime.clock())
    return 0


def plan_reminders(runtime: Runtime) -> int:
    """Plan the reminders whose time has come, of invitations that nobody replied to; how many were looked at.

    Raises DatabaseAway.
    """
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    silent = (Invitation.turn <= 0) & Invitation.ended_at.is_(None)
    due = (
        update(Invitation)
        .where(
            Invitation.state == "waiting",
            Invitation.sender.in_(list(runtime.lines.by_sender)),
            Invitation.due_at <= now,
            Invitation.final.is_(None),
        )
        .values(
            state=case((silent, "planned"), else_="waiting"),
            action=case((silent, "remind"), else_=Invitation.action),
            due_at=case((silent, Invitation.due_at), else_=null()),
        )
    )
    with runtime.database.begin() as connection:
        return connection.execute(due).rowcount
