"""Sending: what is due at one sender goes to the provider, at that sender's rate."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Protocol, Self

import structlog
from sqlalchemy import select
from twilio.rest import Client

from app.errors import Away, DatabaseAway
from app.line_outreach import Sender
from app.outreach.claims import Claimed, Clerk, claim
from app.outreach.outcomes import Outcome, record
from app.outreach.pacing import Pace, paces_of
from app.records.contacts import Invitation
from app.records.database import Database
from app.telephony.client import MOST_AT_ONCE, Origin, place_call, send_text
from app.telephony.connections import TooLate, only_while
from app.telephony.errors import Permanent, Retryable, Unknown
from app.telephony.webhooks import RETRIES
from flows.channels import Door

log = structlog.get_logger()

START_WITHIN_SECONDS = 30.0
"""A claim that could not be sent so soon is given back: later it may be taken for one whose process was killed."""
LONGEST_WAIT_SECONDS = 5.0
"""Nothing is claimed that would have to wait longer for what was sent before it: the clock wakes its sender again."""
AHEAD_FROM = 10
"""From so many segments a second the next batch is claimed ahead: there a moment's wait for the database shows."""
SLOW_DOWN_SECONDS = 1.0
"""How long a sender rests after the provider said that too much is asked at once."""
LEAST_THREADS = 4
_PATIENCE_SECONDS = 0.5
_RECORD_TRIES, _RECORD_PAUSE_SECONDS = 10, 0.5


class Begin(Protocol):
    """Starts the session of a text that the provider took, or goes on with it."""

    def __call__(self, invitation_id: str, turn: int | None = None, /) -> None:
        """``turn`` is that of the question in the text; None where nobody knows it any more. Raises Away."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What sending needs.

    ``in_doubt`` is told of an invitation of which nobody knows whether the provider took its text; ``clock`` is as a
    Runtime's, ``timer`` counts seconds that never go back, among them those that ``sleep`` takes.
    """

    database: Database
    clerk: Clerk
    provider: Client
    begin: Begin
    in_doubt: Callable[[str], None]
    public_url: str
    clock: Callable[[], float]
    timer: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def due_senders(database: Database, senders: Sequence[str], now: datetime) -> list[str]:
    """Those of the senders that have something due. One look into the index for each."""
    with database.read() as connection:
        return [
            sender
            for sender in senders
            if connection.execute(
                select(Invitation.id)
                .where(Invitation.state == "planned", Invitation.sender == sender, Invitation.due_at <= now)
                .limit(1)
            ).first()
        ]


def send_due(desk: Desk, sender: Sender, goes_on: Callable[[], bool], paces: Mapping[Door, Pace] | None = None) -> bool:
    """Send what is due at a sender as long as ``goes_on``; whether it was stopped while more may be due now.

    Raises DatabaseAway where nothing can be claimed; what was claimed before is sent and put down all the same.
    """
    with _Round(desk, sender, paces or paces_of(sender, {}, desk.timer)) as work:
        while goes_on():
            if not work.take_batch():
                return False
        return True


@dataclass
class _Round:
    """One job's work for one sender: claims on the way to the provider, and what came of them."""

    desk: Desk
    sender: Sender
    paces: Mapping[Door, Pace]
    under_way: set[Future[Outcome]] = field(default_factory=set)
    done: SimpleQueue[Outcome] = field(default_factory=SimpleQueue)

    def __post_init__(self) -> None:
        fastest = max(self.sender.segments_per_second, self.sender.calls_per_second)
        self._threads = min(MOST_AT_ONCE, max(LEAST_THREADS, math.ceil(fastest)))
        self._pool = ThreadPoolExecutor(self._threads, "sending")
        self._clerk = ThreadPoolExecutor(1, "claiming")
        self._ahead: Future[tuple[list[Claimed], bool]] | None = None
        rates = {"text": self.sender.segments_per_second, "voice": self.sender.calls_per_second}
        self._room: Mapping[Door, int] = {door: max(1, math.ceil(rates[door])) for door in self.paces}
        """Tokens of one second, so that nothing waits much longer for what is claimed with it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Send what was claimed ahead, and put down what came of everything."""
        try:
            self._hand_on(self._ahead.result()[0] if self._ahead is not None else [])
        except Away as error:
            log.warning("nothing was claimed ahead", sender=self.sender.id, error=str(error))
        while self.under_way:
            self._collect(_PATIENCE_SECONDS)
        self._record()
        self._pool.shutdown()
        self._clerk.shutdown()

    def take_batch(self) -> bool:
        """Hand on what was claimed, each in its time, and claim the next meanwhile; False if nothing was due."""
        ahead = self._ahead or self._clerk.submit(self._record_and_claim)
        self._ahead = None
        claimed, any_due = ahead.result()
        if any_due and self._room["text"] >= AHEAD_FROM:
            self._ahead = self._clerk.submit(self._record_and_claim)
        self._hand_on(claimed)
        return any_due

    def _record_and_claim(self) -> tuple[list[Claimed], bool]:
        """In a thread of its own: a database that is busy for a moment costs no text its time."""
        self._record()
        ready = {door: self._room[door] for door, pace in self.paces.items() if pace.wait <= LONGEST_WAIT_SECONDS}
        if not ready:
            return [], False
        with self.desk.database.begin() as connection:
            return claim(connection, self.desk.clerk, self.sender.id, ready, self._now())

    def _hand_on(self, claimed: Sequence[Claimed]) -> None:
        for one in claimed:
            self.desk.sleep(self.paces[one.door].take(one.tokens))
            while len(self.under_way) >= self._threads:
                self._collect(_PATIENCE_SECONDS)
            self.under_way.add(self._pool.submit(self._send, one))
        self._collect(0)

    def _send(self, one: Claimed) -> Outcome:
        """Ask the provider, and go on with the conversation of a text. Nothing is raised."""
        outcome = self._ask(one)
        if one.door == "text":
            self._go_on(outcome)
        return outcome

    def _ask(self, one: Claimed) -> Outcome:
        """What is not known is an outcome too."""
        try:
            latest = min(one.since + START_WITHIN_SECONDS, one.until)
            with only_while(lambda: self.desk.clock() <= latest):
                return Outcome(one, _asked(self.desk, self.sender, one))
        except TooLate as error:
            log.warning("claim given back", invitation=one.invitation, error=str(error))
            return Outcome(one)
        except Permanent as error:
            log.warning("invitation refused", invitation=one.invitation, code=error.code, error=str(error))
            return Outcome(one, error=error)
        except Retryable as error:
            if error.slow_down:
                self.paces[one.door].pause(SLOW_DOWN_SECONDS)
            log.warning("invitation not sent now", invitation=one.invitation, code=error.code, error=str(error))
            return Outcome(one, error=error)
        except Exception as error:
            log.exception("invitation may have been sent", invitation=one.invitation)
            return Outcome(one, error=Unknown(str(error)))

    def _go_on(self, outcome: Outcome) -> None:
        one = outcome.claimed
        try:
            if outcome.sid is not None:
                self.desk.begin(one.invitation, one.turn)
            elif isinstance(outcome.error, Unknown):
                self.desk.in_doubt(one.invitation)
        except Away as error:
            # The reconciler begins it; until then a reply does.
            log.warning("session of an invitation not begun yet", invitation=one.invitation, error=str(error))
        except Exception:
            # What the provider gave for it is put down all the same.
            log.exception("alert: session of an invitation not begun", invitation=one.invitation)

    def _collect(self, seconds: float) -> None:
        """Take what came back, waiting at most so long for the first."""
        came, self.under_way = wait(self.under_way, seconds, FIRST_COMPLETED)
        for future in came:
            self.done.put(future.result())

    def _record(self) -> None:
        """Put down what came back. If the database stays away, the provider's list tells it later."""
        came = [self.done.get_nowait() for _ in range(self.done.qsize())]
        for _ in range(_RECORD_TRIES if came else 0):
            try:
                with self.desk.database.begin() as connection:
                    record(connection, self.desk.clerk.lines, came, self._now())
            except DatabaseAway as error:
                log.warning("outcomes wait for the database", count=len(came), error=str(error))
                self.desk.sleep(_RECORD_PAUSE_SECONDS)
                continue
            return

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.desk.clock(), UTC)


def _asked(desk: Desk, sender: Sender, one: Claimed) -> str:
    """The sid of what the provider took. Raises ProviderError."""
    ours = sender.number or one.line.number
    names = f"invitation={one.invitation}&attempt={one.attempt}"
    if one.door == "voice":
        more = f"&{one.query}" if one.query else ""
        url = f"{desk.public_url}/voice?{names}{more}{RETRIES}"
        return place_call(desk.provider, ours, one.number, url, f"{desk.public_url}/voice/status?{names}{RETRIES}")
    callback = f"{desk.public_url}/sms/status?{names}{RETRIES}"
    return send_text(desk.provider, Origin(ours, sender.messaging_service), one.number, one.body, callback)
