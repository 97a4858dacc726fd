"""``make bench``: what a signed turn costs beside a constant view, and whether it grows with live sessions."""

from __future__ import annotations

import os
import platform
import sys

import click

from benchmarks import stages
from benchmarks.crew import Crew
from benchmarks.deployment import Deployment
from benchmarks.paired import Estimate
from benchmarks.reports import Length, growth, turn_beside_constant
from benchmarks.rounds import progress

FEW = 100
CLIENT_PROCESSES = 2
AT_MOST = 1.10
"""How many times as long a turn may take with many live sessions."""


@click.command()
@click.option("--pairs", default=15, show_default=True, type=click.IntRange(6), help="Pairs of rounds.")
@click.option("--seconds", default=2.0, show_default=True, help="Length of a round.")
@click.option("--callers", default=32, show_default=True, type=click.IntRange(2), help="Calls at the same time.")
@click.option("--live", default=10_000, show_default=True, type=click.IntRange(FEW), help="Live sessions to grow to.")
@click.option("--at-least", default=0.12, show_default=True, help="Fail if a turn's share is surely below.")
@click.option("--short", is_flag=True, help="All of it in about 35 s: rounds of 0.15 s, growth to 1,000.")
@click.option("--profile", is_flag=True, help="Also where the processor is, function by function.")
def main(pairs: int, seconds: float, callers: int, live: int, at_least: float, *, short: bool, profile: bool) -> None:
    """Measure a turn and its growth; exit 1 where a whole 95 % interval lies beyond its limit."""
    if short:
        seconds, live = 0.15, min(live, 1000)
    length = Length(pairs, seconds)
    print(_circumstances(callers))
    with Crew(CLIENT_PROCESSES, callers) as crew:
        with Deployment() as deployment:
            share, lines = turn_beside_constant(crew, deployment, length)
            print("\n".join(["", *lines, _verdict(share, share.high >= at_least, f"at least {at_least:g}")]))
            progress("the stages of a turn")
            stage_lines = stages.stages_of_a_turn(deployment.runtime, 30 if short else 150)
            profile_lines = stages.profile_of_turns(deployment.runtime, 150) if profile else []
        with Deployment() as few, Deployment() as many:
            progress(f"beginning {live} calls")
            few.fill(FEW)
            many.fill(live)
            longer, lines = growth(crew, few, many, length)
            print("\n".join(["", *lines, _verdict(longer, longer.low <= AT_MOST, f"at most {AT_MOST:g}")]))
    print("\n".join(["", "The stages of one turn, one after the other in one process", *stage_lines, *profile_lines]))
    sys.exit(0 if share.high >= at_least and longer.low <= AT_MOST else 1)


def _circumstances(callers: int) -> str:
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}; "
        f"{callers} calls at a time from {CLIENT_PROCESSES} client processes on the same machine, "
        f"whose load before was {os.getloadavg()[0]:.1f}"
    )


def _verdict(found: Estimate, holds: bool, limit: str) -> str:  # noqa: FBT001 (read once, next to where it is made)
    inside = f"{found.low:.3f} to {found.high:.3f}"
    return f"  {'holds' if holds else 'FAILS'}: {limit} (judged by the whole interval, {inside})"


if __name__ == "__main__":
    main()
