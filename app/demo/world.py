"""Three months in some minutes: the service at work by a clock of its own, with a provider that plays along.

All is decided, kept and counted by the same code as ever: contacts are reported and drawn, invitations claimed, texts
taken by the text door, calls by the voice door, entries recorded. Only the requests to a provider are left out, since
what these would say is made up here.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from random import Random

from app.conversations import invited
from app.conversations.expiry import expire_due
from app.live import outbox
from app.outreach.claims import Claimed, Clerk, claim
from app.outreach.contacts import rules_of
from app.outreach.deliveries import Report, take
from app.outreach.opt_outs import cancel_for_opted_out
from app.outreach.outcomes import Outcome, record
from app.outreach.settling import settle_ended, settle_overdue
from app.outreach.waking import plan_reminders
from app.records.entries import parse_entry, write_entries
from app.runtime import Runtime
from app.simulation.provider import new_sid
from flows.channels import Door

Act = Callable[[], None]
Arrived = Callable[[Claimed], None]

_SWEEPS = (expire_due, plan_reminders, settle_ended, cancel_for_opted_out)
_ROOM: Mapping[Door, int] = {"text": 300, "voice": 300}
_CONSUMER, _BATCH = "demo", 200
_UNDELIVERED = 0.04
_UNREACHABLE = 30003
"""The provider's code for a handset that cannot be reached."""
_DELIVERED_AFTER = 4.0


class World:
    """The service, its clock, and what is still to happen. ``now`` is in seconds since 1970."""

    def __init__(self, runtime: Runtime, begins: float, chance: Random) -> None:
        self.now = begins
        self.chance = chance
        # How long a text has been out is told by the live store's own clock, by which all this happens at once.
        settings = runtime.settings.model_copy(update={"text_settle_seconds": 0.0})
        self.runtime = replace(runtime, settings=settings, clock=lambda: self.now)
        self.rules = rules_of(self.runtime)
        self._clerk = Clerk(runtime.lines, self.rules.numbers, partial(invited.compose, self.runtime))
        self._ahead: list[tuple[float, int, Act]] = []
        self._order = count()

    @property
    def moment(self) -> datetime:
        """The present moment, UTC."""
        return datetime.fromtimestamp(self.now, UTC)

    def later(self, seconds: float, act: Act) -> None:
        """Have something happen."""
        heapq.heappush(self._ahead, (self.now + seconds, next(self._order), act))

    def go_on(self, until: float) -> None:
        """Let happen what is due before a time, which is the present one then."""
        while self._ahead and self._ahead[0][0] <= until:
            self.now, _, act = heapq.heappop(self._ahead)
            act()
        self.now = until

    def work(self, arrived: Arrived) -> None:
        """What clock, workers and recorder do: send what is due, end what is over, write what happened.

        ``arrived`` is told of each text that gets to its person.
        """
        for sender in self.runtime.lines.by_sender:
            self._send(sender, arrived)
        for sweep in _SWEEPS:
            sweep(self.runtime)
        self.record()

    def settle(self) -> None:
        """What the clock does now and then: end what ran out."""
        settle_overdue(self.runtime)

    def record(self) -> None:
        """Write what sessions left behind."""
        client = self.runtime.breaker.client
        while entries := outbox.read(client, _CONSUMER, _BATCH):
            with self.runtime.database.begin() as connection:
                write_entries(connection, [parse_entry(entry.text) for entry in entries])
            outbox.acknowledge(client, entries)

    def _send(self, sender: str, arrived: Arrived) -> None:
        with self.runtime.database.begin() as connection:
            claimed, _ = claim(connection, self._clerk, sender, _ROOM, self.moment)
        outcomes = [Outcome(one, new_sid("SM")) for one in claimed]
        if not outcomes:
            return
        with self.runtime.database.begin() as connection:
            record(connection, self.runtime.lines, outcomes, self.moment)
        for outcome in outcomes:
            invited.begin(self.runtime, outcome.claimed.invitation, outcome.claimed.turn)
            self._deliver(outcome, arrived)

    def _deliver(self, outcome: Outcome, arrived: Arrived) -> None:
        lost, sid = self.chance.random() < _UNDELIVERED, outcome.sid or ""
        told = Report("undelivered", sid, error_code=_UNREACHABLE) if lost else Report("delivered", sid, by_person=True)

        def deliver() -> None:
            take(self.runtime.database, self.runtime.lines, told, self.moment)
            if not lost:
                arrived(outcome.claimed)

        self.later(_DELIVERED_AFTER, deliver)
