"""What comes of reading a reply: a value of the scale, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.session import Missing

Reason = Literal[
    "start",
    "reaction",
    "auto_reply",
    "distress",
    "stop",
    "wrong_person",
    "help",
    "language_switch",
    "back",
    "correction",
    "repeat",
    "skip",
    "question",
    "service_request",
    "conflict",
    "several",
    "ambiguous",
    "out_of_range",
    "not_a_number",
    "empty",
    "unclear",
    "wrong_key",
]
"""Why a reply gives no value. docs/replies.md says what each is."""

How = Literal[
    "key",
    "number",
    "digits",
    "number_word",
    "number_and_words",
    "out_of_five",
    "stars",
    "label",
    "label_typo",
    "label_part",
    "yes_no",
    "all",
    "none",
    "words",
    "correction",
]
"""The rule that read an answer."""

Flag = Literal["distress", "service_request"]
"""What somebody should see in a comment, which is kept all the same."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply understood: the keys of the scale, what they report as, and the rule that read it."""

    how: How
    native: str | None = None
    value: int | None = None
    text: str | None = None
    missing: Missing | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A reply that gives no value: the reason, and the wording that leads the re-ask."""

    reason: Reason
    lead: str = "reply_unclear"
    language: str | None = None
    """The language asked for."""
    correction: str | None = None
    """The keys that the reply gives to the question before."""
