"""Many simulated people at once, each in a thread of its own."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import servers
from people import LIKERT, TAPPED, Caller, Person, Texter, paced
from questions_heard import TROUBLE, has
from twiml_schema import check_twiml

from app.simulation.provider import Provider, Reply


def no_trouble(url: str, reply: Reply) -> None:
    """Observes a webhook: its TwiML is valid, and nobody hears that something went wrong."""
    if reply.body:
        check_twiml(reply.body, "messaging" if "/sms" in url else "voice")
        assert not has(reply.body, TROUBLE), f"{url}: {reply.body}"


def people(count: int, seed: int) -> list[Person]:
    """``count`` callers and as many texters, on both lines, no two with the same number."""
    lines = [LIKERT, TAPPED]
    callers = [Caller(f"+1202556{n:04}", lines[n % 2], seed) for n in range(count)]
    return [*callers, *(Texter(f"+1202557{n:04}", lines[n % 2], seed) for n in range(count))]


def run_all(crowd: list[Person], provider: Provider, least: float, most: float) -> None:
    """All people at once, each thinking from ``least`` to ``most`` seconds; the first failure is raised at the end."""

    def run(person: Person) -> None:
        person.run(provider, paced(random.Random(person.number), least, most))

    with ThreadPoolExecutor(len(crowd)) as threads:
        for future in [threads.submit(run, person) for person in crowd]:
            future.result()


class UnderWay:
    """Calls and threads of texts that go on until the end of the ``with`` block, so many of each at any moment.

    These people only answer and never hang up, so that all they said has to be found afterwards.
    """

    def __init__(self, provider: Provider, each: int, least: float, most: float) -> None:
        self.people: list[Person] = []
        self._provider, self._least, self._most = provider, least, most
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._threads = ThreadPoolExecutor(2 * each)
        numbers = itertools.count(1000)
        kinds = [Caller, Texter] * each
        self._slots = [self._threads.submit(self._keep_going, kind, numbers) for kind in kinds]

    def _keep_going(self, kind: Callable[..., Person], numbers: itertools.count) -> None:
        while not self._stop.is_set():
            with self._lock:
                number = next(numbers)
                person = kind(f"+120255{number:05}", [LIKERT, TAPPED][number // 2 % 2], seed=1, steady=True)
                self.people.append(person)
            person.run(self._provider, paced(random.Random(person.number), self._least, self._most))

    def until_everybody_is_in_the_middle(self) -> None:
        """Wait until each one who is there now has heard a question; raises what a person ran into."""
        present = list(self.people)
        servers.wait_until(lambda: self._broken() or all(len(person.heard) > 2 for person in present))
        self.look()

    def look(self) -> None:
        """Raise what a person ran into so far."""
        for slot in self._broken():
            slot.result()

    def _broken(self) -> list:
        return [slot for slot in self._slots if slot.done() and slot.exception() is not None]

    def finish(self) -> list[Person]:
        """Let everybody come to an end; all there were. Raises what a person ran into."""
        self._stop.set()
        self._threads.shutdown()
        for slot in self._slots:
            slot.result()
        return self.people
