"""How simulated people behave: assumptions, each with its source, from a file that ships and one that may differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import BadInput
from flows.load import SurveyError, located_yaml, read_text

SHIPPED_POPULATION = Path(__file__).with_name("population.yaml")

Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(ge=0)]
Value = TypeVar("Value")


class Part(BaseModel):
    """Base of all parts of a population: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Assumed(Part, Generic[Value]):
    """One assumption and where it comes from; in a file, the value alone will do."""

    value: Value
    source: str = "not said"

    @model_validator(mode="before")
    @classmethod
    def _bare_value(cls, given: object) -> object:
        return given if isinstance(given, dict) and "value" in given else {"value": given}


class Spread(Part):
    """A lognormal time: its median in seconds, and the standard deviation of its logarithm."""

    median: Annotated[float, Field(gt=0)]
    spread: Rate


class AtStart(Part):
    """The share of callers who hang up within so many seconds, all moments equally likely."""

    share: Share
    within: Annotated[float, Field(gt=0)]


class Hazard(Part):
    """How many of those still on the line hang up each second, from so many seconds on."""

    after: Rate
    rate: Rate


class Callers(Part):
    """How callers behave."""

    impatient: Assumed[Share]
    impatient_hears: Assumed[Share]
    impatient_hangs_up: Assumed[Rate]
    hang_up_at_start: Assumed[AtStart]
    hang_up_per_second: Assumed[Annotated[tuple[Hazard, ...], Field(min_length=1)]]
    wrong_key: Assumed[Share]
    silence: Assumed[Share]
    repeat: Assumed[Share]
    skip: Assumed[Share]
    notice: Assumed[Share]
    decline: Assumed[Share]

    @model_validator(mode="after")
    def _leaves_room_for_answers(self) -> Self:
        at_a_prompt = (self.wrong_key, self.silence, self.repeat, self.skip, self.notice, self.decline)
        if sum(one.value for one in at_a_prompt) > 1:
            raise ValueError("wrong_key, silence, repeat, skip, notice and decline come to more than 1")
        starts = [one.after for one in self.hang_up_per_second.value]
        if starts[0] != 0 or sorted(set(starts)) != starts:
            raise ValueError("hang_up_per_second: begins after 0, and each piece later than the one before")
        return self


class Texters(Part):
    """How people behave who are texted."""

    begins: Assumed[Share]
    opts_out: Assumed[Share]
    stops_answering: Assumed[Share]
    opts_out_later: Assumed[Share]
    reply_delay: Assumed[Spread]
    unreadable: Assumed[Share]
    skip: Assumed[Share]
    comment: Assumed[Share]

    @model_validator(mode="after")
    def _leaves_room_for_answers(self) -> Self:
        for one, other in (("begins", "opts_out"), ("stops_answering", "opts_out_later"), ("unreadable", "skip")):
            if getattr(self, one).value + getattr(self, other).value > 1:
                raise ValueError(f"{one} and {other} come to more than 1")
        return self


class Population(Part):
    """All assumptions."""

    languages: Assumed[dict[str, Share]]
    satisfied: Assumed[Share]
    thinking: Assumed[Spread]
    voice: Callers
    text: Texters

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Every assumption: its dotted name, its value, its source."""
        yield from _told("", self.model_dump())


def _told(before: str, part: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, one in part.items():
        if set(one) == {"value", "source"}:
            yield before + name, _in_words(one["value"]), one["source"]
        else:
            yield from _told(f"{before}{name}.", one)


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one:g}" for name, one in value.items())
    return "; ".join(map(_in_words, value)) if isinstance(value, tuple) else f"{value:g}"


def load_population(path: Path | None = None) -> Population:
    """The shipped population, with what the file at ``path`` says instead.

    Raises BadInput naming file, line and key of the first thing that is wrong.
    """
    try:
        content, _ = located_yaml(read_text(SHIPPED_POPULATION), SHIPPED_POPULATION)
        if path is None:
            return Population.model_validate(content)
        own, positions = located_yaml(read_text(path), path)
    except SurveyError as error:
        raise BadInput(str(error)) from error
    try:
        return Population.model_validate(_replaced(content, own))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = positions.nearest(tuple(step for step in first["loc"] if step != "value"))
        raise BadInput(f"{path}:{at.line}: {at.key}: {first['msg']}") from error


def _replaced(shipped: Any, own: Any) -> Any:
    """``own`` over ``shipped``, assumption by assumption; what has no place there stays for the model to refuse."""
    if not isinstance(shipped, dict) or not isinstance(own, dict) or "value" in shipped:
        return own
    return shipped | {name: _replaced(shipped.get(name), one) for name, one in own.items()}
