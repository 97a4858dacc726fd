"""A reply cut into pieces: numbers, labels, phrases of the lexicons, marks, and words that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flows.understanding.labels import Found, Labels
from flows.understanding.tokens import Token
from flows.understanding.tongue import Tongue

PieceKind = Literal["number", "stars", "counted", "label", "half", "words", "mark"]
"""``counted``: a number that counts or names something else; ``half``: words that several labels have."""

Problem = Literal["ambiguous", "out_of_range"]

_MARKS = {
    mark: frozenset({role}) for mark, role in {"&": "and", "+": "and", "<": "bound", ">": "bound", "~": "hedge"}.items()
}
SHORTEST_CORRECTED = 5
"""Letters of a misspelled word beside an answer whose part is still told."""
BEGINNING, MOST_BESIDE_MISSPELLED = 20, 3
"""Tokens at the beginning of a reply, and the words among them beside which a number word may be misspelled."""
_TAKEN = "\0"
"""Stands for a token of a label where phrases are looked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a reply: its tokens, its kind, and what its words do."""

    kind: PieceKind
    text: str
    """The number in digits, the key of the label, the mark or emoji, or the words."""
    start: int
    end: int
    roles: frozenset[str] = frozenset()
    how: str = ""
    """The rule that read a number or label."""
    glued: bool = False
    """Nothing stands between it and the piece before."""
    problem: Problem | None = None
    """Why a number is no answer whatever stands around it."""

    def is_mark(self, marks: str) -> bool:
        """Whether it is one of some marks."""
        return self.kind == "mark" and self.text in marks


def cut(tokens: Sequence[Token], labels: Labels | None, tongue: Tongue) -> list[Piece]:
    """The pieces of ``tokens``: labels before phrases, phrases of several words before number words."""
    labelled = [] if labels is None else labels.found(tokens)
    found = {label.start: label for label in labelled}
    words = [
        tongue.corrected(token.text, SHORTEST_CORRECTED) if token.kind == "word" else token.text for token in tokens
    ]
    for label in labelled:
        words[label.start : label.end] = [_TAKEN] * (label.end - label.start)
    pieces: list[Piece] = []
    at = 0
    while at < len(tokens):
        piece = _labelled(found[at], tokens, tongue) if at in found else _piece(tokens, words, at, tongue, labels)
        pieces.append(piece)
        at = piece.end
    return pieces


def _labelled(label: Found, tokens: Sequence[Token], tongue: Tongue) -> Piece:
    """A label as a piece; one that is denied is said to blame, one that denies by itself cannot be denied again."""
    kind: PieceKind = "half" if label.key is None else "label"
    roles = frozenset({"bad"}) if label.how == "denied" else frozenset[str]()
    if label.key is not None and "negation" in tongue.roles_of(tokens[label.start].text):
        roles = frozenset({"denial"})
    glued = tokens[label.start].glued
    return Piece(kind, label.key or "", label.start, label.end, roles, label.how, glued=glued)


def _piece(tokens: Sequence[Token], words: Sequence[str], at: int, tongue: Tongue, labels: Labels | None) -> Piece:
    """The piece that begins at a token that is part of no label."""
    token = tokens[at]
    if token.kind == "stars":
        return Piece("stars", token.text, at, at + 1, how="stars", glued=token.glued)
    if token.kind == "number":
        return _number(tokens, at)
    if token.kind == "figure":
        return Piece("counted", token.text, at, at + 1, glued=token.glued)
    negative = token.text == "-" and at == 0 and len(tokens) > 1 and tokens[1].kind == "number" and tokens[1].glued
    if negative:
        return Piece("number", "-" + tokens[1].text, 0, 2, how="number")
    end, roles = tongue.roles.at(words, at)
    if token.kind in {"mark", "sign"}:
        return Piece("mark", token.text, at, at + 1, _MARKS.get(token.text, roles), glued=token.glued)
    number = _spelled_number(tokens, at, tongue, labels) if end <= at + 1 else None
    if number is not None:
        return Piece("number", str(number), at, at + 1, roles, how="number_word", glued=token.glued)
    if roles & {"no", "unsure"} and end > at + 1 and any("negation" in tongue.roles_of(word) for word in words[at:end]):
        roles |= {"negation"}
    elif {"no", "negation"} <= roles and end < len(words) and "after_no" in tongue.roles_of(words[end]):
        # "No, I disagree": it answers, and denies nothing of what follows.
        roles -= {"negation"}
    named = frozenset({"uncounted"}) if token.text in tongue.names else frozenset[str]()
    text = " ".join(token.text for token in tokens[at : max(end, at + 1)])
    return Piece("words", text, at, max(end, at + 1), roles | named, glued=token.glued)


def _spelled_number(tokens: Sequence[Token], at: int, tongue: Tongue, labels: Labels | None) -> int | None:
    """What a number word stands for; misspelled it must stand by itself, and be no misspelled label."""
    word = tokens[at].text
    if word in tongue.numbers or sum(token.is_words for token in tokens[:BEGINNING]) > MOST_BESIDE_MISSPELLED:
        return tongue.numbers.get(word)
    return None if labels is not None and labels.has_near(word) else tongue.number(word)


def _number(tokens: Sequence[Token], at: int) -> Piece:
    """Digits: a whole number without leading zeros, or one between two answers."""
    token = tokens[at]
    whole, _, fraction = token.text.partition(".")
    between = fraction.strip("0") != ""
    text = token.text if between else whole.lstrip("0") or "0"
    return Piece("number", text, at, at + 1, how="number", glued=token.glued, problem="ambiguous" if between else None)
