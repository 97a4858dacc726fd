"""What a question offers to answer with, as the reading of replies looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.survey import Question, Scale
from flows.understanding.labels import Labels
from flows.understanding.tongue import Tongue

FEWEST_POINTS = 3
"""Answers that a scale has at least if people give points or stars on it."""


class Offered:
    """The answers of a scale: their keys, their labels, which mean yes and no, and which end is the best."""

    def __init__(self, question: Question, scale: Scale, tongue: Tongue, *, several: bool) -> None:
        """``several``: whether any number of the answers is taken, or one."""
        self.several = several
        self.by_key = scale.by_key
        statement = (*question.statement.text.values(), *question.statement.voice.values())
        understood = _understood(tongue, tuple(_texts(scale)), statement, several=self.several)
        self.labels, self.yes, self.no, self.unsure, self.asks_for_answer = understood
        if self.unsure is None:
            self.unsure = next((option.key for option in scale.options if option.missing), None)
        self._values = [option.value for option in scale.options if option.value is not None]

    @property
    def best(self) -> int | None:
        """The highest key, where it is the best answer and the keys count from 1: what "out of 5" counts up to."""
        keys = sorted(int(key) for key, option in self.by_key.items() if option.value is not None)
        if keys != list(range(1, len(keys) + 1)) or len(keys) < FEWEST_POINTS:
            return None
        return keys[-1] if self.by_key[str(keys[-1])].value == max(self._values) else None

    def side(self, key: str) -> int:
        """1 for an answer of the good half, -1 for one of the bad half, 0 in the middle or where nothing tells."""
        option = self.by_key.get(key)
        if option is None or option.value is None:
            return 0
        doubled = 2 * option.value - min(self._values) - max(self._values)
        return (doubled > 0) - (doubled < 0)


class _Understood(NamedTuple):
    labels: Labels
    yes: str | None
    no: str | None
    unsure: str | None
    asks_for_answer: bool


def _texts(scale: Scale) -> Iterator[tuple[str, str]]:
    """Each option's key with its words, on both doors and in all languages."""
    for option in scale.options:
        for text in dict.fromkeys((*option.words.text.values(), *option.words.voice.values())):
            yield option.key, text


@lru_cache(maxsize=256)
def _understood(
    tongue: Tongue, texts: tuple[tuple[str, str], ...], statement: tuple[str, ...], *, several: bool
) -> _Understood:
    """The labels, the keys of yes, no and not sure, and whether the statement asks if something was answered."""
    meant: dict[str, str] = {}
    labels: list[tuple[str, str]] = []
    for key, text in texts:
        roles = tongue.roles_of_all(text) & {"yes", "no", "unsure"}
        meant |= dict.fromkeys(roles, key)
        if not roles & {"yes", "no"}:
            labels.append((key, text))
    asked = {token.text for text in statement for token in tongue.tokens(text)}
    asks_for_answer = any("answered" in tongue.roles_of(word) for word in asked)
    halves = not meant.keys() & {"yes", "no"}
    found = Labels(tongue, labels, halves=halves, several=several)
    return _Understood(found, meant.get("yes"), meant.get("no"), meant.get("unsure"), asks_for_answer)
