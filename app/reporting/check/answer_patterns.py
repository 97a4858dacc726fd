"""What the fifteen answers of one response say: trust, and the drivers chosen in two lists.

Source: GSA Touchpoints (CC0): trust of 4 and 5, or thumbs up, leads to what went well; the rest to what did not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.records.responses import INDICATORS
from app.reporting.check.findings import Finding
from app.reporting.check.kinds import Columns

Scale = Literal["thumbs", "likert"]
Sign = Literal["positive", "negative"]
Answers = tuple[str, ...]
"""Trust, then the 14 indicators."""

SCALES: dict[str, Scale | None] = {
    "0": "thumbs",
    "1": None,
    **dict.fromkeys("2345", "likert"),
}
"""The scale that a trust answer gives away; 1 is on both."""

_ALLOWED = frozenset({"0", "1", "null"})
_HALF = len(INDICATORS) // 2
_REMEMBERED = 1 << 14
"""Patterns of allowed cells that are kept; more than real files hold, and a few megabytes."""


def list_led_to(trust: str, scale: Scale) -> Sign:
    """The list that a trust answer leads to."""
    well = ("1",) if scale == "thumbs" else ("4", "5")
    return "positive" if trust in well else "negative"


@dataclass(slots=True)
class Pattern:
    """Everything about one combination of answers, and how many responses gave it."""

    findings: tuple[Finding, ...]
    only_list: Sign | None
    """The one list in which drivers were chosen; None where none were, or in both."""
    times: int = 0


class Patterns:
    """The patterns of a file. Real files hold few; what is beyond those kept, or wrong, is looked at anew each time."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[Answers, Pattern] = {}
        self._chosen: Counter[tuple[str, int]] = Counter()
        self._asked: Counter[tuple[str, int]] = Counter()

    def of(self, answers: Answers) -> Pattern:
        """The pattern, counted once more."""
        pattern = self._known.get(answers)
        if pattern is None:
            pattern = Pattern(tuple(self._judged(answers)), _only_list(answers))
            if len(self._known) < _REMEMBERED and _allowed(answers):
                self._known[answers] = pattern
            elif answers[0] in SCALES:
                self._count(answers, 1)
        pattern.times += 1
        return pattern

    def drivers(self, scale: Scale) -> Iterator[tuple[str, int, int]]:
        """Every driver with how many chose it, and how many were asked the list that it stands in."""
        for answers, pattern in self._known.items():
            self._count(answers, pattern.times)
            pattern.times = 0
        for place, name in enumerate(INDICATORS):
            sign = "positive" if place < _HALF else "negative"
            led = [trust for trust in SCALES if list_led_to(trust, scale) == sign]
            asked = sum(self._asked[trust, place] for trust in led)
            yield name, sum(self._chosen[trust, place] for trust in led), asked

    def _count(self, answers: Answers, times: int) -> None:
        for place, cell in enumerate(answers[1:]):
            self._asked[answers[0], place] += times if cell in ("0", "1") else 0
            self._chosen[answers[0], place] += times if cell == "1" else 0

    def _judged(self, answers: Answers) -> Iterator[Finding]:
        trust = answers[0]
        if not trust.strip():
            yield Finding("empty-trust", "is empty", self._columns.spelt("question_1"), trust)
        elif trust not in SCALES:
            yield Finding("off-scale", "is none of 0 to 5", self._columns.spelt("question_1"), trust)
        for name, cell in zip(INDICATORS, answers[1:], strict=True):
            if cell not in _ALLOWED:
                yield Finding("indicator-not-0-1-null", "is none of 0, 1, null", self._columns.spelt(name), cell)
        yield from self._lists(answers)

    def _lists(self, answers: Answers) -> Iterator[Finding]:
        signs, scale, only = _signs_chosen(answers), SCALES.get(answers[0]), _only_list(answers)
        if len(signs) == len(("positive", "negative")):
            yield Finding(
                "both-lists-tapped", "a person is asked one list alone", self._columns.spelt("question_1"), answers[0]
            )
        elif only is not None and scale is not None and list_led_to(answers[0], scale) != only:
            yield against_trust(self._columns, answers[0], only)


def against_trust(columns: Columns, trust: str, chosen: Sign, row: int | None = None) -> Finding:
    """The finding that drivers were chosen only in the list that trust did not lead to."""
    why = f"only {chosen} drivers are chosen, where trust leads to the other list"
    return Finding("list-against-trust", why, columns.spelt("question_1"), trust, row=row)


def _allowed(answers: Answers) -> bool:
    return (not answers[0] or answers[0] in SCALES) and _ALLOWED.issuperset(answers[1:])


def _signs_chosen(answers: Answers) -> tuple[Sign, ...]:
    signs: list[Sign] = []
    if "1" in answers[1 : 1 + _HALF]:
        signs.append("positive")
    if "1" in answers[1 + _HALF :]:
        signs.append("negative")
    return tuple(signs)


def _only_list(answers: Answers) -> Sign | None:
    signs = _signs_chosen(answers)
    return signs[0] if len(signs) == 1 else None
