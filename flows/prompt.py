"""The prompt: what a session asks for now, before it becomes speech or a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.by_text import COMMENT_OFFER, GOES_ON, key_for
from flows.route import hears_backwards, options_in_order, total
from flows.session import Manner, Session
from flows.survey import Option, Question, Scale, Survey

Expects = Literal["key", "keys", "words", "nothing"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. ``lead`` names wordings said first; ``wait`` is in seconds and counts after the last word."""

    place: str
    lead: tuple[str, ...]
    language: str
    manner: Manner
    expects: Expects
    wait: float = 0
    question: Question | None = None
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    backwards: bool = False
    """Whether this session hears the answers in the opposite order."""
    read_scale: Literal["full", "short", "none"] = "none"
    number: int = 0
    total: int = 0
    """How many questions there will be; counted for texts, which show it."""
    speech: bool = False
    languages: tuple[str, ...] = ()
    """At the choice of language: the languages in the order of their keys, 1 first."""
    text_key: str | None = None
    """The key that asks for a text, where it may be pressed here."""
    opens: bool = False
    """Whether nothing has been heard before it."""


def listens(survey: Survey, question: Question) -> bool:
    """Whether a question may be answered by speaking."""
    return "speech" in (question.input or survey.voice.input)


def takes_several(survey: Survey, session: Session) -> bool:
    """Whether the present prompt takes several keys, ended by ``#``."""
    return session.place.startswith("?") and survey.by_id[session.place[1:]].kind == "choices"


def prompt(survey: Survey, session: Session) -> Prompt:
    """The prompt that a session stands at."""
    if session.place in {"end", GOES_ON}:
        return Prompt(session.place, session.lead, session.language, session.manner, "nothing")
    if not session.place.startswith("?"):
        return Prompt(
            session.place,
            session.lead,
            session.language,
            session.manner,
            "key",
            wait=_wait(survey, session),
            languages=session.opening.languages,
            text_key=_text_key(survey, session),
            opens=session.turn == session.opening.first_turn,
        )
    question = survey.by_id[session.place[1:]]
    scale = survey.scale_of(question)
    number = next(
        (answer.position for answer in session.answers if answer.question == question.id and answer.position), None
    )
    return Prompt(
        session.place,
        session.lead,
        session.language,
        session.manner,
        "words" if session.door == "text" or scale is None else "keys" if question.kind == "choices" else "key",
        wait=_wait(survey, session),
        question=question,
        scale=scale,
        options=() if scale is None else options_in_order(survey, question, scale, session.opening.seed),
        backwards=hears_backwards(survey, session.opening.seed),
        read_scale=_read_scale(survey, session, question),
        number=number or session.next_position,
        total=total(survey, session) if session.door == "text" else 0,
        opens=session.turn == session.opening.first_turn,
        speech=scale is not None and listens(survey, question),
    )


def _text_key(survey: Survey, session: Session) -> str | None:
    wording = {"notice": "notice_by_text", COMMENT_OFFER: COMMENT_OFFER}.get(session.place)
    return None if wording is None else key_for(survey, session, wording)


def _wait(survey: Survey, session: Session) -> float:
    waits = survey.voice.waits
    if session.manner == "again" and session.repeats > 0:
        return waits.more_time
    if session.place == "language":
        return waits.language
    return waits.first if session.turn == session.opening.first_turn or "welcome" in session.lead else waits.later


def _read_scale(survey: Survey, session: Session, question: Question) -> Literal["full", "short", "none"]:
    if session.manner in {"again", "scale"} or question.kind == "choices":
        return "full"
    if question.read_scale is not None:
        return question.read_scale
    same = {other.id for other in survey.questions if other.scale == question.scale}
    heard = any(
        answer.position is not None and answer.question in same and answer.channel == session.opening.channel
        for answer in session.answers
    )
    return "full" if survey.voice.read_scale == "each" or not heard else "short"
