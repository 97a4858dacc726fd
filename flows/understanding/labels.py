"""The labels of a scale, and where a reply says them: whole, shortened or misspelled, in any of their languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

from flows.understanding.label_words import LabelWords, SaidWord, unbroken
from flows.understanding.tokens import Token
from flows.understanding.tongue import Tongue
from flows.understanding.typos import edits

LabelHow = Literal["label", "label_typo", "label_part", "denied"]

APART = 2
"""Edits by which what had to be guessed must stay away from every other label."""
MOST_STRAY = 2
"""Words before a label that may be the misspelled beginning of another."""
FARTHEST = 10
"""Tokens before a label among which they are looked for."""
SHORT_LABEL = 3
"""Words of a label of which a shortened one has no others."""
LONG_MISSPELLED = 7
"""Letters of a misspelled word that may still stand for a label that has more words."""
LONG_ENOUGH = 5
"""Letters of a word without content (``neither``) that names a label by itself."""


class Found(NamedTuple):
    """A label in a reply: the tokens that say it, its option's key (None: part of several labels), and how."""

    start: int
    end: int
    key: str | None
    how: LabelHow


@dataclass(frozen=True, eq=False, slots=True)
class _Label:
    key: str
    words: tuple[str, ...]
    content: Counter[str]
    negated: bool


class Labels:
    """The labels of one scale in all its languages. Words that two options share name neither."""

    def __init__(
        self, tongue: Tongue, texts: Iterable[tuple[str, str]], *, halves: bool = True, several: bool = False
    ) -> None:
        """``texts``: keys with labels.

        ``halves``: whether words that several labels have are told; beside yes and no they mean too much else.
        ``several``: whether they are a list, whose labels are sentences that people put in other small words.
        """
        self._tongue = tongue
        self._halves = halves
        self._labels = [self._label(key, text) for key, text in texts]
        self._forms: dict[tuple[str, ...], str | None] = {}
        self._ordered = {words: label.key for label in self._labels for words in self._spellings(label.words)}
        for words, key in self._ordered.items():
            form = tuple(sorted(words))
            self._forms[form] = key if self._forms.get(form, key) == key else None
        shared = {label.words for label in self._labels if self._ordered[label.words] != label.key}
        self._forms |= {tuple(sorted(words)): None for words in shared}
        self._longest = max(map(len, self._forms), default=0)
        negative = any(label.negated for label in self._labels)
        others = {word for words in self._ordered for word in words}
        each = [label.words for label in self._labels]
        self._words = LabelWords(tongue, each, others, several=several, negative=negative)

    def _label(self, key: str, text: str) -> _Label:
        words = tuple(token.text for token in self._tongue.tokens(text) if token.is_words)
        return _Label(key, words, self._content(words), self._is_negated(words))

    def _content(self, words: Iterable[str]) -> Counter[str]:
        """The words that tell a label from others, ``or`` among them where it does not belong."""
        return Counter(word for word in words if not self._tongue.roles_of(word) & {"small", "negation"})

    def _is_negated(self, words: Iterable[str]) -> bool:
        return any("negation" in self._tongue.roles_of(word) for word in words)

    def _spellings(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """A label with its ``nor`` also said as ``or``."""
        return product(*((word, *self._tongue.joining.get(word, ())) for word in words))

    def found(self, tokens: Sequence[Token]) -> list[Found]:
        """The labels that ``tokens`` say; a word that denies one of theirs (``unsatisfied``) has no key."""
        denied = [Found(start, end, None, "denied") for start, end in self._words.denials(tokens)]
        left = list(tokens)
        for found in denied:
            left[found.start : found.end] = [_TAKEN] * (found.end - found.start)
        labels = [*denied, *(label for run in self._words.runs(left) for label in self._in_run(run, tokens))]
        return labels if self._halves else [label for label in labels if label.key is not None]

    def _in_run(self, run: Sequence[SaidWord], tokens: Sequence[Token]) -> Iterator[Found]:
        """The labels in words that follow each other: the run as a shortened one, or whole ones with what is left."""
        run = self._without_joints(run)
        together = len(unbroken(run)) == 1 or self._is_negated(word.word for word in run)
        whole = self._part(run) if together and self._form(run) is None else None
        if whole is not None:
            yield self._checked(run, whole, "label_part", tokens)
            return
        rest: list[SaidWord] = []
        at = 0
        while at < len(run):
            said = self._longest_form(run, at)
            if said:
                yield from self._left_over(rest, tokens, before=said[0].start)
                rest = []
                how: LabelHow = "label" if all(word.as_is for word in said) else "label_typo"
                yield self._checked(said, self._form(said), how, tokens)
            else:
                rest.append(run[at])
            at += len(said) or 1
        yield from self._left_over(rest, tokens, before=-1)

    def _without_joints(self, run: Sequence[SaidWord]) -> Sequence[SaidWord]:
        """A run without an ``or`` or ``and`` at either end, which joins it to what stands there."""
        inner = [at for at, word in enumerate(run) if not self._tongue.roles_of(word.word) & {"or", "and"}]
        return run[inner[0] : inner[-1] + 1] if inner else ()

    def _longest_form(self, run: Sequence[SaidWord], at: int) -> Sequence[SaidWord]:
        lengths = range(min(self._longest, len(run) - at), 0, -1)
        return next((run[at : at + length] for length in lengths if self._form(run[at : at + length])), ())

    def _form(self, said: Sequence[SaidWord]) -> str | None:
        """The key of the label that words are: also in another order, unless a mark stands between them."""
        words = tuple(word.word for word in said)
        ordered = words in self._ordered or len(unbroken(said)) == 1
        return self._forms.get(tuple(sorted(words))) if ordered else None

    def _left_over(self, rest: Sequence[SaidWord], tokens: Sequence[Token], before: int) -> Iterator[Found]:
        """Shortened labels, and words of several, among the words before a whole one, which begins at ``before``."""
        for part in unbroken(rest):
            key = self._part(part)
            if key is not None and part[-1].end != before:
                yield self._checked(part, key, "label_part", tokens)
            elif key is not None or self._has_content(part):
                yield Found(part[0].start, part[-1].end, None, "label_part")

    def _has_content(self, part: Sequence[SaidWord]) -> bool:
        content = self._content(word.word for word in part)
        return any(not self._tongue.roles_of(word) & {"or", "and"} for word in content)

    def _part(self, run: Sequence[SaidWord]) -> str | None:
        """The key of the only label that a shortened one can be.

        Small words may be missing, and negations must agree. Other words may be missing too if what is there is a
        word of no other label, is nobody else's whole content, and is hardly misspelled.
        """
        words = [word.word for word in run]
        content, negated = self._content(words), self._is_negated(words)
        same = [label for label in self._labels if label.content == content and content]
        if same:
            kept = [label for label in same if label.negated == negated and _fits(words, label)]
            return _only_key(kept) if len({label.key for label in same}) == 1 else None
        as_is = any(word.as_is and word.word in content for word in run)
        if not all(word.as_is or as_is or len(word.word) >= LONG_MISSPELLED for word in run):
            return None
        plain = {word for word in words if len(word) >= LONG_ENOUGH or word in content}
        fitting = (label for label in self._labels if content <= label.content and label.negated == negated)
        return _only_key(label for label in fitting if plain and plain <= set(label.words))

    def _checked(self, said: Sequence[SaidWord], key: str | None, how: LabelHow, tokens: Sequence[Token]) -> Found:
        """The label found, unless what was guessed at, or what stands before it, comes near to another label too."""
        start, end = said[0].start, said[-1].end
        texts = [token.text for token in tokens[max(0, start - FARTHEST) : end] if token.is_words]
        own = "".join(token.text for token in tokens[start:end] if token.is_words)
        typed = [] if all(word.as_is for word in said) else [own]
        # What comes before may belong to it: "m uy", "my" or "i" are not far from "muy" and "in".
        with_more = ("".join(texts[-length:]) for length in range(1, len(said) + MOST_STRAY + 1))
        typed += [text for text in with_more if len(text) > len(own)]
        if any(self.is_near(text, key) for text in typed) or _has_prefix(tokens, start):
            key = None
        return Found(start, end, key, how)

    def is_near(self, text: str, key: str | None) -> bool:
        """Whether words written as one are hardly different from a label that is not that of ``key``."""
        others = ("".join(label.words) for label in self._labels if label.key != key)
        return any(edits(text, other, APART) < APART for other in others)

    def has_near(self, word: str) -> bool:
        """Whether a word is hardly different from a word of a label."""
        return self._words.has_near(word, APART)


_TAKEN = Token("", "sign")


def _only_key(labels: Iterable[_Label]) -> str | None:
    keys = {label.key for label in labels}
    return keys.pop() if len(keys) == 1 else None


def _fits(words: Iterable[str], label: _Label) -> bool:
    """Whether a short label has all words said: ``en acuerdo`` is neither ``De acuerdo`` nor ``En desacuerdo``."""
    return len(label.words) > SHORT_LABEL or set(words) <= set(label.words)


def _has_prefix(tokens: Sequence[Token], start: int) -> bool:
    """Whether a word is tied to the one at ``start`` by a hyphen: ``non-agree``."""
    tied = start > 1 and tokens[start - 1].text == "-" and tokens[start - 1].glued and tokens[start].glued
    return tied and tokens[start - 2].kind == "word"
