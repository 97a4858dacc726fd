"""Rounds of two targets in turn, so that whatever else the machine does falls on both alike."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.crew import Crew, Round, Target
from benchmarks.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Measured:
    """One round, what the service had not recorded at its end, and the processor time by process."""

    round: Round
    behind: int
    cpu_seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """One round against each of two targets, one right after the other."""

    first: Measured
    second: Measured


def pairs(
    crew: Crew, sides: tuple[tuple[Deployment, Target], tuple[Deployment, Target]], count: int, seconds: float
) -> Iterator[Pair]:
    """``count`` pairs of rounds of ``seconds`` each after one round to warm up; who goes first changes each time."""
    for deployment, target in sides:
        _measured(crew, deployment, target, seconds)
    for number in range(count):
        order = (0, 1) if number % 2 == 0 else (1, 0)
        done = {side: _measured(crew, *sides[side], seconds) for side in order}
        yield Pair(done[0], done[1])


def _measured(crew: Crew, deployment: Deployment, target: Target, seconds: float) -> Measured:
    deployment.settle()
    before = deployment.cpu_seconds()
    done = crew.go(target, seconds)
    behind = deployment.waiting()
    # The recorder's work for this round belongs to this round, also where it comes after the last reply.
    deployment.settle()
    after = deployment.cpu_seconds()
    return Measured(done, behind, {role: after[role] - before[role] for role in after})


def cpu_a_request(measured: Sequence[Measured]) -> dict[str, float]:
    """Processor time by process, and that of the clients, in µs a request over several rounds."""
    requests = sum(one.round.requests for one in measured)
    roles = {role: sum(one.cpu_seconds[role] for one in measured) for role in measured[0].cpu_seconds}
    roles["clients"] = sum(one.round.cpu_seconds for one in measured)
    return {role: seconds / requests * 1e6 for role, seconds in roles.items()}


def median_rate(measured: Sequence[Measured]) -> float:
    """The median of the rounds' requests a second."""
    return statistics.median(one.round.rate for one in measured)


def progress(words: str) -> None:
    """Tell somebody who waits what is going on."""
    print(f"  … {words}", file=sys.stderr, flush=True)
