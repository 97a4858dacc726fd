"""Which keys words announce: read out of what is said, in the languages whose words for them are known here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from flows.words import FIELD

Deed = Literal["repeat", "skip", "notice"]
"""What words say that a key does; to hear the answers again is a way to repeat."""

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language speaks of keys. The patterns are matched in small letters."""

    press: re.Pattern[str]
    names: Mapping[str, re.Pattern[str]]
    """The names of ``*`` and ``#``."""
    numbers: Sequence[str]
    """The words for 0 to 9."""
    through: re.Pattern[str]
    """What stands between the ends of a range."""
    joins: re.Pattern[str]
    """What parts a sentence where another key may come."""
    deeds: Mapping[Deed, re.Pattern[str]]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


TONGUES: Mapping[str, Tongue] = {
    "en": Tongue(
        press=_words("press|dial|hit|push"),
        names={"*": _words("star|asterisk"), "#": _words("pound|hash|number sign")},
        numbers="zero one two three four five six seven eight nine".split(),
        through=_words("to|through|thru"),
        joins=re.compile(r",|\b(?:or|and)\b"),
        deeds={
            "repeat": _words("repeats?|again|more time|replays?"),
            "skip": _words("skips?|next question"),
            "notice": _words("notice"),
        },
    ),
    "es": Tongue(
        press=_words("oprim[ae]r?|marque|marcar|pulse|pulsar|presion[ae]r?|presione"),
        names={"*": _words("asterisco|estrella"), "#": _words("signo de número|numeral|almohadilla|tecla gato")},
        numbers="cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
        through=_words("al?|hasta"),
        joins=re.compile(r",|\b(?:o|u|y|e)\b"),
        deeds={
            "repeat": _words(r"repet\w+|repit\w+|otra vez|de nuevo|más tiempo"),
            "skip": _words(r"omit\w+|salt\w+|siguiente pregunta"),
            "notice": _words("aviso"),
        },
    ),
}
_ANY = Tongue(_NEVER, {"*": _NEVER, "#": _NEVER}, (), _NEVER, re.compile(r"[,\u3001\uff0c\u060c]"), {})
"""Of other languages only digits are understood."""

_COUNTED = (
    r"\s+(?:seconds?|minutes?|hours?|days?|times|stars?|questions?)\b"
    r"|\s+(?:segundos?|minutos?|horas?|d[ií]as?|veces|estrellas?|preguntas?)\b"
)
"""What makes a digit a count, and no key."""
_DIGIT = re.compile(rf"(?<![A-Za-z0-9.-])\d(?![A-Za-z0-9-]|\.\d|{_COUNTED})")
_RANGE = re.compile(r"(?<![A-Za-z0-9.-])(\d)\s?[-\u2013]\s?(\d)(?![A-Za-z0-9-])")
_SENTENCE = re.compile(r"(?<=[.?!;:\u3002\u061f])\s+")


def understood(language: str) -> bool:
    """Whether the words for keys and ranges are known here."""
    return language in TONGUES


def _tongue_of(language: str) -> Tongue:
    return TONGUES.get(language, _ANY)


@dataclass(frozen=True, slots=True)
class Announced:
    """What words about a scale say: its keys, ranges spelled out, and the label that stands beside each."""

    keys: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    """The ends of each range."""
    pairs: tuple[tuple[int, str], ...]
    """Place of the label, and key, where labels and keys take turns."""


def announced(words: str, labels: Sequence[str], language: str) -> Announced:
    """The digits that words about a scale announce; digits in words count where there are no others."""
    tongue = _tongue_of(language)
    plain = _RANGE.sub(r"\1 \2", FIELD.sub(" ", words.lower()))
    hyphened = [(low, high) for low, high in _RANGE.findall(words)]
    if not _DIGIT.search(plain):
        plain = _in_digits(plain, tongue)
    found = list(_tokens(plain, labels, tongue))
    keys = [token for token in found if isinstance(token, str) and token.isdigit()]
    ranges = [*hyphened, *_ranges([token for token in found if isinstance(token, str)])]
    spelled = [str(i) for low, high in ranges for i in range(int(low), int(high) + 1)]
    pairs = _pairs([token for token in found if token != _THROUGH])
    return Announced(tuple(dict.fromkeys([*keys, *spelled])), tuple(ranges), tuple(pairs))


_THROUGH = "to"
_LABELS = 0xE000
"""Characters for private use, from here on, stand for labels that were found."""


def _in_digits(words: str, tongue: Tongue) -> str:
    for digit, word in enumerate(tongue.numbers):
        words = re.sub(rf"(?<!\w){word}(?!\w)", str(digit), words)
    return words


def _tokens(words: str, labels: Sequence[str], tongue: Tongue) -> Iterator[int | str]:
    """Places of labels, digits, and what stands between the ends of a range, in their order."""
    known = sorted((label.lower(), i) for i, label in enumerate(labels) if label.strip())
    for label, i in sorted(known, key=lambda one: -len(one[0])):
        words = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", chr(_LABELS + i), words)
    marks = f"[{chr(_LABELS)}-{chr(_LABELS + len(labels))}]"
    for found in re.finditer(rf"{marks}|{_DIGIT.pattern}|{tongue.through.pattern}", words):
        if ord(found[0][0]) >= _LABELS:
            yield ord(found[0]) - _LABELS
        else:
            yield str(unicodedata.decimal(found[0])) if found[0].isdigit() else _THROUGH


def _ranges(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    for i in range(1, len(tokens) - 1):
        low, between, high = tokens[i - 1 : i + 2]
        if between == _THROUGH and low.isdigit() and high.isdigit():
            yield low, high


def _pairs(tokens: Sequence[int | str]) -> Iterator[tuple[int, str]]:
    """Labels with their keys, if the two take turns from beginning to end."""
    if len(tokens) % 2 or any(isinstance(one, int) == isinstance(other, int) for one, other in pairwise(tokens)):
        return
    for one, other in zip(tokens[::2], tokens[1::2], strict=True):
        label, key = (one, other) if isinstance(one, int) else (other, one)
        yield int(label), str(key)


def pressed(words: str, language: str) -> tuple[str, ...]:
    """The keys that words tell to press, ``*`` and ``#`` by name wherever they stand."""
    sentences = _sentences(words, _tongue_of(language))
    return tuple(dict.fromkeys(key for clauses in sentences for keys, _ in clauses for key in keys))


def deeds(words: str, language: str) -> Iterator[tuple[str, Deed]]:
    """Which key is said to do what: a deed belongs to the key of its clause, or of the next one that names a key."""
    for clauses in _sentences(words, _tongue_of(language)):
        waiting: list[Deed] = []
        for keys, said in clauses:
            waiting += said
            for deed in waiting if keys else ():
                yield keys[-1], deed
            waiting = [] if keys else waiting


def _sentences(words: str, tongue: Tongue) -> Iterator[list[tuple[list[str], list[Deed]]]]:
    """The keys and the deeds of each clause, sentence by sentence."""
    for sentence in _SENTENCE.split(FIELD.sub(" ", words.lower())):
        clauses, pressing = [], False
        for clause in tongue.joins.split(sentence):
            pressing = pressing or bool(tongue.press.search(clause))
            said = [deed for deed, pattern in tongue.deeds.items() if pattern.search(clause)]
            clauses.append((_keys(clause, tongue, pressing=pressing), said))
        yield clauses


def _keys(clause: str, tongue: Tongue, *, pressing: bool) -> list[str]:
    named = [key for key, pattern in tongue.names.items() if pattern.search(clause)]
    if not pressing:
        return named
    start = tongue.press.search(clause)
    after = _in_digits(clause[start.end() if start is not None else 0 :], tongue)
    return [*_DIGIT.findall(after), *named]
