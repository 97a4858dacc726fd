"""Any set of answers out of a reply to a list: its keys or labels, all, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flows.understanding.context import is_opaque, is_taken_back
from flows.understanding.offered import Offered
from flows.understanding.pieces import Piece
from flows.understanding.reading import Reason
from flows.understanding.single import Given, candidates, disputed, how_read, no_answer

NONE = "0"
"""What a list is answered with where none of it fits."""
BESIDE_ALL = frozenset("all polite bad after_no giving".split())
"""What phrases do that may stand beside ``all``: ``everything was fine`` is none of the list."""


def some_answers(pieces: Sequence[Piece], offered: Offered) -> Given | Reason:
    """The answers of a reply to a question that takes any number of them, keys in the order of the scale."""
    if any(piece.text == NONE for piece in pieces if piece.kind == "number"):
        pieces = [
            replace(piece, roles=piece.roles - {"negation"}) if "none" in piece.roles else piece for piece in pieces
        ]
    answers, stray = candidates(pieces, offered)
    if not answers:
        return _all_or_none(pieces, offered) or no_answer(pieces, stray)
    numbers = [at for at in answers if pieces[at].kind == "number"]
    if any(pieces[at].how == "number_word" for at in numbers) and any(piece.kind == "half" for piece in pieces):
        # "Uno" is near to "no", which most labels of a list begin with.
        return "ambiguous"
    refused = _refused(pieces, answers) or disputed(pieces, numbers, stray)
    if refused is not None:
        return refused
    keys = {pieces[at].text for at in answers}
    if keys == {NONE}:
        return Given(NONE, "none")
    unknown = keys - set(offered.by_key)
    if unknown:
        run_together = len(keys) == 1 and all(digit in offered.by_key for digit in keys.pop())
        return "ambiguous" if run_together or NONE in unknown else "out_of_range"
    return Given(",".join(key for key in offered.by_key if key in keys), how_read(pieces, pieces[answers[0]]))


def _refused(pieces: Sequence[Piece], answers: Sequence[int]) -> Reason | None:
    none = all(pieces[at].text == NONE for at in answers)
    others = {"except", "all", "out_of"} if none else {"except", "all", "none", "out_of"}
    doubtful = any(pieces[at].problem == "ambiguous" or is_taken_back(pieces, at) for at in answers)
    if doubtful or any(piece.roles & others for piece in pieces):
        return "ambiguous"
    return "conflict" if any(_named_otherwise(pieces, *pair) for pair in pairwise(answers)) else None


def _named_otherwise(pieces: Sequence[Piece], one: int, other: int) -> bool:
    """Whether a number is followed at once by the label of another option: ``2 - it took too long`` where that is 3."""
    between = pieces[one + 1 : other]
    paired = pieces[one].kind == "number" and pieces[other].kind == "label"
    return paired and pieces[one].text != pieces[other].text and all(piece.is_mark("-.:)=") for piece in between)


def _all_or_none(pieces: Sequence[Piece], offered: Offered) -> Given | Reason | None:
    """All of the list or none of it, where nothing else is said that could take it back."""
    words = [piece for piece in pieces if piece.kind != "mark"]
    first = next((piece.roles & {"all", "none"} for piece in words if piece.roles & {"all", "none"}), None)
    if first is None or any(is_opaque(piece) for piece in words):
        return None
    if any(piece.roles & {"except", "or", "hedge", "partly"} or piece.is_mark("?") for piece in pieces):
        return "ambiguous"
    if first == {"none"}:
        return Given(NONE, "none")
    return Given(",".join(offered.by_key), "all") if all(piece.roles & BESIDE_ALL for piece in words) else None
