"""Masks personal data in what people wrote: phone numbers, mail addresses, Social Security, card and account numbers.

Pure, and needs nothing else of the house, so that pages, files and messages can all use it. In doubt it masks: a number
too many costs a reader little, one too few is shown to everybody who reads. Names and street addresses stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

Kind = Literal["phone number", "e-mail address", "Social Security number", "card number", "long number"]
KINDS: tuple[Kind, ...] = ("phone number", "e-mail address", "Social Security number", "card number", "long number")

_LEAST_DIGITS, _LONG = 7, 9
_CARD_DIGITS = range(13, 20)
_WORDS = {
    **dict(zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True)),
    **dict(zip("cero uno dos tres cuatro cinco seis siete ocho nueve".split(), "0123456789", strict=True)),
    "oh": "0",
}
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3"
"""Characters that nobody sees, and those that make a key of a digit."""
_DASHES = "\\-\u2010-\u2015\u2212"
_BETWEEN = rf"[\s.,:;|~()\[\]/\\_*·•+#'\u2019`{_DASHES}{_UNSEEN}]"
_DIGIT = rf"(?:\d|(?<![^\W\d_])(?:{'|'.join(_WORDS)})(?![^\W\d_]))"
_TIMES = {"double": 2, "doble": 2, "triple": 3}
_GAP = rf"{_BETWEEN}{{0,4}}(?:(?:{'|'.join(_TIMES)})\s)?"
_RUN = re.compile(rf"\+?\(?(?:(?:{'|'.join(_TIMES)})\s)?{_DIGIT}(?:{_GAP}{_DIGIT})*[{_UNSEEN}]*")
_REPEATED = re.compile(rf"({'|'.join(_TIMES)})\s({_DIGIT})")
_LETTER_FOR_ZERO = re.compile(r"(?<=\d)o+(?![^\W\d_])|(?<![^\W\d_])o+(?=\d)")
_PART = re.compile(r"[^\s,;](?:[^,;]|[,;](?!\s))*")
_ONE = re.compile(_DIGIT)
_GROUP = re.compile(r"\d+")

_ALONE = rf"(?<![\d])(?<!\d[.,/{_DASHES}])"
_ENDS = rf"(?![\d])(?![.,/{_DASHES}]\d)"
_ORDINARY = re.compile(
    rf"{_ALONE}(?:"
    r"[$€£]\s?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|[$€£]\s?\d{1,7}(?:\.\d{1,2})?"  # sums of money
    r"|\d{1,3}(?:,\d{3}){1,2}(?:\.\d{1,2})?(?!\s?-?\d)"  # thousands with their commas
    r"|(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|[12]\d|3[01])\1(?:(?:19|20)\d\d|\d\d)"  # days
    r"|(?:19|20)\d\d([./-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!:)"  # times of day
    rf"){_ENDS}(?!\s?\d{{3}}\b[\s.{_DASHES}]?\d)"
)
_SECRET = re.compile(
    r"\b(?:ssn|social(?: security)?(?: number| no)?|seguro social)\b[^\d\n]{0,25}?(?P<digits>\d[\d\s.\-]{2,}\d)",
    re.IGNORECASE,
)
_ENDINGS = "com|org|net|gov|edu|mil|us|info|biz|io|me|mx|es|co|pr"
_MAILERS = "gmail|yahoo|hotmail|outlook|aol|icloud|me|live|msn|proton|protonmail|comcast|verizon|att|mail|ymail"
_LOCAL = r"(?<![^\s@<>()\[\]{},;:\"])[^\s@<>()\[\]{},;:\"]+"
_IN_BRACKETS = r"\s?[(\[{{]\s?(?:{})\s?[)\]}}]\s?"
_AT_WORD, _AT_BRACKETS = r"\s(?:at|arroba)\s", _IN_BRACKETS.format("at|arroba")
_DOT_WORD = rf"(?:\s(?:dot|punto)\s|{_IN_BRACKETS.format('dot|punto')})"
_DOT = rf"(?:\s?\.\s?|{_DOT_WORD})"
_MAIL = re.compile(
    rf"{_LOCAL}@(?:[\w-]+\.)*[\w-]+\b(?!{_DOT}(?:{_ENDINGS})\b)"
    rf"|{_LOCAL}(?:\s{{0,2}}@\s{{0,2}}|{_AT_BRACKETS})[\w-]+(?:{_DOT}[\w-]+){{0,6}}?{_DOT}(?:{_ENDINGS})\b"
    rf"|{_LOCAL}{_AT_WORD}[\w-]+(?:{_DOT}[\w-]+){{0,6}}?{_DOT_WORD}(?:{_ENDINGS})\b"
    rf"|{_LOCAL}{_AT_WORD}(?:{_MAILERS}){_DOT}(?:{_ENDINGS})\b",
    re.IGNORECASE,
)
_Found = tuple[int, int, Kind]


@dataclass(frozen=True, slots=True)
class Masked:
    """Words as they may be shown, and how much of each kind was masked in them."""

    words: str
    found: tuple[tuple[Kind, int], ...] = ()

    @property
    def note(self) -> str:
        """What was masked, in words: ``2 phone numbers and 1 e-mail address``; empty for nothing."""
        told = [f"{n} {_plural(kind) if n > 1 else kind}" for kind, n in self.found]
        return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def mask(words: str) -> Masked:
    """``words`` with ``[phone number]`` and the like in place of what names or reaches a person.

    Found in any spelling: grouped by blanks, dots, dashes or brackets, digits of other scripts, digits as English or
    Spanish words, ``name (at) agency dot gov``. Kept: sums of money, days, times, years, ranges, and any number of less
    than seven digits, so also the names of forms.
    """
    plain = _in_plain_digits(words)
    found = _joined(sorted(chain(_mail(plain), _secrets(plain), _numbers(plain))))
    if not found:
        return Masked(words)
    parts, end = [], 0
    for begins, ends, kind in found:
        parts += [words[end:begins], f"[{kind}]"]
        end = ends
    counts = Counter(kind for _, _, kind in found)
    return Masked("".join([*parts, words[end:]]), tuple((kind, counts[kind]) for kind in KINDS if counts[kind]))


def _joined(found: list[_Found]) -> list[_Found]:
    """What overlaps as one, of the kind that begins first."""
    apart: list[_Found] = []
    for begins, ends, kind in found:
        if apart and begins < apart[-1][1]:
            before = apart.pop()
            apart.append((before[0], max(before[1], ends), before[2]))
        else:
            apart.append((begins, ends, kind))
    return apart


def _plural(kind: Kind) -> str:
    return kind + ("es" if kind.endswith("s") else "s")


def _in_plain_digits(words: str) -> str:
    """The same characters, place by place, with digits and signs of any script or width as the plain ones."""
    if words.isascii():
        return words
    return "".join(map(_plain, words))


def _plain(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    simple = unicodedata.normalize("NFKC", character)
    return simple if len(simple) == 1 else character


def _mail(plain: str) -> Iterator[_Found]:
    for match in _MAIL.finditer(plain):
        yield match.start(), match.end(), "e-mail address"


def _secrets(plain: str) -> Iterator[_Found]:
    """Digits that follow the words for a Social Security number, however few they are."""
    for match in _SECRET.finditer(plain):
        yield match.start("digits"), match.end("digits"), "Social Security number"


def _numbers(plain: str) -> Iterator[_Found]:
    lower = _ORDINARY.sub(lambda match: "x" * len(match[0]), plain).lower()
    if len(lower) != len(plain):
        # A few capitals have two small letters; places have to stay what they are.
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in plain)
    lower = _LETTER_FOR_ZERO.sub(lambda match: "0" * len(match[0]), lower)
    for match in _RUN.finditer(lower):
        yield from _in_run(match[0], match.start())


def _in_run(run: str, begins: int) -> Iterator[_Found]:
    """Several numbers one after the other where each is one by itself; else all of it."""
    parts = list(_PART.finditer(run))
    kinds = [_kind(part[0]) for part in parts]
    if all(kinds):
        yield from (
            (begins + part.start(), begins + part.end(), kind) for part, kind in zip(parts, kinds, strict=True) if kind
        )
    elif (kind := _kind(run)) is not None:
        yield begins, begins + len(run), kind


def _kind(run: str) -> Kind | None:
    """What a run of digits is; None for an ordinary number."""
    told = _REPEATED.sub(lambda match: " ".join([match[2]] * _TIMES[match[1]]), run)
    written = _ONE.sub(lambda match: _WORDS.get(match[0], match[0]), told)
    groups = _GROUP.findall(written)
    lengths, digits = [len(group) for group in groups], "".join(groups)
    if len(digits) < _LEAST_DIGITS:
        return None
    if _holds_card(groups):
        return "card number"
    if lengths == [3, 2, 4]:
        return "Social Security number"
    if _are_ordinary(run, groups):
        return None
    return "phone number" if _is_phone(run, lengths, digits) else "long number"


def _are_ordinary(run: str, groups: list[str]) -> bool:
    """Whether they are years, a range such as 1200-1500, or a list of small numbers."""
    if all(len(group) == len("2026") and group[:2] in {"19", "20"} for group in groups):
        return True
    if len(groups) == len("ab") and all(len(group) == len("1200") for group in groups):
        return re.search(rf"[{_DASHES}/,]", run) is not None
    few = sum(map(len, groups)) < _LONG
    return few and "," in run and max(map(len, groups)) < len("555")


def _is_phone(run: str, lengths: list[int], digits: str) -> bool:
    """Whether it is one of those numbers that people are called at: American, or begun as one is dialled."""
    grouped = lengths[-2:] in ([3, 4], [3, 7], [6, 4])
    return run.startswith(("+", "(")) or grouped or re.fullmatch(r"1?[2-9]\d{9}", digits) is not None


def _holds_card(groups: list[str]) -> bool:
    """Whether whole groups in a row make a number of 13 to 19 digits that passes Luhn's check (ISO/IEC 7812-1)."""
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) >= _CARD_DIGITS.stop:
                break
            if len(digits) in _CARD_DIGITS and _passes_luhn(digits):
                return True
    return False


def _passes_luhn(digits: str) -> bool:
    doubled = (2 * int(digit) if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 (both digits of it)
