"""The jobs that send invitations and read the provider's lists."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from functools import cache, partial
from typing import Any, cast

import structlog

from app import queues
from app.assembly import build_runtime
from app.conversations import invited
from app.conversations.inbound import Text
from app.conversations.recovering import recover
from app.errors import Away, RedisAway
from app.live.client import Client, reaching_redis
from app.live.client import connect as connect_live
from app.outreach import reconciling, sending
from app.outreach.claims import Clerk
from app.outreach.pacing import Pace, paces_of
from app.outreach.sealing import SealedNumbers
from app.outreach.sending import Desk
from app.outreach.waking import SAME_JOB_SECONDS
from app.queues import sending_lease
from app.runtime import Runtime
from app.settings import Settings
from app.telephony.client import client
from app.telephony.errors import ProviderError
from app.telephony.listing import Listed
from flows.channels import Door
from workers.clock import Lease

log = structlog.get_logger()

REDIS_SECONDS = 2.0
STATEMENT_SECONDS = 10.0
LEASE_MILLISECONDS = 15_000
"""Longer than a slow sender waits between two texts, or two workers would send at once."""
PACE_KEPT_SECONDS = 60
"""How long the pace is kept once nothing of it is to be waited for any more."""
STOP = threading.Event()
"""Set where this process is to stop: nothing more is claimed."""


def send_due(sender_id: str) -> None:
    """Send for some seconds what is due at a sender, unless another worker does; then wake the next."""
    runtime = runtime_of_worker()
    sender = runtime.lines.by_sender.get(sender_id)
    if sender is None:
        log.error("alert: invitations of a sender that is not in the lines file", sender=sender_id)
        return
    lease = Lease(_leases(), sending_lease(sender_id), LEASE_MILLISECONDS)
    ends = time.monotonic() + SAME_JOB_SECONDS
    try:
        if not lease.held():
            return
        paces = paces_of(sender, _left_over(sender_id))
        more = sending.send_due(_desk(), sender, lambda: _goes_on(lease, ends), paces)
        _hand_over(sender_id, paces)
        lease.release()
        if more and not STOP.is_set():
            runtime.queues.wake(queues.SEND_DUE, sender_id, runtime.clock(), SAME_JOB_SECONDS)
    except RedisAway as error:
        log.warning("sender left to the clock", sender=sender_id, error=str(error))


def reconcile(_provider: str) -> None:
    """Read the provider's lists once."""
    try:
        counts = reconciling.reconcile(_desk(), _recover)
    except (Away, ProviderError) as error:
        log.warning("not reconciled to the end", error=str(error))
        return
    log.info("reconciled", **counts)


def _recover(missed: Listed) -> None:
    text = Text(missed.sid, line_number=missed.to, person_number=missed.sender, body=missed.body)
    sent_at = missed.at or missed.made_at
    recover(runtime_of_worker(), text, runtime_of_worker().clock() if sent_at is None else sent_at.timestamp())


def _left_over(sender_id: str) -> dict[Door, float]:
    """How long the bucket of each door has been filling since the last worker. Raises RedisAway."""
    with reaching_redis():
        kept = cast("dict[Door, str]", _leases().hgetall(_pace_key(sender_id)))
    return {door: time.time() - float(at) for door, at in kept.items()}


def _hand_over(sender_id: str, paces: Mapping[Door, Pace]) -> None:
    """Keep the paces for the next worker: starting anew costs texts, starting full sends too many. Raises RedisAway."""
    owed = [-pace.idle for pace in paces.values()]
    moments: dict[Any, Any] = {door: f"{time.time() - pace.idle:.3f}" for door, pace in paces.items()}
    with reaching_redis():
        _leases().hset(_pace_key(sender_id), mapping=moments)
        _leases().expire(_pace_key(sender_id), PACE_KEPT_SECONDS + math.ceil(max(0.0, *owed)))


def _pace_key(sender_id: str) -> str:
    return f"sending:pace:{sender_id}"


def _goes_on(lease: Lease, ends: float) -> bool:
    """Whether this worker may claim more. Without its lease it only stops: a claim is anybody's by SQL alone."""
    if STOP.is_set() or time.monotonic() >= ends:
        return False
    try:
        return lease.held()
    except RedisAway:
        return False


@cache
def runtime_of_worker() -> Runtime:
    """The runtime of this process, which all its jobs share."""
    return build_runtime(Settings.load(), REDIS_SECONDS, STATEMENT_SECONDS)


@cache
def _leases() -> Client:
    return connect_live(runtime_of_worker().settings.queue_redis_url, REDIS_SECONDS)


@cache
def _desk() -> Desk:
    runtime = runtime_of_worker()
    return Desk(
        database=runtime.database,
        clerk=Clerk(runtime.lines, SealedNumbers(runtime.settings.encryption_keys), partial(invited.compose, runtime)),
        provider=client(runtime.settings),
        begin=partial(invited.begin, runtime),
        in_doubt=partial(invited.in_doubt, runtime),
        public_url=runtime.settings.public_url,
        clock=runtime.clock,
    )
