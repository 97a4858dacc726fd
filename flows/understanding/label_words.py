"""The words of a scale's labels, in all their forms, and where a reply says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flows.understanding.tokens import Token
from flows.understanding.tongue import Tongue
from flows.understanding.typos import edits, nearest

SHORTEST_JOINED = 6
"""Letters of two words of a label that are written as one, or of one written as two."""
SHORTEST_ENDING = 5
"""Letters of a word that has other endings: ``satisfecho``, ``satisfecha``."""


class SaidWord(NamedTuple):
    """A label's word as a reply says it, with the tokens that it takes; ``as_is`` if nothing had to be guessed."""

    word: str
    start: int
    end: int
    as_is: bool


class LabelWords:
    """The words of some labels: their other forms, neighbours written as one, and words that deny them."""

    def __init__(
        self, tongue: Tongue, labels: Iterable[tuple[str, ...]], others: Iterable[str], *, several: bool, negative: bool
    ) -> None:
        """``others``: words that labels are said with beside their own.

        ``several``: whether small words may stand between; ``negative``: whether some label has a negation.
        """
        self._tongue = tongue
        self._several = several
        self._negative = negative
        each = list(labels)
        self._forms = _forms(tongue, {word for words in each for word in words} | set(others))
        self._denied = frozenset(
            denied for word, opposites in tongue.opposites.items() if word in self._forms for denied in opposites
        )
        runs = (words[i:j] for words in each for i in range(len(words)) for j in range(i + 2, len(words) + 1))
        self._joined = {"".join(run): run for run in runs if len("".join(run)) >= SHORTEST_JOINED}
        self._by_letter: dict[str, dict[str, tuple[str, ...]]] = {}
        for text, words in ({form: (word,) for form, word in self._forms.items()} | self._joined).items():
            self._by_letter.setdefault(text[0], {})[text] = words

    def denials(self, tokens: Sequence[Token]) -> list[tuple[int, int]]:
        """Tokens that deny a word of a label: ``unsatisfied``, ``un-satisfied``."""
        return [
            (at, end) for at in range(len(tokens)) for end, text in _written_as_one(tokens, at) if text in self._denied
        ]

    def runs(self, tokens: Sequence[Token]) -> Iterator[list[SaidWord]]:
        """Words of labels that follow each other with nothing between but marks within a sentence."""
        run: list[SaidWord] = []
        at = 0
        while at < len(tokens):
            said = self._said(tokens, at)
            if said:
                repeated = bool(run) and run[-1].word == said[0].word and run[-1].end == at
                run += said[1:] if repeated else said
                at = said[-1].end
                continue
            if run and self._repeats(run[-1].word, tokens, at):
                run[-1] = run[-1]._replace(end=at + 1)
            elif run and not self._is_passed_over(tokens[at]):
                yield run
                run = []
            at += 1
        if run:
            yield run

    def _repeats(self, word: str, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word comes again behind a ``but``, for more weight: ``muy pero muy``."""
        joined = "contrast" in self._tongue.roles_of(tokens[at].text) and at + 1 < len(tokens)
        return joined and any(said.word == word for said in self._said(tokens, at + 1)[:1])

    def _is_passed_over(self, token: Token) -> bool:
        """Whether a token may stand between words of one label."""
        if token.kind == "mark":
            return token.text in ",-/_'\""
        return self._several and token.kind == "word" and "small" in self._tongue.roles_of(token.text)

    def _said(self, tokens: Sequence[Token], at: int) -> list[SaidWord]:
        """The words of labels that the tokens at a place say: one, or those that it is written as one of."""
        token = tokens[at]
        if not token.is_words:
            return []
        for end, text in _written_as_one(tokens, at):
            if end > at + 1 and text in self._forms and len(text) >= SHORTEST_JOINED:
                return [SaidWord(self._forms[text], at, end, as_is=False)]
        if token.text in self._forms:
            return [SaidWord(self._forms[token.text], at, at + 1, as_is=True)]
        if self._negative and "negation" in self._tongue.roles_of(token.text):
            return [SaidWord(token.text, at, at + 1, as_is=True)]
        if token.text in self._joined:
            return [SaidWord(word, at, at + 1, as_is=False) for word in self._joined[token.text]]
        return [SaidWord(word, at, at + 1, as_is=False) for word in self._guessed(token.text)]

    def _guessed(self, text: str) -> tuple[str, ...]:
        """The words of labels that a word is a misspelling of; none for a word that has a meaning of its own."""
        if text in self._tongue.known:
            return ()
        meant = self._by_letter.get(text[0], {})
        guesses = {meant[near] for near in nearest(text, meant)}
        return guesses.pop() if len(guesses) == 1 else ()

    def has_near(self, word: str, apart: int) -> bool:
        """Whether a word is fewer than so many edits away from a word of a label."""
        return any(edits(word, form, apart) < apart for form in self._forms)


def _forms(tongue: Tongue, words: set[str]) -> dict[str, str]:
    """All forms of labels' words, with the word as the label has it."""
    ended = {
        word.removesuffix(ending) + other: word
        for word in words
        for ending, others in tongue.endings.items()
        for other in others
        if word.endswith(ending) and len(word) >= SHORTEST_ENDING
    }
    alike = {other: word for other, word in tongue.alike.items() if word in words}
    return ended | alike | {word: word for word in words}


def unbroken(run: Sequence[SaidWord]) -> list[list[SaidWord]]:
    """A run cut where a mark or another word stands in it."""
    parts: list[list[SaidWord]] = []
    for word in run:
        if parts and word.start <= parts[-1][-1].end:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _written_as_one(tokens: Sequence[Token], at: int) -> Iterator[tuple[int, str]]:
    """A word by itself, with the next, and with one behind a hyphen: ``dis agree``, ``dis-agree``."""
    if tokens[at].kind != "word":
        return
    yield at + 1, tokens[at].text
    hyphen = at + 1 < len(tokens) and tokens[at + 1].text == "-" and tokens[at + 1].glued
    other = at + 2 if hyphen else at + 1
    if other < len(tokens) and tokens[other].kind == "word" and (tokens[other].glued or not hyphen):
        yield other + 1, tokens[at].text + tokens[other].text
