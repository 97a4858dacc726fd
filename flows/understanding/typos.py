"""Misspellings: which of some words was meant, where only one comes near enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

SHORTEST = 4
"""Letters of a word that may be misspelled at all, and still be recognized."""
LONG = 8
"""Letters from which on two edits are as plain as one in a shorter word."""


def edits(one: str, other: str, most: int) -> int:
    """Letters added, dropped, replaced or swapped with their neighbour between two words; ``most`` + 1 if more."""
    return most + 1 if abs(len(one) - len(other)) > most else _distance()(one, other, score_cutoff=most)


@cache
def _distance() -> Callable[..., int]:
    from rapidfuzz.distance import OSA  # noqa: PLC0415  # a process that reads no words need not wait for its import

    return OSA.distance


def most_edits(word: str) -> int:
    """How many edits of ``word`` are still taken for it."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def nearest(written: str, meant: Iterable[str], most_at_all: int = 2) -> set[str]:
    """The words that ``written`` is a misspelling of: near enough, nearest of all, and with the same first letter.

    The first letter decides between a word and its opposite (``satisfied``, ``dissatisfied``), so it must be right.
    """
    best, at = set[str](), most_at_all
    for word in meant:
        most = min(most_edits(word), at)
        if word[0] != written[0] or most == 0 or abs(len(word) - len(written)) > most:
            continue
        apart = edits(written, word, most)
        if apart <= most:
            best = {word} if apart < at else best | {word}
            at = apart
    return best
