"""The answer of a reply, read as its question takes it: one, several, or yes and no."""

from __future__ import annotations

from collections.abc import Sequence

from flows.understanding.offered import Offered
from flows.understanding.pieces import Piece
from flows.understanding.reading import Reason
from flows.understanding.several import some_answers
from flows.understanding.single import Given, one_answer
from flows.understanding.yes_no import yes_or_no


def answer(pieces: Sequence[Piece], offered: Offered) -> Given | Reason:
    """The key or keys that a reply gives, or why it gives none."""
    if offered.several:
        return some_answers(pieces, offered)
    if offered.yes is not None or offered.no is not None:
        return yes_or_no(pieces, offered)
    return one_answer(pieces, offered)
