"""The survey definition: pydantic models of what a survey file may hold. Whole-survey checks are in consistency.py."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.about import Discussed, FederalDriver, Reason, Review, Waived
from flows.audio import Recording
from flows.channels import Door, Kind
from flows.conditions import Condition
from flows.parts import Key, Name, Part, Seconds
from flows.speaking import Heard, Policy, Voice
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
Form = Literal["full", "short", "reminder"]
SCALE_FORMS = ("full", "short", "reminder", "full_reversed", "short_reversed", "reminder_reversed")
"""The ways to say a scale."""

_ONLY_ABOUT_IT: Any = {
    **dict.fromkeys(("active", "discussed_with_omb", "not_applicable_because", "reviewed"), True),
    "questions": {"__all__": {"use", "discussed_with_omb"}},
}
"""What is said about a survey, and shapes neither what people hear nor what a response means."""


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
    """The scale as a re-ask says it; without it the short form. By text only where the answers in full cost more."""

    full_reversed: Words | None = None
    """The same three for sessions that hear the answers in the opposite order; with ``label_order: reversed_half``."""
    short_reversed: Words | None = None
    reminder_reversed: Words | None = None

    def form(self, name: Form, *, backwards: bool) -> Words | None:
        """One way to say the scale, in the order in which a session hears the answers."""
        found: Words | None = getattr(self, f"{name}_reversed" if backwards else name)
        return found

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
    input: tuple[Heard, ...] | None = None
    order: Literal["fixed", "rotate"] = "fixed"
    """Reading order of the options; keys stay with their options. ``last`` options keep their place at the end."""
    last: tuple[Key, ...] = ()
    use: Reason | None = None
    """What an additional question's answers are for; not part of the frozen definition."""
    discussed_with_omb: Discussed | None = None
    """Where its wording or its scale departs from what OMB gives; not part of the frozen definition."""


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
    wording: dict[str, Words] = Field(default={})
    audio: dict[str, dict[str, Recording]] = Field(default={})
    """Recordings by what they are played instead of, and language: a wording, a question's id, or ``scale.form``."""
    scales: dict[Name, Scale] = Field(default={})
    label_order: Literal["fixed", "reversed_half"] = "fixed"
    """``reversed_half``: half of the sessions, drawn by their seed, hear the answers in the opposite order."""
    random_order: tuple[Annotated[tuple[Name, ...], Field(min_length=2)], ...] = ()
    """Groups of neighbouring questions asked in an order drawn from the session's seed."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    rules: Waived | None = None
    """Set where the survey is held against no rule."""
    discussed_with_omb: Discussed | None = None
    """For all of its questions; like the next two not part of the frozen definition."""
    not_applicable_because: dict[FederalDriver, Reason] = Field(default={})
    """Drivers that nobody is asked about, with the reason."""
    reviewed: dict[str, Review] = Field(default={})
    """By language, who reviewed the translation."""

    @cached_property
    def canonical(self) -> str:
        """The frozen definition as canonical JSON: sorted keys, no spaces, without what is only said about it."""
        plain = self.model_dump(mode="json", by_alias=True, exclude=_ONLY_ABOUT_IT)
        parts = ((self, plain), (self.voice, plain["voice"]))
        scales = ((scale, plain["scales"][name]) for name, scale in self.scales.items())
        for part, dumped in (*parts, *scales):
            for name in _CAME_LATER[type(part)]:
                if getattr(part, name) == type(part).model_fields[name].default:
                    del dumped[name]
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

    def recording(self, name: str, language: str) -> Recording | None:
        """What is played in a language instead of the words called ``name``; None where they are spoken."""
        return self.audio[name].get(language) if name in self.audio else None


_CAME_LATER: Mapping[type[Part], tuple[str, ...]] = {
    Survey: ("rules", "label_order", "audio"),
    Voice: ("speech",),
    Scale: ("full_reversed", "short_reversed", "reminder_reversed"),
}
"""Settings by their part that are no part of the canonical JSON while they have their default, so that the hash of a
survey written before they came stays what it was."""
