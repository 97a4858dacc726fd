"""How long speech takes: a piece of it, and a prompt of a survey. A model of a synthetic voice, not a measurement.

The constants were fitted by least squares to the lengths of 430 English and 220 Spanish sentences and prompts as the
speech program espeak-ng 1.51 says them at 160 words a minute (voices ``en-us`` and ``es-419``), the shipped surveys
among them; the tests compare both again. Other voices are faster or slower as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from flows.prompt import Prompt
from flows.survey import Survey
from flows.voice import Speech, spoken


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that the parts of speech take in a language."""

    letter: float
    """Each letter of a word."""
    word: float
    """Each word beside its letters."""
    digit: float
    """A digit that stands alone, as in ``1 2 3 4``."""
    number_digit: float
    """Each digit of a longer number, as in ``2027``."""
    spelled: float
    """Each letter that is read by its name, as in ``O-M-B``."""


PACES: Mapping[str, Pace] = {
    "en": Pace(letter=0.056, word=0.040, digit=0.35, number_digit=0.28, spelled=0.24),
    "es": Pace(letter=0.066, word=0.040, digit=0.34, number_digit=0.26, spelled=0.20),
}
OTHER_PACE = Pace(letter=0.061, word=0.040, digit=0.35, number_digit=0.27, spelled=0.22)
"""For languages that were not fitted: between the two."""

STOP_SECONDS, COMMA_SECONDS = 0.47, 0.31
"""The pause after a sentence, and within one."""
SYLLABLE_SECONDS = 0.2
"""A character that stands for a syllable, as in Chinese and Korean."""
BREAKS: Mapping[str, float] = {
    "none": 0,
    "x-weak": 0,
    "weak": COMMA_SECONDS,
    "medium": COMMA_SECONDS,
    "strong": STOP_SECONDS,
    "x-strong": 2 * STOP_SECONDS,
}
"""The strengths of a ``<break>``, from SSML 1.1 section 3.2.3; their lengths are those of the pauses that they name."""
LONGEST_BREAK_SECONDS = 10.0
"""Source: the documentation of the provider's voices, which cut longer ones."""

_BREAK = re.compile(r"(?:([.?!])|([,;:]))?\s*<break\b([^>]*)>")
_BREAK_TIME = re.compile(r"""time=["'](\d+(?:\.\d+)?)(ms|s)["']""")
_BREAK_STRENGTH = re.compile(r"""strength=["']([a-z-]+)["']""")
_ONE_BY_ONE = re.compile(
    r"""<say-as\b[^>]*interpret-as=["'](?:characters|spell-out|digits|telephone)["'][^>]*>([^<]*)</say-as>"""
)
_TAG = re.compile(r"<[^>]*>")
_APOSTROPHE = r"['\u2019]"
_SPELLED = re.compile(rf"(?<![^\W_])(?:[^\W\d_](?:-[^\W\d_])+|[A-Z]{{2,3}}|[b-df-hj-np-tv-xz])(?![^\W_]|{_APOSTROPHE})")
"""Letters joined by hyphens, short words in capitals, and a lone consonant."""
_TOKEN = re.compile(rf"\d+|[^\W\d_]+(?:{_APOSTROPHE}[^\W\d_]+)*")
# The full width signs of Chinese and Korean, and those of Arabic and Hindi, need no space after them.
_STOP = re.compile(r"(?<!\.[^\W\d_])[.?!\u2026]+[\"\u201d\u00bb)\]]*(?=\s|$)|[\u3002\uff1f\uff01\u0964\u061f]")
_COMMA = re.compile(r"[,;:](?=\s)|\s[\u2013-](?=\s)|\u2014|[\uff0c\u3001\uff1b\uff1a\u060c]")


def seconds_of(words: str, language: str) -> float:
    """Seconds that ``words`` take to say in a language, with the pause after each sentence; 0 for none.

    The words may hold SSML: a ``<break>`` makes the pause where it stands at least as long as it says, ``<say-as>`` has
    digits or letters one by one; other tags count as nothing.
    """
    pauses = sum(_more_seconds(found) for found in _BREAK.finditer(words))
    plain = _TAG.sub(" ", _ONE_BY_ONE.sub(_apart, words)).strip()
    if not plain:
        return pauses
    pace = PACES.get(language, OTHER_PACE)
    spelled = sum(sum(map(str.isalpha, found[0])) for found in _SPELLED.finditer(plain))
    said = sum(_token_seconds(token, pace) for token in _TOKEN.findall(_SPELLED.sub(" ", plain)))
    stops = [found.end() for found in _STOP.finditer(plain)]
    sentences = len(stops) + (not stops or stops[-1] < len(plain))
    inside = len(_COMMA.findall(plain))
    return pauses + pace.spelled * spelled + said + STOP_SECONDS * sentences + COMMA_SECONDS * inside


def _more_seconds(found: re.Match[str]) -> float:
    """By how much a break lengthens the pause that the sign before it makes anyhow."""
    stop, comma, attributes = found.groups()
    made = STOP_SECONDS if stop else COMMA_SECONDS if comma else 0
    return max(0, _break_seconds(attributes) - made)


def _break_seconds(attributes: str) -> float:
    timed = _BREAK_TIME.search(attributes)
    if timed is not None:
        return min(float(timed[1]) * (0.001 if timed[2] == "ms" else 1), LONGEST_BREAK_SECONDS)
    strength = _BREAK_STRENGTH.search(attributes)
    return BREAKS.get(strength[1] if strength is not None else "medium", COMMA_SECONDS)


def _apart(found: re.Match[str]) -> str:
    """The digits of a ``<say-as>`` one by one, its letters as they are spelled."""
    return " ".join(
        part if part.isdigit() else "-".join(part) for part in re.findall(r"\d|[^\W\d_]+", found[1].upper())
    )


def _token_seconds(token: str, pace: Pace) -> float:
    if token[0].isdigit():
        return pace.digit if len(token) == 1 else pace.number_digit * len(token)
    syllables = sum(unicodedata.east_asian_width(letter) == "W" for letter in token)
    if syllables:
        return SYLLABLE_SECONDS * syllables
    return pace.word + pace.letter * sum(map(str.isalpha, token))


def prompt_seconds(survey: Survey, prompt: Prompt, fields: Mapping[str, str]) -> float:
    """Seconds from the first word of a prompt on the phone to its last, scale or list included; no wait counted.

    ``fields`` are the merge fields as ``flows.voice.spoken`` takes them.
    """
    return sum(map(speech_seconds, spoken(survey, prompt, fields)))


def speech_seconds(speech: Speech) -> float:
    """Seconds of a recording, where it tells them; else of its words."""
    told = speech.recording.seconds if speech.recording is not None else None
    return told if told is not None else seconds_of(speech.words, speech.language)
