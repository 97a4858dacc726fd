"""Phrases as a lexicon writes them, and where they occur in a list of words.

``stop <texting> (me|us)?`` is said with a word of the class ``texting``, and with ``me``, with ``us``, or with neither;
``call ... back`` takes up to three words between; ``<number>`` is any number in digits, ``<name>`` any word that no
lexicon knows. Nothing is nested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

GAP, NUMBER, NAME = "...", "<number>", "<name>"
LONGEST_GAP = 3

_PART = re.compile(r"\(([^()]*)\)(\?)?|([^\s()|?]+)|(\S)")


class Place(NamedTuple):
    """One place of a phrase: the words that may stand there, the longer ones by their first word, and if any must."""

    words: frozenset[str]
    longer: Mapping[str, tuple[tuple[str, ...], ...]]
    optional: bool
    open: bool = False
    """Whether numbers or names fit that are not among the words."""

    def ends(self, words: Sequence[str], at: int, known: Collection[str]) -> list[int]:
        """Where what stands at ``at`` ends if it fits this place, in each way that it does."""
        if at >= len(words):
            return []
        word = words[at]
        ends = [at + len(more) for more in self.longer.get(word, ()) if tuple(words[at : at + len(more)]) == more]
        named = self.open and (
            (NUMBER in self.words and word[0].isdigit())
            or (NAME in self.words and word.isalpha() and word not in known)
        )
        if named or word in self.words:
            ends.append(at + 1)
        return ends


Phrase = tuple[Place, ...]

_GAP = Place(frozenset({GAP}), {}, optional=True)


def phrase(written: str, classes: Mapping[str, Iterable[str]], plain: Callable[[str], Sequence[str]]) -> Phrase:
    """The phrase that a lexicon writes; ``plain`` gives the words of some text as replies have them.

    Raises ValueError where the notation is broken, a class is unknown, or nothing certain begins the phrase.
    """
    places: list[Place] = []
    for group, maybe, word, stray in _PART.findall(written):
        if stray:
            raise ValueError(f"{written!r}: {stray!r} has no partner")
        if word == GAP:
            places.append(_GAP)
            continue
        texts = [text for each in (group or word).split("|") for text in _texts(each, classes, written)]
        places.append(_place([_words(text, plain) for text in texts], optional=bool(maybe)))
    first = next((place for place in places if not place.optional), None)
    if first is None or places[0] is _GAP or any(place.words & {NUMBER, NAME} for place in _leading(places)):
        raise ValueError(f"{written!r} begins with nothing certain")
    return tuple(places)


def _texts(text: str, classes: Mapping[str, Iterable[str]], written: str) -> Iterable[str]:
    """An alternative, or those of the class that it names."""
    text = text.strip()
    if not text.startswith("<") or text in {NUMBER, NAME}:
        return (text,)
    if text[1:-1] not in classes:
        raise ValueError(f"{written!r}: there is no class {text[1:-1]}")
    return classes[text[1:-1]]


def _words(text: str, plain: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    return tuple(word for part in text.split() for word in ((part,) if part in {NUMBER, NAME} else plain(part)))


def _place(alternatives: Iterable[tuple[str, ...]], *, optional: bool) -> Place:
    single, longer = set[str](), dict[str, tuple[tuple[str, ...], ...]]()
    for words in alternatives:
        if len(words) == 1:
            single.add(words[0])
        elif words:
            longer[words[0]] = (*longer.get(words[0], ()), words)
    return Place(frozenset(single), longer, optional, open=not single.isdisjoint({NUMBER, NAME}))


def _leading(places: Iterable[Place]) -> Iterator[Place]:
    """The places that a phrase may begin with."""
    for place in places:
        yield place
        if not place.optional:
            return


def words_of_phrase(found: Phrase) -> Iterator[str]:
    """All words that may stand in a phrase."""
    for place in found:
        yield from place.words
        for longer in place.longer.values():
            for words in longer:
                yield from words


class Phrases:
    """Phrases by their first words, each with a name for what it means."""

    def __init__(self, named: Iterable[tuple[Phrase, str]], known: Collection[str]) -> None:
        self._known = known
        self._by_first: dict[str, list[tuple[Phrase, str]]] = {}
        for found, name in named:
            for word in dict.fromkeys(word for place in _leading(found) for word in (*place.words, *place.longer)):
                self._by_first.setdefault(word, []).append((found, name))

    def at(self, words: Sequence[str], start: int) -> tuple[int, frozenset[str]]:
        """Where the longest phrases that begin at ``start`` end, and their names; ``start`` and nothing where none."""
        longest, names = start, frozenset[str]()
        for found, name in self._by_first.get(words[start], ()):
            end = self._end(found, 0, words, start)
            if end > longest:
                longest, names = end, frozenset({name})
            elif end == longest > start:
                names |= {name}
        return longest, names

    def first(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where the first phrase in ``words`` begins and ends."""
        ends = ((start, self.at(words, start)[0]) for start in range(len(words)))
        return next(((start, end) for start, end in ends if end > start), None)

    def anywhere(self, words: Sequence[str]) -> set[str]:
        """The names of all phrases in ``words``."""
        return {
            name
            for start in range(len(words))
            for found, name in self._by_first.get(words[start], ())
            if self._end(found, 0, words, start) > start
        }

    def whole(self, words: Sequence[str]) -> frozenset[str]:
        """The names of the phrases that ``words`` are from beginning to end."""
        end, names = self.at(words, 0) if words else (-1, frozenset[str]())
        return names if end == len(words) else frozenset()

    def _end(self, found: Phrase, place: int, words: Sequence[str], at: int) -> int:
        """The last place where ``found`` can end if its place number ``place`` stands at ``at``; -1 if it cannot."""
        if place == len(found):
            return at
        here = found[place]
        if here is _GAP:
            ends: Iterable[int] = range(at, min(at + LONGEST_GAP, len(words)) + 1)
        else:
            ends = here.ends(words, at, self._known)
            if not ends and not here.optional:
                return -1
        last = max((self._end(found, place + 1, words, end) for end in ends), default=-1)
        return max(last, self._end(found, place + 1, words, at)) if here.optional and here is not _GAP else last
