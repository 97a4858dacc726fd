"""How a survey speaks on the phone: the settings under ``voice`` of a survey file."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from flows.parts import ControlKey, Part, Seconds

Control = Literal["repeat", "repeat_scale", "skip", "notice", "decline", "continue_by_text"]
Heard = Literal["dtmf", "speech"]


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


class Recognition(Part):
    """How spoken answers are taken, where ``input`` has ``speech``."""

    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.6
    """An answer of which the provider is less sure is asked for again; where it does not say, it counts as sure."""


class Voice(Part):
    """How a survey speaks: voices per language, keys, waits and policies."""

    voices: dict[str, str] = Field(default={"en": "Polly.Joanna-Neural", "es": "Polly.Lupe-Neural"})
    locales: dict[str, str] = Field(default={"en": "en-US", "es": "es-US"})
    waits: Waits = Waits()
    controls: dict[Control, ControlKey | None] = Field(default={})
    read_scale: Literal["first", "each"] = "first"
    """``first``: in full at the first question and short after; ``each``: in full with each question."""
    input: tuple[Heard, ...] = ("dtmf",)
    """How a question may be answered; one of its own may say otherwise."""
    speech: Recognition = Recognition()
    silence: Policy = Policy(reminders=1, then="next", end_after=3)
    wrong_key: Policy = Policy(reminders=2, then="next", end_after=None)
    opening_pause: Annotated[int, Field(ge=0, le=10)] = 1
    """Seconds of silence before the first word: the agent may hang up late."""

    @cached_property
    def keys(self) -> dict[str, str | None]:
        """The control keys in force: the shipped map with this survey's changes.

        A survey that has the shipped key of going on by text for another control has none for that.
        """
        own = {str(name): key for name, key in self.controls.items()}
        shipped = {name: key for name, key in SHIPPED_CONTROLS.items() if name != BY_TEXT or key not in own.values()}
        return {BY_TEXT: None} | shipped | own


BY_TEXT = "continue_by_text"
SHIPPED_CONTROLS: dict[str, str | None] = {
    "repeat": "*",
    "repeat_scale": None,
    "skip": "#",
    "notice": "0",
    "decline": "9",
    BY_TEXT: "8",
}
