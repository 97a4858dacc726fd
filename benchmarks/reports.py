"""The two measurements: a turn beside a constant view, and a turn with few and with many live sessions."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.callers import ANSWERS, SCRIPT
from benchmarks.crew import Crew, Target
from benchmarks.deployment import Deployment
from benchmarks.paired import Estimate, estimate
from benchmarks.rounds import Measured, cpu_a_request, median_rate, pairs, progress
from benchmarks.serving import CONSTANT

VOICE = "/voice"


@dataclass(frozen=True, slots=True)
class Length:
    """How long to measure: pairs of rounds, and the seconds of one round."""

    pairs: int
    seconds: float


def target(deployment: Deployment, path: str) -> Target:
    """A view of a deployment."""
    token = deployment.runtime.settings.twilio_auth_tokens[0].get_secret_value()
    return Target(deployment.url, deployment.port, path, token)


def turn_beside_constant(crew: Crew, deployment: Deployment, length: Length) -> tuple[Estimate, list[str]]:
    """The rate of turns as a share of the rate of the constant view, and the figures in words.

    Raises AssertionError where the database does not hold every survey that was answered.
    """
    progress(f"turns beside a constant view, {length.pairs} pairs of rounds of {length.seconds:g} s")
    stood = deployment.complete_responses()
    sides = (deployment, target(deployment, VOICE)), (deployment, target(deployment, CONSTANT))
    done = list(pairs(crew, sides, length.pairs, length.seconds))
    turns, constants = [pair.first for pair in done], [pair.second for pair in done]
    share = estimate([pair.first.round.rate / pair.second.round.rate for pair in done])
    recorded, answered = deployment.complete_responses() - stood, sum(one.round.surveys for one in turns)
    assert recorded >= answered, f"{answered} surveys were answered, {recorded} are in the database"
    rate, behind = median_rate(turns), statistics.median(one.behind for one in turns)
    a_second = f"{rate / len(SCRIPT):.0f} surveys/s, {rate * ANSWERS / len(SCRIPT):.0f} answers/s"
    return share, [
        "A turn beside a constant view on the same server",
        f"  constant view   {median_rate(constants):7.0f} requests/s, {_size(constants)} a reply",
        f"  signed turns    {rate:7.0f} requests/s, {_size(turns)} a reply = {a_second}",
        f"  ratio           {share}",
        f"  recorder        {behind:.0f} entries behind as a round ends; all {answered} surveys are in the database",
        *_cpu_lines([("a turn", turns), ("constant", constants)]),
    ]


def growth(crew: Crew, few: Deployment, many: Deployment, length: Length) -> tuple[Estimate, list[str]]:
    """Time per turn at ``many`` live sessions over that at ``few``, both filled, and the figures in words."""
    open_few, open_many = few.live_sessions(), many.live_sessions()
    progress(f"turns with {open_few} and {open_many} live sessions, {length.pairs} pairs of rounds")
    sides = (few, target(few, VOICE)), (many, target(many, VOICE))
    done = list(pairs(crew, sides, length.pairs, length.seconds))
    longer = estimate([pair.first.round.rate / pair.second.round.rate for pair in done])
    low, high = [pair.first for pair in done], [pair.second for pair in done]
    return longer, [
        "A turn with few and with many live sessions",
        f"  {open_few:6} live     {median_rate(low):7.0f} requests/s",
        f"  {open_many:6} live     {median_rate(high):7.0f} requests/s",
        f"  time per turn   {longer}",
        *_cpu_lines([(f"{open_few} live", low), (f"{open_many} live", high)]),
    ]


def _size(measured: Sequence[Measured]) -> str:
    return f"{statistics.mean(one.round.bytes_a_reply for one in measured):.0f} bytes"


def _cpu_lines(columns: Sequence[tuple[str, Sequence[Measured]]]) -> list[str]:
    """A table of processor time a request, by process."""
    found = [(name, cpu_a_request(measured)) for name, measured in columns]
    roles = list(found[0][1])
    return [
        "  processor time a request, µs".ljust(36) + "".join(f"{name:>12}" for name, _ in found),
        *(f"    {role:32}" + "".join(f"{used[role]:12.0f}" for _, used in found) for role in roles),
    ]
