"""What ``aftercall simulate --people`` does, apart from ``simulate`` since its parts take long to load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from app.commands.named_survey import named_survey
from app.lines import LOCAL_LINES, Line, load_lines
from app.simulation.crowd import Crowd, Progress, crowd
from app.simulation.people import Scene, scene
from app.simulation.population import SHIPPED_POPULATION, load_population
from app.simulation.telling import as_json, told
from flows.channels import Door

_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    people: int
    survey: str
    door: Door
    language: str | None
    seed: int
    population: Path | None
    surveys_dir: Path | None
    lines_file: Path | None
    price_minute: float | None
    price_segment: float | None
    as_json: bool


def simulate_people(wanted: Wanted) -> None:
    """Plays the people through the survey and tells what came of them. Raises BadInput, SurveyError."""
    survey = named_survey(wanted.survey, wanted.surveys_dir)
    line = _line(wanted)
    staged = scene(survey, wanted.door, line.languages, load_population(wanted.population), wanted.language)
    found = crowd(staged, line, wanted.people, wanted.seed, _price(wanted, line), _progress(wanted.people))
    _tell(staged, found, wanted)


def _line(wanted: Wanted) -> Line:
    """The first line that asks the survey through the door; where none does, the first, for its words."""
    lines = load_lines(wanted.lines_file or LOCAL_LINES).lines
    return next((line for line in lines if line.surveys.get(wanted.door) == wanted.survey), lines[0])


def _price(wanted: Wanted, line: Line) -> float | None:
    """Dollars a begun minute or a segment: as given, else as the line has it; None where neither says."""
    prices = line.outreach.prices
    if wanted.door == "voice":
        return prices.minute if wanted.price_minute is None else wanted.price_minute
    return prices.segment if wanted.price_segment is None else wanted.price_segment


def _progress(people: int) -> Progress:
    """Tells standard error as each tenth of the people is through."""
    step = -(-people // _TENTHS)

    def tell(through: int) -> None:
        if through % step == 0 and through < people:
            click.echo(f"{through:,} of {people:,} people", err=True)

    return tell


def _tell(staged: Scene, found: Crowd, wanted: Wanted) -> None:
    assumed_in = wanted.population or SHIPPED_POPULATION
    if wanted.as_json:
        click.echo(as_json(staged, found, assumed_in))
        return
    for line in told(staged, found, assumed_in):
        click.echo(line)
