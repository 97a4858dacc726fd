"""Prompts as the words that people hear or read, with the merge fields of the line, the clearance and the contact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.conversations.beginnings import Standing, local_day
from app.line_fields import FALLBACK_LANGUAGE, MONTHS, fields_of, number_words, time_fields
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
    approved = _approved(standing.line, *session.lead, door="voice", language=session.language)
    if approved:
        return asked, [voice.Speech(session.language, approved)]
    return asked, voice.spoken(survey, asked, _fields(standing), _way_out(standing))


def _approved(line: Line | None, *names: str, door: Door, language: str) -> str:
    """The line's own words of distress where those alone are said, "" where the survey's or the standard ones are."""
    if names != ("distress",) or line is None or line.distress is None:
        return ""
    return merge(line.distress.on(door, language) or "", fields_of(line, door, language))


def _way_out(standing: Standing) -> str:
    """What follows the welcome of somebody whom we called: how they are not called again; "" for other callers."""
    session, key = standing.session, standing.survey.voice.keys["decline"]
    if session.opening.entry not in INVITED or "welcome" not in session.lead or key is None:
        return ""
    return standard_phrase("stop_calls", "voice", standing.line, session.language, decline_key=key)


def written(standing: Standing) -> str:
    """The prompt of a text conversation as one message."""
    session = standing.session
    approved = _approved(standing.line, *session.lead, door="text", language=session.language)
    return approved or sms.written(standing.survey, prompt(standing.survey, session), _fields(standing))


def text_phrase(standing: Standing, name: str) -> str:
    """One wording as a text, in the session's language; the standard one where its survey is not asked by text."""
    language = standing.session.language
    words = standing.survey.words(name, "text", language)
    if not words:
        return standard_phrase(name, "text", standing.line, language)
    return _approved(standing.line, name, door="text", language=language) or merge(words, _of_line(standing))


def standard_phrase(name: str, door: Door, line: Line | None, language: str | None = None, **more: str) -> str:
    """A standard wording where there is no session: in ``language``, else the line's first, else in English.

    ``more`` are merge fields beside those of the line.
    """
    language = language or (line.languages[0] if line is not None else FALLBACK_LANGUAGE)
    approved = _approved(line, name, door=door, language=language)
    if approved:
        return approved
    words = _standard(language).get(name) or _standard(FALLBACK_LANGUAGE)[name]
    model = Words.model_validate(words)
    found = model.on(door, language) or model.on(door, FALLBACK_LANGUAGE) or ""
    return merge(found, more if line is None else {**fields_of(line, door, language), **more})


def _standard(language: str) -> dict[str, Any]:
    return standard_wording(language) | outreach_wording(language)


def _fields(standing: Standing) -> dict[str, str]:
    session, line = standing.session, standing.line
    fields = _of_line(standing)
    fields.update((name, str(value)) for name, value in session.opening.facts.items())
    if "welcome" in session.lead or session.place == "notice":
        fields |= _of_session(standing.survey, line, session)
    return fields


def _of_line(standing: Standing) -> dict[str, str]:
    """What the line fills in, and how long the survey takes; a line may say that in its own words."""
    session, line = standing.session, standing.line
    opening, door, language = session.opening, session.door, session.language
    chosen = opening.languages if opening.language is None and door == "voice" else ()
    fields = time_fields(standing.survey, line, door, language, chosen)
    return {**fields, **fields_of(line, door, language)}


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
