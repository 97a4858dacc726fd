"""How hard words are to read: the grade of English, the perspicuity of Spanish.

Sources. English: Flesch-Kincaid grade level, Kincaid, Fishburne, Rogers and Chissom 1975, Research Branch Report 8-75:
0.39 · words/sentences + 11.8 · syllables/words - 15.59. Spanish: perspicuity, Szigriszt Pazos 1993:
206.835 - 62.3 · syllables/words - words/sentences, read on the INFLESZ scale, Barrio-Cantalejo and others 2008, Anales
del Sistema Sanitario de Navarra 31(2): from 55 on *normal*, from 65 on *fairly easy*. Both were made for passages of a
hundred words and more. English syllables are counted by spelling, which is right for nine words in ten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FEWEST_WORDS = 3
"""A sentence of fewer, such as ``Two.``, counts with its neighbour."""

_SENTENCE = re.compile(r"[.?!:;\u2026]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SPELLED = re.compile(r"\b[^\W\d_](?:-[^\W\d_])+\b")
"""Letters said one by one, such as ``O-M-B``: one word of as many syllables."""

_VOWELS = re.compile(r"[aeiouy]+")
_GLIDE = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
"""A ``y`` between vowels parts them: employee."""
_SILENT = re.compile(
    r"(?:(?:[^laeiouy]|[aeiouy]l)e|(?:[^aeioutdl]|[aeiouyl]l)ed|[^aeiousxzcgh]es)$|e(?=(?:ments?|ly|full?y?|less|ness)$)"
)
_PARTED = re.compile(
    r"(?<![ctgs])ia(?!ge)|(?<![ctgsn])io(?!n)|(?<![ct])ie(?:nt|t$)|ience|[aeio]ing|[aeiouy].*ea$|crea(?=t)|[gls]ua(?:l|t)"
    r"|[dt]ua|nuo|^co-?op|eo(?=l|r|n|u|$)|eum|thm$|sm$"
)
"""Neighbouring vowels of two syllables, and an ending that makes one of its own."""

_STRONG = "aeoáéó"
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas count in a passage."""

    sentences: int
    words: int
    syllables: int


def counts(passage: str, language: str) -> Counts:
    """Sentences, words and syllables; digits count as nothing. A line end is the end of a sentence, as ``:`` is."""
    sentences = words = syllables = 0
    for sentence in _SENTENCE.split(passage):
        spelled = _SPELLED.findall(sentence)
        plain = _WORD.findall(_SPELLED.sub(" ", sentence))
        sentences += len(spelled) + len(plain) >= FEWEST_WORDS
        words += len(spelled) + len(plain)
        syllables += sum(len(word) // 2 + 1 for word in spelled)
        syllables += sum(spanish_syllables(it) if language == "es" else english_syllables(it) for it in plain)
    return Counts(max(1, sentences), words, syllables)


def english_grade(passage: str) -> float:
    """The years of school that an English passage takes; 0 for one without words."""
    found = counts(passage, "en")
    if not found.words:
        return 0.0
    return 0.39 * found.words / found.sentences + 11.8 * found.syllables / found.words - 15.59


def spanish_perspicuity(passage: str) -> float:
    """How easy a Spanish passage is, from about 0 to 100, higher is easier; 100 for one without words."""
    found = counts(passage, "es")
    if not found.words:
        return 100.0
    return 206.835 - 62.3 * found.syllables / found.words - found.words / found.sentences


def english_syllables(word: str) -> int:
    """Syllables of an English word by its spelling: groups of vowels, silent endings left out; at least 1."""
    plain = re.sub(r"['\u2019](?:s|d|m|ll|re|ve|t)$", "", word.lower())
    plain = _GLIDE.sub("-", plain)
    found = len(_VOWELS.findall(plain)) - len(_SILENT.findall(plain)) + len(_PARTED.findall(plain))
    return max(1, found)


def spanish_syllables(word: str) -> int:
    """Syllables of a Spanish word: weak vowels join their neighbours, strong ones and accented weak ones do not."""
    lowered = re.sub(r"([qg])u(?=[eiéí])", r"\1", word.lower())
    lowered = re.sub(r"y$", "i", lowered)
    return max(1, sum(_nuclei(group) for group in _SPANISH_VOWELS.findall(lowered)))


def _nuclei(group: str) -> int:
    """How many syllables a run of vowels makes."""
    own = sum(vowel in _STRONG or vowel in "íú" for vowel in group)
    return max(1, own)
