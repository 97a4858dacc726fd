"""Prompts as the words that people hear or read, with the merge fields of the line, the clearance and the contact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.conversations.beginnings import Standing, local_day
from app.line_fields import FALLBACK_LANGUAGE, MONTHS, fields_of, number_words
from app.lines import Line
from flows import sms, voice
from flows.channels import Door
from flows.load import outreach_wording, standard_wording
from flows.prompt import Prompt, prompt
from flows.route import total
from flows.session import Session
from flows.survey import Survey
from flows.words import Words, merge

INVITED = frozenset({"invited_call", "invited_text"})
"""Entries of those whom we asked, not they us."""


def spoken(standing: Standing) -> tuple[Prompt, list[voice.Speech]]:
    """The prompt of a call and its words."""
    survey, session = standing.survey, standing.session
    asked = prompt(survey, session)
    return asked, voice.spoken(survey, asked, _fields(standing), _way_out(standing))


def _way_out(standing: Standing) -> str:
    """What follows the welcome of somebody whom we called: how they are not called again; "" for other callers."""
    session, key = standing.session, standing.survey.voice.keys["decline"]
    if session.opening.entry not in INVITED or "welcome" not in session.lead or key is None:
        return ""
    return standard_phrase("stop_calls", "voice", standing.line, session.language, decline_key=key)


def written(standing: Standing) -> str:
    """The prompt of a text conversation as one message."""
    return sms.written(standing.survey, prompt(standing.survey, standing.session), _fields(standing))


def text_phrase(standing: Standing, name: str) -> str:
    """One wording as a text, in the session's language; the standard one where its survey is not asked by text."""
    language = standing.session.language
    words = standing.survey.words(name, "text", language)
    if not words:
        return standard_phrase(name, "text", standing.line, language)
    return merge(words, fields_of(standing.line, "text", language))


def standard_phrase(name: str, door: Door, line: Line | None, language: str | None = None, **more: str) -> str:
    """A standard wording where there is no session: in ``language``, else the line's first, else in English.

    ``more`` are merge fields beside those of the line.
    """
    language = language or (line.languages[0] if line is not None else FALLBACK_LANGUAGE)
    words = _standard(language).get(name) or _standard(FALLBACK_LANGUAGE)[name]
    model = Words.model_validate(words)
    found = model.on(door, language) or model.on(door, FALLBACK_LANGUAGE) or ""
    return merge(found, more if line is None else {**fields_of(line, door, language), **more})


def _standard(language: str) -> dict[str, Any]:
    return standard_wording(language) | outreach_wording(language)


def _fields(standing: Standing) -> dict[str, str]:
    session, line = standing.session, standing.line
    fields = dict(fields_of(line, session.door, session.language))
    fields.update((name, str(value)) for name, value in session.opening.facts.items())
    if "welcome" in session.lead or session.place == "notice":
        fields |= _of_session(standing.survey, line, session)
    return fields


def _of_session(survey: Survey, line: Line, session: Session) -> dict[str, str]:
    ended = session.opening.contact_ended
    day = local_day(line, session.opening.started_at) if ended is None else datetime.fromisoformat(ended).date()
    return {
        "count_words": number_words(total(survey, session), session.language),
        "day": _day(day, session.language),
    }


def _day(day: date, language: str) -> str:
    month = MONTHS.get(language, MONTHS[FALLBACK_LANGUAGE])[day.month - 1]
    return f"{day.day} de {month}" if language == "es" else f"{month[:3]} {day.day}"
