"""The merge fields that a line fills in a survey's wording, the same for a conversation and for a report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from app.lines import Clearance, Line
from flows.channels import Door

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
_NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince".split(),
}
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
    expires = clearance.expires
    month = MONTHS.get(language, MONTHS[FALLBACK_LANGUAGE])[expires.month - 1]
    minutes = round(clearance.burden_minutes) if clearance.burden_minutes >= 1 else 1
    return {
        "control_number": clearance.control_number,
        "control_number_spoken": ", ".join(" ".join(half) for half in clearance.control_number.split("-")),
        "expires": expires.strftime("%m/%d/%Y"),
        "expires_spoken": f"{expires.day} de {month} de {expires.year}"
        if language == "es"
        else f"{month} {expires.day}, {expires.year}",
        "minutes": str(minutes),
        "minutes_words": number_words(minutes, language),
    }
