"""The survey definition: pydantic models of what a survey file may hold. Whole-survey checks are in consistency.py."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flows.channels import Door, Kind
from flows.conditions import Condition
from flows.words import Words

Measure = Literal[
    "trust",
    "satisfaction",
    "effectiveness",
    "ease",
    "efficiency",
    "transparency",
    "humanity",
    "employee",
    "other",
    "drivers",
    "comment",
    "additional",
]
"""What a question counts for; ``drivers`` is a tapped list, whose options each count for one driver."""

DRIVERS = ("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee", "other")
SCORES = ("trust", "satisfaction", *DRIVERS[:-1])
"""The measures that have a column of their own with a value."""

Control = Literal["repeat", "repeat_scale", "skip", "notice", "decline"]
Key = Annotated[str, Field(pattern=r"^[0-9]$"), BeforeValidator(lambda key: str(key) if type(key) is int else key)]
ControlKey = Annotated[
    str, Field(pattern=r"^[0-9*#]$"), BeforeValidator(lambda key: str(key) if type(key) is int else key)
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _seconds(given: Any) -> Any:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d)\s*", given) if isinstance(given, str) else None
    return float(found[1]) * _UNITS[found[2]] if found else given


Seconds = Annotated[float, Field(gt=0), BeforeValidator(_seconds)]
"""A number of seconds, or a string such as ``15m`` or ``72h``."""


class Part(BaseModel):
    """Base of all parts of a survey: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Option(Part):
    """One answer offered: its key, its words, and what it reports as."""

    key: Key
    words: Words
    value: int | None = None
    missing: Literal["not_sure"] | None = None
    measure: Measure | None = None
    """In a tapped list, the driver that the option counts for."""


class Scale(Part):
    """The answers offered, in reading order, and how they are spoken."""

    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    reports_as: Literal["likert_5", "thumbs", "none"] = "none"
    full: Words | None = None
    """The scale as the first question says it; without it each option is read with its key."""
    short: Words | None = None
    """The scale as later questions say it."""
    reminder: Words | None = None
    """The scale as a re-ask says it; without it the short form."""

    @cached_property
    def by_key(self) -> dict[str, Option]:
        """The options by their key."""
        return {option.key: option for option in self.options}


class Question(Part):
    """One item of a survey."""

    id: Name
    measure: Measure
    kind: Kind = "scale"
    scale: Name | None = None
    """The name of one of the survey's scales; a ``text`` question has none."""
    statement: Words
    """The frozen wording that is reported."""
    ask: Words | None = None
    """How it is said or written, where more than the statement: may hold ``{statement}``."""
    read_scale: Literal["full", "short", "none"] | None = None
    required: bool = False
    sign: Literal["positive", "negative"] | None = None
    """For a tapped list: whether it asks what went well or what did not."""
    when: Condition | None = None
    input: tuple[Literal["dtmf", "speech"], ...] | None = None
    order: Literal["fixed", "rotate"] = "fixed"
    """Reading order of the options; keys stay with their options. ``last`` options keep their place at the end."""
    last: tuple[Key, ...] = ()


class Policy(Part):
    """What follows silence, or a reply that cannot be taken."""

    reminders: Annotated[int, Field(ge=0)] = 1
    """How often the question is asked again before it is left."""
    then: Literal["next", "end"] = "next"
    end_after: Annotated[int, Field(gt=0)] | None = None
    """The survey ends at this many in a row, over all questions."""


class Waits(Part):
    """How long a phone prompt waits for a key, in seconds."""

    language: Seconds = 8
    first: Seconds = 8
    later: Seconds = 5
    more_time: Seconds = 20


class Voice(Part):
    """How a survey speaks: voices per language, keys, waits and policies."""

    voices: dict[str, str] = {"en": "Polly.Joanna-Neural", "es": "Polly.Lupe-Neural"}
    locales: dict[str, str] = {"en": "en-US", "es": "es-US"}
    waits: Waits = Waits()
    controls: dict[Control, ControlKey | None] = {}
    read_scale: Literal["first", "each"] = "first"
    """``first``: in full at the first question and short after; ``each``: in full with each question."""
    input: tuple[Literal["dtmf", "speech"], ...] = ("dtmf",)
    silence: Policy = Policy(reminders=1, then="next", end_after=3)
    wrong_key: Policy = Policy(reminders=2, then="next", end_after=None)
    opening_pause: Annotated[int, Field(ge=0, le=10)] = 1
    """Seconds of silence before the first word: the agent may hang up late."""

    @cached_property
    def keys(self) -> dict[str, str | None]:
        """The control keys in force: the shipped map with this survey's changes."""
        return SHIPPED_CONTROLS | {str(name): key for name, key in self.controls.items()}


SHIPPED_CONTROLS: dict[str, str | None] = {
    "repeat": "*",
    "repeat_scale": None,
    "skip": "#",
    "notice": "0",
    "decline": "9",
}


class Text(Part):
    """How a survey reads in text messages."""

    wrong: Policy = Policy(reminders=1, then="next", end_after=3)
    max_messages: Annotated[int, Field(gt=0)] = 20


class Gate(Part):
    """A start gate: the survey begins after this key, on these doors."""

    key: Key
    doors: tuple[Door, ...] = ("voice",)


class OpenFor(Part):
    """How long a session stays open."""

    voice: Seconds = 15 * 60
    """After the last key."""
    text: Seconds = 72 * 3600
    """After the contact, or the text that began it."""
    after_last_text: Seconds = 24 * 3600


class Effective(Part):
    """The local days, both included, on which new sessions may begin."""

    since: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None


class Completeness(Part):
    """Shares of the questions that applied which make a response complete or partial."""

    complete: Annotated[float, Field(gt=0, le=1)] = 0.8
    partial: Annotated[float, Field(gt=0, le=1)] = 0.5


class Survey(Part):
    """What is asked. Frozen once used: its canonical JSON has a SHA-256 that goes with every session and response."""

    id: Name
    version: Annotated[int, Field(ge=1)]
    active: bool = False
    """Whether new sessions take this version; not part of the frozen definition."""
    instrument: Literal["a11-likert", "a11-tapped"]
    title: Words
    languages: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...], Field(min_length=1)]
    doors: Annotated[tuple[Door, ...], Field(min_length=1)] = ("voice", "text")
    open_for: OpenFor = OpenFor()
    effective: Effective = Effective()
    completeness: Completeness = Completeness()
    fields: tuple[str, ...] = ()
    """Merge fields beyond the standard ones, which the line or the contact fills."""
    gate: Gate | None = None
    voice: Voice = Voice()
    text: Text = Text()
    wording: dict[str, Words] = {}
    scales: dict[Name, Scale] = {}
    random_order: tuple[Annotated[tuple[Name, ...], Field(min_length=2)], ...] = ()
    """Groups of neighbouring questions asked in an order drawn from the session's seed."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]

    @cached_property
    def canonical(self) -> str:
        """The frozen definition as canonical JSON: sorted keys, no spaces, whether it is active left out."""
        plain = self.model_dump(mode="json", by_alias=True, exclude={"active"})
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by their id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def comment(self) -> Question | None:
        """The question whose words are the comment of the response: the first with that measure."""
        return next((question for question in self.questions if question.measure == "comment"), None)

    def scale_of(self, question: Question) -> Scale | None:
        """The scale of a question; None for a text question."""
        return self.scales[question.scale] if question.scale is not None else None

    def words(self, name: str, door: Door, language: str) -> str:
        """The wording called ``name`` on a door in a language; empty where the survey has none."""
        found = self.wording.get(name)
        return (found.on(door, language) or "") if found is not None else ""
