"""One simulated person: who it is, what it answers, and how its time passes. Everything is drawn from one seed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from app.errors import BadInput
from app.simulation.population import Population, Spread
from flows.channels import Door
from flows.prompt import Prompt
from flows.session import Opening
from flows.survey import Option, Survey
from flows.survey_time import anybody

_SEEDS = 2**48


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part; ``chance`` is the person's own, the same whoever else takes part."""

    language: str
    satisfied: bool
    chance: Random
    opening: Opening


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one person."""

    language: str
    status: str
    """``complete``, ``partial``, ``broken_off`` or ``declined`` as the records name it, or ``no_reply``."""
    asked: tuple[str, ...]
    """The questions that were asked, and ``language`` and ``gate`` where the person stood there."""
    left_at: str | None
    """Where it ended without reaching the end; None where it did."""
    seconds: float
    """To the last word or the last reply."""
    units: int
    """Begun minutes of a call; segments of a thread, of both sides."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What all people of a simulation meet: the survey, through which door, in which languages, on which line."""

    survey: Survey
    door: Door
    population: Population
    opening: Opening
    """As it is for everybody; the language and the seed differ."""
    shares: tuple[tuple[str, float], ...]
    """The languages of the people and their shares."""
    chosen: bool
    """Whether callers choose their language by a key."""

    def person(self, seed: int, number: int) -> Person:
        """The person of a number, from 0 on: the same for the same seed."""
        # Not for secrets: the same seed has to bring the same people.
        chance = Random(f"{seed}:{number}")  # noqa: S311
        language = chance.choices([name for name, _ in self.shares], [share for _, share in self.shares])[0]
        satisfied = chance.random() < self.population.satisfied.value
        known = None if self.chosen else language
        return Person(language, satisfied, chance, self.opening._replace(language=known, seed=chance.randrange(_SEEDS)))


def scene(
    survey: Survey, door: Door, languages: Sequence[str], population: Population, language: str | None = None
) -> Scene:
    """The scene on a line that offers ``languages``; with a ``language`` everybody speaks that one, known beforehand.

    Raises BadInput where the survey is not asked through the door, or nobody speaks a language of it.
    """
    if door not in survey.doors:
        raise BadInput(f"--door: {survey.id} is not asked by {door}")
    offered = tuple(name for name in languages if name in survey.languages) or survey.languages
    if language is not None and language not in survey.languages:
        raise BadInput(f"--language: {survey.id} does not speak {language}, but {', '.join(survey.languages)}")
    shares = {language: 1.0} if language else population.languages.value
    spoken = tuple((name, share) for name, share in shares.items() if share > 0 and name in (language, *offered))
    if not spoken:
        raise BadInput(f"--population: languages: nobody speaks {' or '.join(offered)}")
    chosen = door == "voice" and language is None and len(offered) > 1
    return Scene(survey, door, population, anybody(survey, door, None, offered), spoken, chosen)


def lognormal(chance: Random, time: Spread) -> float:
    """Seconds drawn from a lognormal time."""
    return chance.lognormvariate(math.log(time.median), time.spread)


def taken(person: Person, asked: Prompt) -> list[str]:
    """The keys of the options that a person takes: one of a scale, one to three of a list, in the order of the keys."""
    options = [option for option in asked.options if option.missing is None] or list(asked.options)
    if asked.expects == "keys" or (asked.question is not None and asked.question.kind == "choices"):
        return sorted(person.chance.sample([o.key for o in options], person.chance.randint(1, min(3, len(options)))))
    return [person.chance.choice(_half(options, upper=person.satisfied)).key]


def _half(options: Sequence[Option], *, upper: bool) -> Sequence[Option]:
    """The options whose value lies above the middle of the scale, or not above; all where they report none."""
    values = [option.value for option in options if option.value is not None]
    if len(values) < len(options) or min(values) == max(values):
        return options
    middle = (min(values) + max(values)) / 2
    return (
        [option for option in options if (option.value or 0) > middle]
        if upper
        else [option for option in options if (option.value or 0) <= middle]
    )
