"""Plain praise and blame around an answer, which contradict it or do not."""

from __future__ import annotations

from collections.abc import Sequence

from flows.understanding.context import ends_clause
from flows.understanding.pieces import Piece

NEGATED_WITHIN = 3
"""Pieces before praise or blame among which a negation turns it round: ``not a very good``."""


def feeling(pieces: Sequence[Piece]) -> int:
    """1 where a reply only praises, -1 where it only blames, 0 where it does neither, both, or turns: ``but``."""
    if any("contrast" in piece.roles for piece in pieces):
        return 0
    felt = {_turned(pieces, i) for i, piece in enumerate(pieces) if piece.roles & {"good", "bad"}}
    felt |= {-1 for i, piece in enumerate(pieces) if "no" in piece.roles and _stands_alone(pieces, i)}
    return felt.pop() if len(felt) == 1 else 0


def _turned(pieces: Sequence[Piece], at: int) -> int:
    """1 for praise and -1 for blame, each turned round by a negation before it."""
    good, turned = "good" in pieces[at].roles, False
    for piece in reversed(pieces[max(0, at - NEGATED_WITHIN) : at]):
        if ends_clause(piece) or piece.kind in {"number", "label"}:
            break
        turned = turned or "negation" in piece.roles
    return 1 if good != turned else -1


def _stands_alone(pieces: Sequence[Piece], at: int) -> bool:
    """Whether ``no`` answers by itself and the reply goes on after it: ``No, 5``."""
    begins = at == 0 or ends_clause(pieces[at - 1])
    apart = at + 1 < len(pieces) and ends_clause(pieces[at + 1])
    return begins and (apart or "negation" not in pieces[at].roles)
