"""Replies: keys or words to a value, or why not. Exact numbers and labels; it never guesses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flows.channels import Door
from flows.session import Keys, Missing, Said
from flows.survey import Option, Question, Scale

Keyword = Literal["stop", "help", "start"]

STOP = frozenset(
    [
        "stop",
        "stopall",
        "stop all",
        "unsubscribe",
        "end",
        "quit",
        "revoke",
        "optout",
        "opt out",
        "cancel",
        "alto",
        "parar",
    ]
)
HELP = frozenset({"help", "info", "ayuda"})
START = frozenset({"start", "unstop", "yes"})
SKIP = frozenset({"skip", "omitir", "saltar"})
BACK = frozenset({"back", "atras", "atrás"})
NONE = frozenset({"none", "ninguna", "ninguno", "nada"})
LANGUAGES = {"en": "en", "english": "en", "ingles": "en", "inglés": "en", "es": "es", "espanol": "es", "español": "es"}

_EDGES = " \t\r\n.,;:!?\u00a1\u00bf\"'\u201c\u201d\u2018\u2019()[]*"
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\by\b|\s)\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply understood: the keys of the scale, what they report as, and the rule that read it."""

    how: str
    native: str | None = None
    value: int | None = None
    text: str | None = None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A reply that gives no value: the reason, and the wording that leads the re-ask."""

    reason: Literal["wrong_key", "unclear", "empty", "skip", "back", "language_switch"]
    lead: str = "unclear"
    language: str | None = None


def plain(words: str) -> str:
    """Words folded for comparison: lower case, one space between words, no punctuation around."""
    return _SPACES.sub(" ", words).strip(_EDGES).casefold()


def keyword(words: str) -> Keyword | None:
    """Whether a whole text is one of the words that stop, ask for help or start again."""
    said = plain(words)
    if said in STOP:
        return "stop"
    if said in HELP:
        return "help"
    return "start" if said in START else None


def read_keys(question: Question, scale: Scale | None, pressed: Keys) -> Reading | Unread:
    """Keys pressed at a question: one option, or in a tapped list any set of them (``0`` or none: none of these)."""
    if scale is None:
        return Unread("wrong_key", "wrong_key")
    if question.kind == "choices":
        return _set(scale, list(pressed.keys), "key") or Unread("wrong_key", "wrong_key")
    option = scale.by_key.get(pressed.keys)
    return Unread("wrong_key", "wrong_key") if option is None else _option(option, "key")


def _option(option: Option, how: str) -> Reading:
    return Reading(how, native=option.key, value=option.value, missing=option.missing)


def _set(scale: Scale, keys: list[str], how: str) -> Reading | None:
    chosen = set(keys)
    if chosen <= {"0"} and "0" not in scale.by_key:
        return Reading(how, native="0")
    if not chosen or not chosen <= set(scale.by_key):
        return None
    return Reading(how, native=",".join(option.key for option in scale.options if option.key in chosen))


def read_words(question: Question, scale: Scale | None, said: Said, door: Door, language: str) -> Reading | Unread:
    """Words at a question: a comment as it is, a number or label of the scale, several of a list, or a control word."""
    words = plain(said.words)
    if not words and (scale is not None or not said.words.strip()):
        return Unread("empty", "words_only" if door == "text" else "wrong_key")
    control = _control_word(words) if door == "text" else None
    if control is not None:
        return control
    if scale is None:
        return Reading("words", text=said.words.strip())
    labelled = _by_label(scale, door, language)
    reading = _several(scale, words, labelled) if question.kind == "choices" else _single(scale, words, labelled)
    return reading or Unread("unclear", "unclear" if door == "text" else "wrong_key")


def _by_label(scale: Scale, door: Door, language: str) -> dict[str, Option]:
    """The options by their words; words that two options share name neither."""
    labels = [(plain(option.words.on(door, language) or ""), option) for option in scale.options]
    shared = Counter(label for label, _ in labels)
    return {label: option for label, option in labels if shared[label] == 1 and label}


def _single(scale: Scale, words: str, labelled: Mapping[str, Option]) -> Reading | None:
    if words.isascii() and words in scale.by_key:
        return _option(scale.by_key[words], "number")
    return _option(labelled[words], "label") if words in labelled else None


def _control_word(words: str) -> Unread | None:
    if words in SKIP:
        return Unread("skip")
    if words in BACK:
        return Unread("back")
    return Unread("language_switch", language=LANGUAGES[words]) if words in LANGUAGES else None


def _several(scale: Scale, words: str, labelled: Mapping[str, Option]) -> Reading | None:
    if words in NONE:
        return Reading("label", native="0")
    parts = [part for part in _BETWEEN.split(words) if part]
    if parts and all(len(part) == 1 and part.isascii() and part.isdigit() for part in parts):
        return _set(scale, parts, "number")
    return _set(scale, [labelled[words].key], "label") if words in labelled else None
