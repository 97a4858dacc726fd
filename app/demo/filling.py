"""Three months of contacts at four centers, played through the service day by day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from app.conversations import offering
from app.counting.upkeep import count_dirty
from app.demo.conversing import Calling, Texting
from app.demo.people import CENTERS, Center, Person, person, wait_seconds
from app.demo.world import World
from app.outreach.claims import Claimed
from app.outreach.contact_reports import ContactReport
from app.outreach.contacts import report
from app.outreach.eligibility import Code
from app.runtime import Runtime
from app.simulation.provider import new_sid

DAYS = 91
_SEED = 280
_TICK = timedelta(minutes=30)
_OPENS, _CLOSES = time(7), time(22)
_SATURDAY, _WEEKEND = 5, 0.25
_AGENTS = 6
_OFFERS: Mapping[offering.Outcome, float] = {"accepted": 0.66, "declined": 0.27, "no_touch_tone": 0.07}
_TRANSFERRED = 0.07
"""The share of those who are to be offered the survey whose call goes elsewhere before."""
_REPORTED_AFTER = 90.0

Progress = Callable[[int, int], None]
"""Told how many days are through, of how many."""


@dataclass
class Filling:
    """The contacts of a stretch of days that ends now."""

    runtime: Runtime
    ends: datetime
    days: int = DAYS
    progress: Progress = lambda _done, _of: None
    _threads: dict[str, Texting] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)
    _calls: int = 0

    def __post_init__(self) -> None:
        self._chance = Random(_SEED)  # noqa: S311  not for secrets: the same seed has to bring the same people
        self._zone = self.runtime.lines.reporting.zone
        self._last = self.ends.astimezone(self._zone).date()
        begins = datetime.combine(self._last - timedelta(days=self.days - 1), _OPENS, self._zone)
        self._world = World(self.runtime, begins.timestamp(), self._chance)

    def run(self) -> None:
        """Play all days, and count what came of them. Raises Away."""
        for done in range(self.days):
            self._day(self._last - timedelta(days=self.days - 1 - done))
            self.progress(done + 1, self.days)
        while count_dirty(self.runtime.database, self._zone):
            pass

    def _day(self, day: date) -> None:
        opens, closes = (datetime.combine(day, at, self._zone) for at in (_OPENS, _CLOSES))
        self._world.go_on(min(opens, self.ends).timestamp())
        for center in CENTERS:
            self._plan(center, day)
        at = opens
        while (at := at + _TICK) <= min(closes, self.ends):
            self._world.go_on(at.timestamp())
            self._world.work(self._arrived)
        self._world.settle()

    def _plan(self, center: Center, day: date) -> None:
        """The calls of a center on a day, spread over its hours."""
        busy = _WEEKEND if day.weekday() >= _SATURDAY else 1
        wanted = self._chance.gauss(center.calls * busy, 2 * busy)
        for _ in range(max(0, round(wanted))):
            at = datetime.combine(day, time(8), self._zone) + timedelta(hours=self._chance.betavariate(2, 2.5) * 11)
            if at + timedelta(minutes=30) < self.ends:
                self._calls += 1
                contact = f"{day:%Y%m%d}-{self._calls:05d}"
                self._world.later(at.timestamp() - self._world.now, partial(self._call, center, day, contact))

    def _call(self, center: Center, day: date, contact: str) -> None:
        """Somebody calls; the report follows the call, or the call is handed over."""
        chance, who = self._chance, person(center, day, self._last, self._chance)
        self._people[who.number] = who
        handled = round(chance.lognormvariate(5.6, 0.5))
        waited = wait_seconds(center, day, self._last, chance)
        known = {
            "contact_id": contact,
            "line": center.line,
            "number": who.number,
            "started_at": self._world.moment,
            "queue": chance.choice(center.queues),
            "agent": f"{center.line}-{chance.randrange(_AGENTS) + 1}",
            "outcome": chance.choices(("resolved", "call back", "transferred"), (0.75, 0.15, 0.1))[0],
            "language": who.language,
            "wait_seconds": waited,
            "handle_seconds": handled,
        }
        if chance.random() < center.handed_over:
            (found,) = self._report({**known, "state": "started"})
            if found == "ask":
                self._world.later(waited + handled, lambda: self._offer(center, known, who))
                return
        self._world.later(waited + handled + _REPORTED_AFTER, lambda: self._ended(known, waited + handled))

    def _ended(self, known: dict[str, object], seconds: float) -> None:
        begun = known["started_at"]
        assert isinstance(begun, datetime)
        self._report({**known, "ended_at": begun + timedelta(seconds=seconds)})

    def _report(self, given: dict[str, object]) -> list[Code]:
        told = [ContactReport.model_validate(given)]
        world = self._world
        return [one.code for one in report(world.runtime.database, world.rules, told, world.moment)]

    def _offer(self, center: Center, known: dict[str, object], who: Person) -> None:
        """The survey is offered on the call; whoever accepts is handed over."""
        runtime, line = self._world.runtime, self.runtime.lines.by_id[center.line]
        contact = str(known["contact_id"])
        if self._chance.random() < _TRANSFERRED:
            self._report({**known, "ended_at": self._world.moment, "offer": "transferred_away"})
            return
        outcome = self._chance.choices(list(_OFFERS), list(_OFFERS.values()))[0]
        offered = offering.offering(runtime, line.number, who.number, new_sid("CA"), contact)
        if offered is not None:
            offering.take(runtime, offered, outcome)
        if outcome == "accepted":
            Calling(self._world, line, who, contact).begin()
        self._world.later(_REPORTED_AFTER, partial(self._offer_ended, known, outcome))

    def _offer_ended(self, known: dict[str, object], outcome: offering.Outcome) -> None:
        self._report({**known, "ended_at": self._world.moment, "offer": outcome})

    def _arrived(self, claimed: Claimed) -> None:
        fresh = Texting(self._world, claimed.line, self._people[claimed.number])
        self._threads.setdefault(claimed.invitation, fresh).arrived()
