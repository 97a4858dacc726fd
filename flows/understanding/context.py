"""What stands around an answer in a reply: whether it is meant as the answer, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.understanding.pieces import Piece

WITHIN = "*#'/+&=%_<>~{}"
"""Marks at which a clause does not end; at all others and at an emoji it does."""

FARTHEST = 40
"""Pieces from an answer up to which what stands there may concern it, so that long replies take no longer each."""

TELLS_NOTHING = frozenset("uncounted time".split())
"""What phrases do that matter beside a number only."""
UNCERTAIN = frozenset("hedge unsure partly".split())
"""What phrases do that make the answer beside them none, also across a comma."""
AGAINST = UNCERTAIN | frozenset("negation except or".split())
"""What phrases do that make the answer behind them none, in its own clause."""
DIRECTLY_AGAINST = frozenset({"bound"})
"""The same, with nothing between but words that carry no meaning of their own."""
CARRIES_NOTHING = frozenset("harmless giving article small polite number_sign thinking".split())
TURNS = frozenset("contrast reason".split())
"""What phrases do that begin something new: what stands before them is not said of what comes after."""


def ends_clause(piece: Piece) -> bool:
    """Whether a clause ends at a piece; it goes on behind a hyphen without a space before it."""
    return piece.kind == "mark" and piece.text not in WITHIN and not (piece.text == "-" and piece.glued)


def is_opaque(piece: Piece) -> bool:
    """Whether a piece is words that may be about anything, or a number that counts something."""
    return piece.kind == "counted" or (piece.kind == "words" and not piece.roles - TELLS_NOTHING)


def before(pieces: Sequence[Piece], at: int) -> Iterator[Piece]:
    """The pieces before one in its clause, the nearest first."""
    for i in range(at - 1, max(at - FARTHEST, 0) - 1, -1):
        if ends_clause(pieces[i]):
            return
        yield pieces[i]


def is_meant(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number or label stands as the answer: first in its clause but for harmless words, or said to be it."""
    previous = next(before(pieces, at), None)
    if previous is not None and "article" in previous.roles and _is_last(pieces, at):
        return True
    if previous is not None and "hence" in previous.roles and pieces[at].kind == "number":
        return True
    for piece in before(pieces, at):
        if piece.roles & (TURNS | {"giving"}):
            return True
        if is_opaque(piece):
            return False
    return True


def is_negated(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a negation stands before an answer, with nothing between that it could belong to instead."""
    for piece in before(pieces, at):
        if "negation" in piece.roles:
            return True
        if is_opaque(piece) or piece.roles & TURNS or piece.kind in {"number", "label"}:
            return False
    return False


def is_taken_back(pieces: Sequence[Piece], at: int) -> bool:
    """Whether an answer is negated, hedged, bounded, one of two, or asked rather than given."""
    return _taken_back_before(pieces, at) or _taken_back_after(pieces, at)


def _taken_back_before(pieces: Sequence[Piece], at: int) -> bool:
    same_clause, directly, given = True, True, False
    # "A 5" is meant wherever it stands, so what denies it may stand far from it.
    far = at > 0 and "article" in pieces[at - 1].roles
    # "No estoy ni de acuerdo ni en desacuerdo": the label needs the negation before it.
    denial = {"negation"} if "denial" in pieces[at].roles else set[str]()
    for i in range(at - 1, max(at - FARTHEST, 0) - 1, -1):
        piece = pieces[i]
        given = given or "giving" in piece.roles
        crossed = not same_clause
        same_clause = same_clause and not ends_clause(piece)
        directly = directly and same_clause and (at - i == 1 or bool(pieces[i + 1].roles & CARRIES_NOTHING))
        against = piece.roles & (AGAINST if same_clause else UNCERTAIN) - _idle(pieces, i) - denial
        if against or (directly and piece.roles & DIRECTLY_AGAINST):
            return True
        if (given and not piece.roles & CARRIES_NOTHING) or (crossed and not ends_clause(piece)):
            return False
        if piece.roles & (TURNS | {"hence"}) or piece.is_mark("?\n") or piece.kind in {"number", "label"}:
            return False
        if is_opaque(piece) and not far:
            return False
    return False


def _idle(pieces: Sequence[Piece], at: int) -> frozenset[str]:
    """What a piece does not do here: a ``but`` excepts only from all or none, ``so so`` doubts no number."""
    roles = pieces[at].roles
    whole = at > 0 and pieces[at - 1].roles & {"all", "none"}
    idle = {"except"} if "contrast" in roles and not whole else set[str]()
    return frozenset(idle | UNCERTAIN if "remark" in roles else idle)


def _taken_back_after(pieces: Sequence[Piece], at: int) -> bool:
    same_clause, at_once = True, True
    for i in range(at + 1, min(at + FARTHEST, len(pieces))):
        piece = pieces[i]
        doubts = piece.roles & (UNCERTAIN | {"thinking"}) - _idle(pieces, i)
        if piece.is_mark("?") or (doubts and _is_last(pieces, i)):
            return True
        if piece.is_mark("+") and not _is_number(pieces, i + 1):
            return True
        if ends_clause(piece):
            same_clause = False
        elif same_clause and piece.roles & {"beyond", "or"}:
            return True
        elif "negation" in piece.roles:
            return at_once and (i + 1 == len(pieces) or ends_clause(pieces[i + 1]))
        elif is_opaque(piece) or piece.roles & TURNS:
            return False
        at_once = at_once and piece.kind == "mark"
    return False


def _is_number(pieces: Sequence[Piece], at: int) -> bool:
    return at < len(pieces) and pieces[at].kind == "number"


def _is_last(pieces: Sequence[Piece], at: int) -> bool:
    """Whether nothing but courtesy and marks follows in the clause of a piece."""
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    return following is None or ends_clause(following) or "polite" in following.roles


def is_graded(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a label is said with more or less weight than its words have: ``mostly agree``, ``agree somewhat``."""
    if pieces[at].how == "yes_no":
        return False
    previous = next(before(pieces, at), None)
    if previous is not None and (previous.kind == "half" or "degree" in previous.roles):
        return True
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is None or not (following.kind == "half" or "degree" in following.roles):
        return False
    return _is_last(pieces, at + 1)
