"""One answer out of a reply: the number or label that it gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple, cast

from flows.understanding.context import (
    FARTHEST,
    before,
    ends_clause,
    is_graded,
    is_meant,
    is_negated,
    is_opaque,
    is_taken_back,
)
from flows.understanding.feelings import feeling
from flows.understanding.offered import Offered
from flows.understanding.pieces import Piece
from flows.understanding.reading import How, Reason


class Given(NamedTuple):
    """The key of the answer given and the rule that read it."""

    key: str
    how: How


def one_answer(pieces: Sequence[Piece], offered: Offered) -> Given | Reason:
    """The answer of a reply to a question that takes one."""
    answers, stray = candidates(pieces, offered)
    if not answers:
        return no_answer(pieces, stray)
    numbers = [at for at in answers if pieces[at].kind == "number"]
    labels = [at for at in answers if pieces[at].kind == "label"]
    if labels and not numbers and any(piece.kind == "half" for piece in pieces):
        return "ambiguous"
    if numbers and labels:
        # "1, not satisfied at all": the number answers, and the words must not contradict it.
        negated = [at for at in labels if is_negated(pieces, at)]
        if any(offered.side(pieces[at].text) * offered.side(pieces[numbers[0]].text) > 0 for at in negated):
            return "conflict"
        labels = [at for at in labels if at not in negated]
    refused = _refused(pieces, numbers, labels) or disputed(pieces, numbers, stray)
    if refused is not None:
        return refused
    given = pieces[(numbers or labels)[0]]
    if given.text not in offered.by_key:
        return "out_of_range"
    if feeling(pieces) * offered.side(given.text) < 0:
        return "conflict"
    return Given(given.text, how_read(pieces, given))


def _refused(pieces: Sequence[Piece], numbers: Sequence[int], labels: Sequence[int]) -> Reason | None:
    """Why these answers together, or one of them by itself, are none."""
    answers = (*numbers, *labels)
    problems = {pieces[at].problem for at in answers}
    graded = any(is_graded(pieces, at) for at in labels)
    if graded or "ambiguous" in problems or any(is_taken_back(pieces, at) for at in answers):
        return "ambiguous"
    if len({pieces[at].text for at in numbers}) > 1 or len({pieces[at].text for at in labels}) > 1:
        return "several"
    if len({pieces[at].text for at in answers}) > 1:
        return "conflict"
    return "out_of_range" if "out_of_range" in problems else None


def disputed(pieces: Sequence[Piece], numbers: Sequence[int], stray: Sequence[int]) -> Reason | None:
    """``ambiguous`` where another number stands in the reply of which nobody can tell what it is."""
    said = {pieces[at].text for at in numbers}
    return "ambiguous" if any(pieces[at].text not in said for at in stray) else None


def candidates(pieces: Sequence[Piece], offered: Offered) -> tuple[list[int], list[int]]:
    """Places of the numbers and labels that stand as answers, and of the numbers that may be anything."""
    answers: list[int] = []
    stray: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind == "number" and answers and _is_excused(pieces[answers[-1] : at], piece, offered):
            continue
        if piece.kind == "number" and is_meant(pieces, at):
            answers.append(at)
        elif piece.kind == "number" and piece.how != "number_word":
            stray.append(at)
        elif piece.kind == "label" and _is_said(pieces, at):
            answers.append(at)
    if any(pieces[at].how == "number" for at in answers):
        answers = [at for at in answers if pieces[at].how != "number_word" or _is_tight(pieces, at)]
    named = [at for at in answers if not _is_scale_itself(pieces[at], offered)]
    return named or answers, stray


def _is_excused(since: Sequence[Piece], number: Piece, offered: Offered) -> bool:
    """Whether a number off the scale only explains the answer that comes first: ``1 because there is no 0``."""
    reasons = [i for i, piece in enumerate(since) if "reason" in piece.roles]
    denied = bool(reasons) and any("negation" in piece.roles for piece in since[reasons[0] :])
    return denied and since[0].text in offered.by_key and number.text not in offered.by_key


def _is_said(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a label stands as an answer. A part of one must make up its clause; a long one need not begin it."""
    piece = pieces[at]
    if piece.how != "label_part":
        return is_meant(pieces, at) or piece.end - piece.start >= LONG_LABEL
    after = pieces[at + 1 : at + FARTHEST]
    rest = (*before(pieces, at), *takewhile(lambda other: not ends_clause(other), after))
    return not any(is_opaque(other) or other.roles & {"good", "bad", "remark"} for other in rest)


LONG_LABEL = 3
"""Words of a label that is not said by chance."""


def _is_tight(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number word beside numbers in digits is one of them: ``cuatro (4)``, and not ``5, in one go``."""
    beside = (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
    return all(other.kind != "words" or other.roles & {"and", "or", "range"} for other in beside)


def _is_scale_itself(piece: Piece, offered: Offered) -> bool:
    """Whether a range names the whole scale: ``on a scale of 1 to 5``."""
    keys = list(offered.by_key)
    return piece.how == "range" and piece.text in {f"{keys[0]}-{keys[-1]}", f"{keys[-1]}-{keys[0]}"}


def no_answer(pieces: Sequence[Piece], stray: Sequence[int]) -> Reason:
    """Why a reply without an answer has none."""
    if stray or any(piece.kind == "counted" for piece in pieces):
        return "not_a_number"
    words = [piece for piece in pieces if piece.kind != "mark"]
    halves = any(piece.kind in {"half", "label"} for piece in words)
    others = any(is_opaque(piece) or piece.roles & {"good", "remark"} for piece in words)
    return "ambiguous" if halves and not others else "unclear"


def how_read(pieces: Sequence[Piece], given: Piece) -> How:
    """The rule that read an answer; ``number_and_words`` where words stand beside the number."""
    beside = any(piece.kind in {"words", "label", "counted"} for piece in pieces if piece is not given)
    return "number_and_words" if given.how in {"number", "number_word"} and beside else cast("How", given.how)
