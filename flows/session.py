"""Frozen values of a survey in progress: the opening, the answers, the inputs, the events and the session itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Self

Missing = Literal[
    "not_offered",
    "not_applicable",
    "skipped",
    "not_sure",
    "no_input",
    "invalid",
    "broken_off",
    "expired",
    "opted_out",
    "not_reached",
]
"""Why a question has no answer, as facts of the shared schema name it."""

Ending = Literal[
    "completed",
    "declined",
    "gave_up",
    "hung_up",
    "expired",
    "opted_out",
    "superseded",
    "failed",
    "distress",
    "wrong_person",
]
"""What ended a session. ``hung_up``, ``expired`` and ``superseded`` are outside events and take no turn."""

Manner = Literal["first", "again", "scale", "brief"]

TAKES_NO_TURN: frozenset[str] = frozenset({"hung_up", "expired", "superseded"})


class Before(NamedTuple):
    """Where a session stood as it came over from another channel: what the tape of the new one goes on from."""

    at: float
    """Seconds since 1970, UTC."""
    turn: int
    """The turn with which it goes on; coming over took one."""
    language: str
    channels: tuple[str, ...]
    """The channels that it has left."""
    answers: tuple[Answer, ...]
    """Without the words that were written: no URL holds them."""
    finished_at: float | None = None
    """When all was answered that the channel before could ask: only a comment is added here. None where more was open.
    """


class Opening(NamedTuple):
    """What is fixed as a session begins. Small, since every voice URL carries it, so that a session can be rebuilt."""

    session: str
    """Shard and response id: ``07-6f1c…``."""
    line: str
    survey: str
    version: int
    survey_hash: str
    channel: str
    language: str | None
    """None: the caller chooses by a key before the welcome."""
    seed: int
    entry: str
    contact: str
    invitation: str
    respondent: str | None
    source_sid: str
    """The provider's id of the call, or of the text that began the session."""
    started_at: float
    """Seconds since 1970, UTC."""
    languages: tuple[str, ...] = ()
    """The languages that the line offers, in the order of their keys."""
    facts: Mapping[str, str | int | bool] = MappingProxyType({})
    test: bool = False
    contact_reported: str | None = None
    """The contact-center system's own id of the contact, where the call came with one."""
    contact_ended: str | None = None
    """When the contact ended, in its own time, as ISO 8601 with the offset; None where nobody reported it."""
    before: Before | None = None
    """None for a session that is on its first channel."""
    takes_texts: bool = False
    """Whether the survey can go on by text on a call, should the caller ask for it."""

    @property
    def first_turn(self) -> int:
        """The turn of the first prompt on this channel."""
        return 0 if self.before is None else self.before.turn

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel so far, the first first."""
        return (self.channel,) if self.before is None else tuple(dict.fromkeys((*self.before.channels, self.channel)))

    @property
    def response_id(self) -> str:
        """The UUID of the response that this session becomes."""
        return self.session.split("-", 1)[1]

    @property
    def shard(self) -> int:
        """The shard of the live store that holds everything of this person, 0 to 15."""
        return int(self.session.split("-", 1)[0])


class Answer(NamedTuple):
    """What is known of one question: an answer, or the code of why there is none."""

    question: str
    measure: str
    turn: int
    channel: str
    position: int | None = None
    """1 for the first question asked; None for one that was never asked."""
    native: str | None = None
    """The keys of the scale as given: ``4``, or ``1,3`` of a list (``0`` = none of these)."""
    value: int | None = None
    """What the scale reports for the key."""
    text: str | None = None
    missing: Missing | None = None
    raw: str | None = None
    """The reply as it came, where it came as words."""
    how: str | None = None
    """The rule that read the reply: ``key``, ``number``, ``label``, …"""
    confidence: float | None = None
    wrong: int = 0
    silent: int = 0
    repeats: int = 0
    sid: str | None = None
    asked_at: float | None = None
    answered_at: float | None = None

    @property
    def substantive(self) -> bool:
        """Whether the person gave an answer; "not sure" is none."""
        return self.missing is None

    @property
    def reported(self) -> frozenset[str]:
        """What conditions look at, as text: the reported value, or the keys where the scale reports none."""
        if self.value is not None:
            return frozenset({str(self.value)})
        return frozenset(self.native.split(",")) if self.native is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys pressed on a phone; ``finished`` tells that ``#`` ended a several-key answer."""

    keys: str
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came before the time-out."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words: a text message, or speech with the provider's confidence (0 to 1)."""

    words: str
    confidence: float | None = None
    media: int = 0
    """Number of pictures or files that came with a text."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input with its time and the provider's id of the message or call."""

    what: Keys | Silence | Said
    at: float | None = None
    """Seconds since 1970; None where the input is replayed from the tape."""
    sid: str | None = None


EventKind = Literal[
    "began", "answered", "missed", "consented", "opted_out", "wrong_person", "distress", "service_request", "ended"
]


@dataclass(frozen=True, slots=True)
class Event:
    """What came of an input. ``answer`` is set for answered and missed, ``reason`` for ended."""

    kind: EventKind
    answer: Answer | None = None
    reason: str | None = None


class Session(NamedTuple):
    """One person taking one survey. The present prompt is a function of it."""

    opening: Opening
    language: str
    turn: int = 0
    """How many inputs have been consumed."""
    tape: str = ""
    place: str = "start"
    """``language``, ``gate``, ``notice``, ``end``, or ``?`` and the id of the question being asked."""
    resume_at: str | None = None
    """The place that the notice returns to; at the end, where the person left in words."""
    lead: tuple[str, ...] = ()
    """Names of the wordings said before the question in the present prompt."""
    manner: Manner = "first"
    """How the question is put: as new, repeated in full, the scale alone, or after a mistake."""
    silences: int = 0
    """Silences in a row, over all questions."""
    mistakes: int = 0
    """Inputs in a row that could not be taken, over all questions."""
    silent: int = 0
    wrong: int = 0
    repeats: int = 0
    """Counts at the present place."""
    asked_at: float | None = None
    """When the present question was first asked."""
    prompted_at: float | None = None
    """When the present prompt was made."""
    answers: tuple[Answer, ...] = ()
    ended: Ending | None = None
    ended_at: float | None = None
    reached_at: float | None = None
    """When the person surely had the offer: their first text came, or they came over. None where only the opening
    tells."""
    late: bool = False
    """Whether an answer was taken that came after the session's close."""

    @property
    def door(self) -> Literal["voice", "text"]:
        """The door through which this session goes now."""
        return "voice" if self.opening.channel == "automated_phone" else "text"

    @property
    def finished_at(self) -> float | None:
        """When all questions were answered that count, whatever may be added; None before that."""
        before = self.opening.before
        return self.ended_at if before is None or before.finished_at is None else before.finished_at

    @property
    def next_position(self) -> int:
        """The position of the next question that is asked for the first time."""
        return 1 + max((answer.position or 0 for answer in self.answers), default=0)

    def answered(self) -> dict[str, Answer]:
        """Answers and missing codes so far, by question id."""
        return {answer.question: answer for answer in self.answers}

    def to_json(self) -> str:
        """The session as compact JSON that ``from_json`` reads back to an equal value."""
        return COMPACT.encode(self._replace(opening=opening_to_list(self.opening)))  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, stored: str | bytes) -> Self:
        """The session that ``to_json`` wrote."""
        # By position and not by `_make`: a session stored before a field was added takes its default.
        plain = cls(*json.loads(stored))
        return plain._replace(
            opening=opening_from_list(plain.opening),
            lead=tuple(plain.lead),
            answers=tuple(Answer(*answer) for answer in plain.answers),
        )


COMPACT = json.JSONEncoder(separators=(",", ":"))
"""Writes JSON without spaces."""


def opening_to_list(opening: Opening) -> list[Any]:
    """The opening as a list of JSON values in the order of its fields."""
    return list(opening._replace(facts=dict(opening.facts)))


def opening_from_list(values: Iterable[Any]) -> Opening:
    """The opening that ``opening_to_list`` wrote. Raises TypeError or ValueError on anything else."""
    opening = Opening(*values)
    return opening._replace(
        languages=tuple(opening.languages),
        facts=dict(opening.facts),
        before=None if opening.before is None else _before_from_list(opening.before),
    )


def _before_from_list(values: Iterable[Any]) -> Before:
    before = Before(*values)
    answers = tuple(Answer(*answer) for answer in before.answers)
    return before._replace(channels=tuple(before.channels), answers=answers)
