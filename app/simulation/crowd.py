"""A crowd of simulated people through one survey, and what came of them by language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.lines import Line
from app.simulation.callers import call_of
from app.simulation.met import Met
from app.simulation.people import Outcome, Scene
from app.simulation.summaries import Figure, Group, Tally, difference, group
from app.simulation.texters import thread_of

Progress = Callable[[int], None]
"""Told how many people are through."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How much the share of complete responses of one language differs from that of another."""

    language: str
    against: str
    complete: Figure


@dataclass(frozen=True, slots=True)
class Crowd:
    """The figures of all people, of each language where there are several, and these held against each other."""

    people: int
    seed: int
    groups: tuple[Group, ...]
    compared: tuple[Compared, ...]


def outcomes(scene: Scene, line: Line, people: int, seed: int) -> Iterator[Outcome]:
    """What comes of each person, in order; the same for the same seed. More people leave the first ones as they are."""
    met, play = Met(scene.survey, line), call_of if scene.door == "voice" else thread_of
    for number in range(people):
        yield play(scene, met, scene.person(seed, number))


def crowd(
    scene: Scene, line: Line, people: int, seed: int, price: float | None, progress: Progress = lambda _: None
) -> Crowd:
    """The figures of so many people. ``price`` is in dollars a begun minute of a call, or a segment."""
    tallies: dict[str, Tally] = {language: Tally() for language, _ in scene.shares}
    for number, outcome in enumerate(outcomes(scene, line, people, seed), start=1):
        tallies[outcome.language].count(outcome)
        progress(number)
    places = ("language", "gate", *(question.id for question in scene.survey.questions))
    each = [group(tally, places, language, price) for language, tally in tallies.items() if tally.outcomes]
    if len(each) == 1:
        return Crowd(people, seed, tuple(each), ())
    everybody = group(sum(tallies.values(), Tally()), places, None, price)
    first, *others = each
    compared = tuple(
        Compared(
            str(one.language), str(first.language), difference(one.outcomes["complete"], first.outcomes["complete"])
        )
        for one in others
    )
    return Crowd(people, seed, (everybody, *each), compared)
