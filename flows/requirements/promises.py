"""What people are told about their answers: never that they are anonymous, always that they are free to give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from flows.channels import Door
from flows.complete_wording import all_words
from flows.findings import Finding
from flows.requirements import register
from flows.survey import Survey
from flows.words import Words

_ANONYMOUS = re.compile(r"anon[iy]m|incognito")
"""In English, Spanish, French, Portuguese, German and their neighbours, accents left out."""
_VOLUNTARY = {"en": "voluntar", "es": "voluntari"}


def promise_findings(survey: Survey) -> Iterator[Finding]:
    """Words that promise anonymity, and doors that do not say that answering is voluntary."""
    for loc, words, _ in all_words(survey):
        place = _anonymous(words)
        if place is not None:
            told = "promises anonymity: contact and agent are stored with the answers"
            yield register.NEVER_ANONYMOUS.broken((*loc, *place), told)
    for door in survey.doors:
        for language, root in _VOLUNTARY.items():
            told = survey.words("welcome", door, language) + survey.words("notice", door, language)
            if language in survey.languages and root not in told.lower():
                missing = f"nothing says by {door} in {language} that answering is voluntary"
                yield register.VOLUNTARY_SAID.broken(("wording", "welcome", door, language), missing)


def _anonymous(words: Words) -> tuple[Door, str] | None:
    doors: tuple[tuple[Door, dict[str, str]], ...] = (("voice", words.voice), ("text", words.text))
    for door, by_language in doors:
        for language, said in by_language.items():
            plain = unicodedata.normalize("NFKD", said).casefold()
            if _ANONYMOUS.search("".join(letter for letter in plain if not unicodedata.combining(letter))):
                return door, language
    return None
