"""Whether a comment holds words: in any order, whatever their case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from app.masking import mask

MOST_WORDS = 10


def words_of(written: str) -> tuple[str, ...]:
    """The words to search for, as ``holds`` takes them; the first ten of them."""
    return tuple(_folded(written).split())[:MOST_WORDS]


def holds(comment: str, words: Sequence[str]) -> bool:
    """Whether all words stand in the comment as it is shown, also as parts of longer ones.

    What is masked is not searched: else whoever tries numbers would learn which stand there.
    """
    return _all_in(comment, words) and _all_in(mask(comment).words, words)


def _all_in(text: str, words: Sequence[str]) -> bool:
    folded = _folded(text)
    return all(word in folded for word in words)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    bare = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return "".join(bare).casefold()
