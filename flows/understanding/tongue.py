"""All lexicons together, that of the session's language first: what a text may mean, whatever its language."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from flows.understanding.lexicon import Lexicon, Written, split_forms
from flows.understanding.patterns import Phrases, words_of_phrase
from flows.understanding.tokens import Token, tokens
from flows.understanding.typos import edits, nearest

SHORTEST_CORRECTED = 6
"""Letters of a word that may be taken for a misspelling of a word of a lexicon."""
NOTHING: frozenset[str] = frozenset()
SHORT_NUMBER = 3
"""Letters of a number word in which only a doubled or swapped letter is taken for a misspelling."""


class Tongue:
    """The words and phrases of all languages, with what each means. Made once for a language, then only read."""

    def __init__(self, language: str, lexicons: Iterable[Lexicon]) -> None:
        each = sorted(lexicons, key=lambda lexicon: lexicon.language != language)
        self.short_forms = dict(ChainMap(*(split_forms(one.short_forms) for one in each)))
        self.endings = dict(ChainMap(*(dict(one.endings) for one in each)))
        self.alike = {word: label for one in each for label, words in one.alike.items() for word in words}
        self.opposites = dict(ChainMap(*(dict(one.opposites) for one in each)))
        self.joining = dict(ChainMap(*(dict(one.joining) for one in each)))
        self.known = frozenset(chain.from_iterable(map(_words, each)))
        own = frozenset(_words(each[0])) if each else frozenset[str]()
        self.roles = self._phrases(
            (role, found if one.language == language else _elsewhere(found, own) if role == "unit" else found)
            for one in each
            for role, found in one.roles.items()
            # What is an article in one language is something else in another: "a 5" is "to 5" in Spanish.
            if role != "article" or one.language == language
        )
        self.whole = self._phrases((intent, found.whole) for one in each for intent, found in one.intents.items())
        self.anywhere = self._phrases((intent, found.anywhere) for one in each for intent, found in one.intents.items())
        self.asked_for = self._phrases((one.language, one.asked_for.whole) for one in each)
        self.asked_for_anywhere = self._phrases((one.language, one.asked_for.anywhere) for one in each)
        self.before_quote = self._phrases(("reaction", one.reactions.before_quote) for one in each)
        self.reactions = self._phrases(("reaction", one.reactions.whole) for one in each)
        self.corrections = self._phrases(("correction", one.corrections) for one in each)
        self.signatures = self._phrases(("signature", one.signatures) for one in each)
        self.asking = self._phrases(("asking", one.asking) for one in each)
        self.figures_of_speech = self._phrases(("figure", one.figures_of_speech) for one in each)
        self.names = frozenset(chain.from_iterable(one.names for one in each))
        self._word_roles = {word: self.roles.at([word], 0)[1] for word in self.known}
        self._joints = frozenset(word for word in self.known if self.roles_of(word) & {"and", "or"})
        self.numbers = _numbers(each)
        self._alike: dict[tuple[str, int], list[str]] = {}
        for word in filter(str.isalpha, self.known):
            self._alike.setdefault((word[0], len(word)), []).append(word)

    def _phrases(self, named: Iterable[tuple[str, Iterable[Written]]]) -> Phrases:
        return Phrases(((phrase, name) for name, written in named for phrase in written), self.known)

    def read(self, words: str) -> list[Token]:
        """The tokens of a reply, without the line that a mail program signs it with."""
        found = self.tokens(words)
        texts = [token.text for token in found]
        signed = (at for at in range(len(texts)) if self.signatures.at(texts, at)[1])
        return found[: next(signed, len(found))]

    def tokens(self, words: str) -> list[Token]:
        """The tokens of a text, short forms spelled out."""
        return tokens(words, self.short_forms, self._joints)

    def roles_of(self, word: str) -> frozenset[str]:
        """What a single word does in a reply."""
        return self._word_roles.get(word, NOTHING)

    def roles_of_all(self, text: str) -> frozenset[str]:
        """What a text does that is one phrase from beginning to end."""
        words = [token.text for token in self.tokens(text) if token.is_words]
        end, roles = self.roles.at(words, 0) if words else (0, frozenset())
        return roles if end == len(words) else frozenset()

    def corrected(self, word: str, shortest: int = SHORTEST_CORRECTED) -> str:
        """A word that no lexicon has as the one of theirs that it is a misspelling of, else as it is.

        ``shortest``: letters that both have at least.
        """
        if word in self.known or word in self.names or len(word) < shortest or not word.isalpha():
            return word
        lengths = range(max(shortest, len(word) - 1), len(word) + 2)
        meant = nearest(word, chain.from_iterable(self._alike.get((word[0], length), ()) for length in lengths), 1)
        return meant.pop() if len(meant) == 1 else word

    def number(self, word: str) -> int | None:
        """What a number word stands for, one misspelled letter allowed."""
        if word in self.numbers or word in self.known or not word.isalpha():
            return self.numbers.get(word)
        meant = {number for other, number in self.numbers.items() if _nearly(word, other)}
        return meant.pop() if len(meant) == 1 else None


def _elsewhere(units: Iterable[Written], own: frozenset[str]) -> Iterator[Written]:
    """What another language counts, without what is a word of one's own: ``5 yo`` is no age in Spanish."""
    for unit in units:
        yield (unit[0]._replace(words=unit[0].words - own),) if len(unit) == 1 else unit


def _nearly(word: str, other: str) -> bool:
    """Whether a number word is misspelled by one letter: in a short one only by a letter doubled or swapped."""
    if word[0] != other[0] or abs(len(word) - len(other)) > 1 or edits(word, other, 1) > 1:
        return False
    return len(other) > SHORT_NUMBER or sorted(word) == sorted(other) or set(word) == set(other)


def _words(lexicon: Lexicon) -> Iterator[str]:
    """All words that a lexicon knows."""
    phrases = [*lexicon.roles.values(), lexicon.asked_for.whole, lexicon.asked_for.anywhere, lexicon.corrections]
    phrases += [each for intent in lexicon.intents.values() for each in (intent.whole, intent.anywhere)]
    yield from chain.from_iterable(map(words_of_phrase, chain.from_iterable(phrases)))
    yield from (*lexicon.known, *lexicon.alike, *chain.from_iterable(lexicon.alike.values()))
    yield from (*lexicon.opposites, *chain.from_iterable(lexicon.opposites.values()))
    yield from split_forms(lexicon.short_forms)


def _numbers(each: Sequence[Lexicon]) -> dict[str, int]:
    """Number words; one of another language only if it is no word of the session's (``once`` is eleven in Spanish)."""
    own = frozenset(_words(each[0])) if each else frozenset()
    others = {word: number for one in each[1:] for word, number in one.numbers.items() if word not in own}
    return others | (dict(each[0].numbers) if each else {})
