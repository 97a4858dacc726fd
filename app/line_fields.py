"""The merge fields that a line fills in a survey's wording, the same for a conversation and for a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.line_clearances import Clearance
from app.lines import Line
from flows.channels import Door
from flows.survey import Survey
from flows.survey_time import survey_time

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
_NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince".split(),
}
_MINUTES = {"en": ("one minute", "{} minutes"), "es": ("un minuto", "{} minutos")}
_TYPICAL_MINUTES = 2
"""What a survey says of its length while its length is being found."""
FALLBACK_LANGUAGE = "en"


def number_words(number: int, language: str) -> str:
    """A small whole number in words, where the language has them here; else in digits."""
    words = _NUMBERS.get(language, ())
    return words[number] if 0 <= number < len(words) else str(number)


@lru_cache(maxsize=1024)
def fields_of(line: Line, door: Door, language: str) -> Mapping[str, str]:
    """The merge fields that a line fills on a door in a language, as its callers hear or read them."""
    fields = {"agency": line.agency, "program": line.program, "service": line.service or line.program}
    if line.clearance is not None:
        fields |= _of_clearance(line.clearance, language)
    fields.update((name, found) for name, words in line.fields.items() if (found := words.on(door, language)))
    return fields


def _of_clearance(clearance: Clearance, language: str) -> dict[str, str]:
    expires = clearance.valid_through
    month = MONTHS.get(language, MONTHS[FALLBACK_LANGUAGE])[expires.month - 1]
    return {
        "control_number": clearance.control_number,
        "control_number_spoken": ", ".join(" ".join(half) for half in clearance.control_number.split("-")),
        "expires": expires.strftime("%m/%d/%Y"),
        "expires_spoken": f"{expires.day} de {month} de {expires.year}"
        if language == "es"
        else f"{month} {expires.day}, {expires.year}",
    }


@dataclass(frozen=True, slots=True)
class _Version:
    """A survey as a key: it is its frozen wording."""

    sha256: str
    survey: Survey = field(compare=False)


def time_fields(
    survey: Survey, line: Line, door: Door, language: str, languages: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """The merge fields of how long a survey takes on a line: ``2``, ``two``, ``two minutes``.

    ``languages`` are those between which a caller chooses first; none where nobody has to.
    """
    return _time_fields(_Version(survey.sha256, survey), line, door, language, languages)


@lru_cache(maxsize=1024)
def _time_fields(
    version: _Version, line: Line, door: Door, language: str, languages: tuple[str, ...]
) -> Mapping[str, str]:
    fields = {**_of_minutes(_TYPICAL_MINUTES, language), **fields_of(line, door, language)}
    return _of_minutes(survey_time(version.survey, door, language, fields, languages=languages).minutes, language)


def _of_minutes(minutes: int, language: str) -> dict[str, str]:
    words = number_words(minutes, language)
    one, several = _MINUTES.get(language, _MINUTES[FALLBACK_LANGUAGE])
    return {
        "minutes": str(minutes),
        "minutes_words": words,
        "minutes_spoken": one if minutes == 1 else several.format(words),
    }
