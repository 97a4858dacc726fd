"""The crew: client processes that call together, and how much they got done."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Self

from benchmarks.callers import Caller, Tally, drive, people

_FIRST_AREA = 220


@dataclass(frozen=True, slots=True)
class Target:
    """A view of a service: its address, port, path, and the token that webhooks are signed with."""

    url: str
    port: int
    path: str
    token: str


@dataclass(frozen=True, slots=True)
class Round:
    """What the whole crew did in one round; ``cpu_seconds`` is the processor time of the clients."""

    tallies: tuple[Tally, ...]

    @property
    def requests(self) -> int:
        """Requests that were answered."""
        return sum(tally.requests for tally in self.tallies)

    @property
    def surveys(self) -> int:
        """Surveys that came to their end."""
        return sum(tally.surveys for tally in self.tallies)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return sum(tally.requests / tally.seconds for tally in self.tallies)

    @property
    def cpu_seconds(self) -> float:
        """Processor time of the clients."""
        return sum(tally.cpu_seconds for tally in self.tallies)

    @property
    def bytes_a_reply(self) -> float:
        """Mean size of a document."""
        return sum(tally.reply_bytes for tally in self.tallies) / self.requests


class Crew:
    """``processes`` processes, each with its share of ``callers`` callers for every target."""

    def __init__(self, processes: int, callers: int) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._lines: list[Connection] = []
        self._processes = []
        for index in range(processes):
            near, far = spawning.Pipe()
            process = spawning.Process(target=_work, args=(far, callers // processes, index), daemon=True)
            process.start()
            far.close()
            self._lines.append(near)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.join(60)

    def go(self, target: Target, seconds: float) -> Round:
        """One round against a target. Raises what went wrong in a client."""
        for line in self._lines:
            line.send((target, seconds))
        outcomes: Sequence[Tally | Exception] = [line.recv() for line in self._lines]
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        return Round(tuple(outcome for outcome in outcomes if isinstance(outcome, Tally)))


def _work(line: Connection, callers: int, index: int) -> None:
    """A client process: rounds as they are asked for, until the line closes. Calls go on from round to round."""
    crews: dict[Target, list[Caller]] = {}
    numbers = people(_FIRST_AREA + index)
    while True:
        try:
            target, seconds = line.recv()
        except EOFError:
            return
        if target not in crews:
            crews[target] = [Caller(target.url, target.path, target.token, numbers) for _ in range(callers)]
        try:
            line.send(drive(crews[target], target.port, seconds))
        except Exception as error:  # noqa: BLE001 (whatever it is, it is raised again on the other side)
            line.send(error)
