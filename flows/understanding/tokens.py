"""A reply as tokens: words, numbers, stars, marks and signs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple

from flows.understanding.normalizing import EMPTY_STAR, STAR, folded

TokenKind = Literal["word", "number", "figure", "stars", "mark", "sign"]
"""``figure``: digits that count or name something by their form: a time, a phone number; ``sign``: an emoji."""

_TOKEN = re.compile(
    rf"""
    (?P<stars>{STAR}(?:\s*{STAR})*(?:\s*{EMPTY_STAR})*|{EMPTY_STAR}(?:\s*{EMPTY_STAR})*)
    |(?P<figure>
        (?<!\d)(?:\+?1[ .-]?)?(?:\(\d{{3}}\)[ ]?|\d{{3}}[ .-]?)\d{{3}}[ .-]?\d{{4}}(?!\d)
        |\d{{3}}-\d{{4}}(?!\d)
        |\d{{1,2}}:\d{{2}}(?!\d)
    )
    |(?P<number>\d+(?:\.\d+)*(?!\d))
    |(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    |(?P<space>[ \t\r\f\v]+)
    |(?P<mark>\n|[^\w\s])
    |(?P<other>.)
    """,
    re.VERBOSE,
)
_MARKS = frozenset("\n.,;:!?()[]{}<>\"'/\\|&+-=*#%$_~^@\u20ac\u00a2")
SHORTEST_SPLIT = 3
"""Letters before a digit that make a word of their own: ``option4`` is two tokens, ``gr8`` and ``b4`` are one."""


class Token(NamedTuple):
    """One token; ``glued`` tells that nothing stands between it and the one before."""

    text: str
    kind: TokenKind
    glued: bool = False

    @property
    def is_words(self) -> bool:
        """Whether it stands among words, and is no mark, star or emoji."""
        return self.kind in {"word", "number", "figure"}


def tokens(words: str, short_forms: Mapping[str, tuple[str, ...]], joints: Collection[str] = ()) -> list[Token]:
    """The tokens of ``words``; a short form (``don't``, ``u``) becomes the words that it stands for.

    ``joints``: words that stay apart from the digits behind them, however short: ``4 o5``.
    """
    spelled: list[Token] = []
    for token in _unmixed(list(_raw(folded(words))), short_forms, joints):
        longer = short_forms.get(token.text) if token.kind == "word" else None
        if longer is None:
            spelled.append(token)
        else:
            spelled += [Token(text, "word", token.glued and i == 0) for i, text in enumerate(longer)]
    return spelled


def _raw(text: str) -> Iterator[Token]:
    glued = False
    for found in _TOKEN.finditer(text):
        kind, part = found.lastgroup, found[0]
        if kind == "space":
            glued = False
            continue
        yield from _token(kind or "", part, glued=glued)
        glued = True


def _token(kind: str, part: str, *, glued: bool) -> Iterator[Token]:
    if kind == "stars":
        filled = part.count(STAR) or part.count(EMPTY_STAR)
        yield Token(str(filled), "stars", glued)
    elif kind == "word":
        yield Token(_squeezed(part.replace("'", "")), "word", glued)
    elif kind == "number" and part.count(".") > 1:
        for i, number in enumerate(part.split(".")):
            yield Token(number, "number", glued or i > 0)
    elif kind == "number":
        yield Token(part, "number", glued)
    elif kind == "figure":
        yield Token(part, "figure", glued)
    else:
        yield Token(part, "mark" if part in _MARKS else "sign", glued)


def _squeezed(word: str) -> str:
    """A word with letters drawn out (``stoppp``) written with one of them."""
    return _DRAWN_OUT.sub(r"\1", word)


_DRAWN_OUT = re.compile(r"(.)\1{2,}")


def _unmixed(found: list[Token], short_forms: Collection[str], joints: Collection[str]) -> Iterator[Token]:
    """A short form with a digit, and a letter or two with digits behind, as one word: ``b4`` holds no number."""
    i = 0
    while i < len(found):
        token = found[i]
        i += 1
        if i < len(found) and found[i].glued and token.text + found[i].text in short_forms:
            token = token._replace(text=token.text + found[i].text)
            i += 1
        if token.kind == "word" and len(token.text) < SHORTEST_SPLIT and token.text not in joints:
            while i < len(found) and found[i].glued and found[i].kind in {"number", "word"}:
                token = token._replace(text=token.text + found[i].text)
                i += 1
        yield token
