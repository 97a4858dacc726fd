"""A new answer to the question before: ``I meant 4``, ``the last one should be agree``."""

from __future__ import annotations

from collections.abc import Sequence

from flows.understanding.answers import answer
from flows.understanding.context import is_negated, is_opaque
from flows.understanding.numbers import settled
from flows.understanding.offered import Offered
from flows.understanding.pieces import cut
from flows.understanding.single import Given
from flows.understanding.tokens import Token
from flows.understanding.tongue import Tongue


def corrected(tokens: Sequence[Token], tongue: Tongue, offered: Offered | None) -> str | None:
    """The one key that a reply gives to the question before, whose answers are ``offered`` (None: they are words).

    A number is taken as it is, whether it is one of them or not. None where the reply corrects nothing: it needs words
    that say so, and nothing beside them but the new answer.
    """
    places = [at for at, token in enumerate(tokens) if token.is_words]
    words = [tongue.corrected(tokens[at].text) for at in places]
    found = tongue.corrections.first(words)
    if found is None:
        return None
    start, end = found
    while end < len(words) and (following := tongue.corrections.at(words, end)[0]) > end:
        end = following
    behind = tokens[places[end - 1] + 1 :]
    rest = behind if any(token.is_words for token in behind) else tokens[: places[start]]
    raw = cut(rest, None if offered is None else offered.labels, tongue)
    pieces = [*raw[:1], *settled(raw, None)[1:]] if raw and raw[0].how == "number_word" else settled(raw, None)
    if any(is_opaque(piece) for piece in pieces):
        return None
    numbers = {
        piece.text
        for at, piece in enumerate(pieces)
        if piece.kind == "number" and piece.problem is None and not is_negated(pieces, at)
    }
    if numbers:
        return numbers.pop() if len(numbers) == 1 else None
    given = None if offered is None else answer(pieces, offered)
    return given.key if isinstance(given, Given) else None
