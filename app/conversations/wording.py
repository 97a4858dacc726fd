"""Prompts as the words that people hear or read, with the merge fields of the line, the clearance and the contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from app.conversations.beginnings import Standing, local_day
from app.lines import Clearance, Line
from flows import sms, voice
from flows.channels import Door
from flows.load import standard_wording
from flows.prompt import Prompt, prompt
from flows.route import total
from flows.session import Session
from flows.survey import Survey
from flows.words import Words, merge

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
_NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince".split(),
}
FALLBACK_LANGUAGE = "en"


def spoken(standing: Standing) -> tuple[Prompt, list[voice.Speech]]:
    """The prompt of a call and its words."""
    survey, session = standing.survey, standing.session
    asked = prompt(survey, session)
    return asked, voice.spoken(survey, asked, _fields(standing))


def written(standing: Standing) -> str:
    """The prompt of a text conversation as one message."""
    return sms.written(standing.survey, prompt(standing.survey, standing.session), _fields(standing))


def text_phrase(standing: Standing, name: str) -> str:
    """One wording as a text, in the session's language; the standard one where its survey is not asked by text."""
    language = standing.session.language
    words = standing.survey.words(name, "text", language)
    if not words:
        return standard_phrase(name, "text", standing.line, language)
    return merge(words, _of_line(standing.line, "text", language))


def standard_phrase(name: str, door: Door, line: Line | None, language: str | None = None) -> str:
    """A standard wording where there is no session: in ``language``, else the line's first, else in English."""
    language = language or (line.languages[0] if line is not None else FALLBACK_LANGUAGE)
    words = standard_wording(language).get(name) or standard_wording(FALLBACK_LANGUAGE)[name]
    model = Words.model_validate(words)
    found = model.on(door, language) or model.on(door, FALLBACK_LANGUAGE) or ""
    return merge(found, {} if line is None else _of_line(line, door, language))


def _fields(standing: Standing) -> dict[str, str]:
    session, line = standing.session, standing.line
    fields = dict(_of_line(line, session.door, session.language))
    fields.update((name, str(value)) for name, value in session.opening.facts.items())
    if "welcome" in session.lead or session.place == "notice":
        fields |= _of_session(standing.survey, line, session)
    return fields


def _of_session(survey: Survey, line: Line, session: Session) -> dict[str, str]:
    day = local_day(line, session.opening.started_at)
    return {
        "count_words": number_words(total(survey, session), session.language),
        "day": _day(day, session.language),
    }


def _day(day: date, language: str) -> str:
    month = _MONTHS.get(language, _MONTHS[FALLBACK_LANGUAGE])[day.month - 1]
    return f"{day.day} de {month}" if language == "es" else f"{month[:3]} {day.day}"


def number_words(number: int, language: str) -> str:
    """A small whole number in words, where the language has them here; else in digits."""
    words = _NUMBERS.get(language, ())
    return words[number] if 0 <= number < len(words) else str(number)


@lru_cache(maxsize=1024)
def _of_line(line: Line, door: Door, language: str) -> Mapping[str, str]:
    fields = {"agency": line.agency, "program": line.program, "service": line.service or line.program}
    if line.clearance is not None:
        fields |= _of_clearance(line.clearance, language)
    fields.update((name, found) for name, words in line.fields.items() if (found := words.on(door, language)))
    return fields


def _of_clearance(clearance: Clearance, language: str) -> dict[str, str]:
    expires = clearance.expires
    month = _MONTHS.get(language, _MONTHS[FALLBACK_LANGUAGE])[expires.month - 1]
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
