"""Replies: keys or words to a value, or why not. It never guesses; docs/replies.md tells how words are read."""

from __future__ import annotations

import re
from typing import Literal

from flows.channels import Door
from flows.load import tongue
from flows.session import Keys, Said
from flows.survey import Option, Question, Scale
from flows.understanding.answers import answer
from flows.understanding.corrections import corrected
from flows.understanding.intents import Wishes, first_wish, last_wish
from flows.understanding.numbers import settled
from flows.understanding.offered import Offered
from flows.understanding.pieces import cut
from flows.understanding.reading import Flag, How, Reading, Reason, Unread
from flows.understanding.single import Given

__all__ = [
    "Flag",
    "How",
    "Reading",
    "Reason",
    "Unread",
    "Wish",
    "adds_to_comment",
    "lead_of",
    "read_keys",
    "read_words",
    "says_stop",
    "wish",
]

_OTHER_DIGITS = re.compile(r"[^\D0-9]|\u20e3")
LONGEST_ANSWER = 1_600
"""Characters, as many as one text has: longer words are searched for wishes, but not for an answer to a scale."""

Wish = Literal["stop", "help", "start", "distress", "wrong_person", "reaction", "auto_reply"]


def lead_of(reason: Reason, door: Door) -> str:
    """The name of the wording that leads the re-ask where a reply was not taken."""
    if door == "voice" or reason == "wrong_key":
        return "wrong_key"
    return f"reply_{reason}" if reason in _OWN_LEAD else "reply_unclear"


_OWN_LEAD: frozenset[Reason] = frozenset(
    {"empty", "ambiguous", "conflict", "several", "out_of_range", "not_a_number", "question", "service_request"}
)
"""Reasons that a text is told in words of their own."""


def wish(words: str) -> Wish | None:
    """What a text wants, or is, whatever question it meets: in any reasonable wording, in any language."""
    wishes = _wishes(words)
    if wishes.typed == ["yes"]:
        # What providers take for START too. At a question it is an answer, and `read_words` takes it for one.
        return "start"
    first = first_wish(wishes, "text", comment=True)
    if first in {"stop", "help", "start", "distress", "wrong_person", "reaction", "auto_reply"}:
        return first
    return None


def says_stop(words: str) -> bool:
    """Whether a text wants no more messages, also where something else in it goes before that."""
    return _wishes(words).has("stop")


def adds_to_comment(words: str) -> bool:
    """Whether words that come after a comment go on with it: all but wishes, and thanks alone."""
    wishes = _wishes(words)
    wanted = first_wish(wishes, "text", comment=True) or last_wish(wishes, comment=True)
    return bool(wishes.core) and wanted in {None, "service_request"}


def _wishes(words: str) -> Wishes:
    languages = tongue("en")
    return Wishes(languages.read(words), languages)


def read_keys(question: Question, scale: Scale | None, pressed: Keys) -> Reading | Unread:
    """Keys pressed at a question: one option, or in a tapped list any set of them (``0`` or none: none of these)."""
    if scale is None:
        return Unread("wrong_key", "wrong_key")
    if question.kind == "choices":
        return _set(scale, pressed.keys) or Unread("wrong_key", "wrong_key")
    option = scale.by_key.get(pressed.keys)
    return Unread("wrong_key", "wrong_key") if option is None else _option(option, "key")


def _option(option: Option, how: How) -> Reading:
    return Reading(how, native=option.key, value=option.value, missing=option.missing)


def _set(scale: Scale, keys: str) -> Reading | None:
    chosen = set(keys)
    if chosen <= {"0"} and "0" not in scale.by_key:
        return Reading("key", native="0")
    if not chosen or not chosen <= set(scale.by_key):
        return None
    return Reading("key", native=",".join(option.key for option in scale.options if option.key in chosen))


def read_words(
    question: Question, scale: Scale | None, said: Said, door: Door, language: str, before: Scale | None = None
) -> Reading | Unread:
    """Words at a question: its answer, a comment, or why they are none.

    ``before`` is the scale of the question before, from which a correction takes its key; without it, the present one.
    """
    languages = tongue(language)
    tokens = languages.read(said.words)
    if not any(token.kind != "mark" for token in tokens):
        return _unread("empty", door)
    wishes = Wishes(tokens, languages)
    comment = scale is None
    first = first_wish(wishes, door, comment=comment)
    if first == "distress" and comment:
        return Reading("words", text=said.words.strip(), flags=("distress",))
    if first is not None:
        language_asked_for = wishes.language() if first == "language_switch" else None
        return Unread(first, lead_of(first, door), language=language_asked_for)
    asked_before = before if before is not None else scale
    offered_before = None if asked_before is None else Offered(question, asked_before, languages, several=False)
    too_long = len(said.words) > LONGEST_ANSWER
    correction = None if too_long else corrected(tokens, languages, offered_before)
    if correction is not None:
        return Unread("correction", lead_of("correction", door), correction=correction)
    last = last_wish(wishes, comment=comment)
    if scale is None and last in {None, "service_request"}:
        return Reading("words", text=said.words.strip(), flags=("service_request",) if last else ())
    if last is not None or scale is None or too_long:
        return _unread(last or "unclear", door)
    offered = Offered(question, scale, languages, several=question.kind == "choices")
    given = answer(settled(cut(tokens, offered.labels, languages), offered), offered)
    if not isinstance(given, Given):
        return _unread("question" if given == "unclear" and wishes.asks() else given, door)
    how = "digits" if given.how == "number" and _OTHER_DIGITS.search(said.words) else given.how
    return Reading(how, native=given.key) if offered.several else _option(scale.by_key[given.key], how)


def _unread(reason: Reason, door: Door) -> Unread:
    return Unread(reason, lead_of(reason, door))
