"""A survey as people hear or read it on a line, word for word: played by the engine itself, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.conversations.beginnings import Standing
from app.conversations.wording import spoken, standard_phrase, text_phrase, written
from app.line_fields import fields_of, time_fields
from app.lines import Line
from flows.channels import Door
from flows.engine import resume
from flows.pauses import without_pauses
from flows.prompt import Prompt
from flows.session import Input, Keys, Said, Session, Silence
from flows.sms import gsm7, segments
from flows.spoken_time import speech_seconds
from flows.survey import Survey
from flows.survey_time import Asked, SurveyTime, survey_time, typical_way
from flows.voice import Speech

_DIGITS = "123456789"
_NO_ANSWER = "see you"
"""A reply that no survey takes for an answer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said in one go, in one language; ``recording`` is played in its stead where there is one."""

    words: str
    language: str
    recording: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """One prompt, and what the person does at it; ``reply`` is "" where the conversation is over."""

    said: tuple[Spoken, ...]
    """More than one piece only on the phone."""
    seconds: float
    """That it takes to say; 0 for a text."""
    segments: int
    """That it is billed as; 0 for speech."""
    costly: tuple[str, ...]
    """Characters of a text that are not in the GSM-7 alphabet: with one of them, a segment holds 70 and not 160."""
    reply: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What follows where a person does something else than to answer the first question."""

    when: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the survey: that of people who take the first, or the last, answer of each scale."""

    answers: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A survey through one door of a line in one language."""

    door: Door
    language: str
    ways: tuple[Way, ...]
    """A second one where other answers lead to other questions."""
    asides: tuple[Aside, ...]
    time: SurveyTime

    @property
    def segments(self) -> int:
        """Segments of all our texts, on the longer way."""
        return max(sum(turn.segments for turn in way.turns) for way in self.ways)


def scripts(survey: Survey, line: Line, at: float) -> list[Script]:
    """The survey through each door by which the line asks it, in each language. ``at`` in seconds since 1970 is today.

    A later survey is asked through the doors by which the line invites.
    """
    later = line.outreach.follow_up
    doors: set[Door] = {door for door, name in line.surveys.items() if name == survey.id}
    doors |= line.outreach.doors if later is not None and later.survey == survey.id else set()
    offered = tuple(name for name in line.languages if name in survey.languages) or survey.languages
    return [
        _script(survey, line, door, language, offered, at)
        for door in ("voice", "text")
        if door in doors and door in survey.doors
        for language in offered
    ]


def _script(  # each is one thing that the words depend on
    survey: Survey, line: Line, door: Door, language: str, offered: tuple[str, ...], at: float
) -> Script:
    met = [
        [_on(line, one, at) for one in typical_way(survey, door, language, languages=offered, first=first)]
        for first in (True, False)
    ]
    places = [[one.prompt.place for one in way] for way in met]
    told = ("the first answer each time", "the last answer each time")
    ways = [
        Way(name, tuple(_turn(survey, line, one, door) for one in way)) for name, way in zip(told, met, strict=True)
    ]
    chosen = offered if door == "voice" and len(offered) > 1 else ()
    fields = {**time_fields(survey, line, door, language, chosen), **fields_of(line, door, language)}
    asides = _by_phone(survey, line, met[0]) if door == "voice" else _by_text(survey, line, met[0])
    return Script(
        door,
        language,
        tuple(ways if places[0] != places[1] else ways[:1]),
        tuple(asides),
        survey_time(survey, door, language, fields, languages=offered),
    )


def _on(line: Line, one: Asked, at: float) -> Asked:
    """The prompt as somebody meets it whom the line asks today."""
    entry = (
        "invited_call" if "voice" in line.outreach.doors and one.session.door == "voice" else one.session.opening.entry
    )
    opening = one.session.opening._replace(line=line.id, started_at=at, entry=entry)
    return Asked(one.session._replace(opening=opening), one.prompt, one.reply)


def _turn(survey: Survey, line: Line, one: Asked, door: Door) -> Turn:
    standing, reply = Standing(survey, line, one.session), _replied(one)
    if door == "voice":
        return _speech(spoken(standing)[1], reply)
    return _text(written(standing), one.session.language, reply)


def _speech(said: Sequence[Speech], reply: str = "") -> Turn:
    pieces = tuple(
        Spoken(without_pauses(one.words), one.language, one.recording.file if one.recording is not None else None)
        for one in said
    )
    return Turn(pieces, sum(map(speech_seconds, said)), 0, (), reply)


def _text(body: str, language: str, reply: str = "") -> Turn:
    costly = tuple(dict.fromkeys(letter for letter in body if not gsm7(letter)))
    return Turn((Spoken(body, language, None),), 0, segments(body), costly, reply)


def _replied(one: Asked) -> str:
    match one.reply:
        case Keys(keys, finished):
            return f"presses {' '.join(keys)}{' and pound' if finished else ''}"
        case Said(words):
            return f"writes “{words}”"
    return ""


def _by_phone(survey: Survey, line: Line, way: Sequence[Asked]) -> Iterator[Aside]:
    first = next((one for one in way if one.prompt.question is not None), None)
    if first is None:
        return
    keys = survey.voice.keys
    wrong = _meaningless(survey, first.prompt)
    for when, what in (
        ("The caller presses nothing", Silence()),
        (f"The caller presses {wrong}, which means nothing", wrong and Keys(wrong, finished=True)),
        (f"The caller presses {keys['notice']} for the notice", keys["notice"] and Keys(str(keys["notice"]))),
        (f"The caller presses {keys['repeat']} to repeat", keys["repeat"] and Keys(str(keys["repeat"]))),
        (f"The caller presses {keys['decline']} to decline", keys["decline"] and Keys(str(keys["decline"]))),
    ):
        if what:
            after = resume(survey, first.session, Input(what)).session
            yield Aside(when, _spoken_at(survey, line, after))
    if line.surveys.get("text") == survey.id:
        yield from _goes_on_by_text(survey, line, way)


def _goes_on_by_text(survey: Survey, line: Line, way: Sequence[Asked]) -> Iterator[Aside]:
    last = next((one for one in reversed(way) if one.reply is not None), None)
    if last is None or last.reply is None:
        return
    reached = last.session._replace(opening=last.session.opening._replace(takes_texts=True))
    after = resume(survey, reached, Input(last.reply)).session
    if after.ended is None:
        yield Aside("After the last answer, where a text can reach the caller", _spoken_at(survey, line, after))


def _spoken_at(survey: Survey, line: Line, session: Session) -> Turn:
    return _speech(spoken(Standing(survey, line, session))[1])


def _meaningless(survey: Survey, asked: Prompt) -> str | None:
    meant = {option.key for option in asked.options} | {str(key) for key in survey.voice.keys.values()}
    return next((digit for digit in _DIGITS if digit not in meant), None)


def _by_text(survey: Survey, line: Line, way: Sequence[Asked]) -> Iterator[Aside]:
    first = way[0]
    language, standing = first.session.language, Standing(survey, line, first.session)
    after = resume(survey, first.session, Input(Said(_NO_ANSWER))).session
    yield Aside(f"The person writes “{_NO_ANSWER}”", _text(written(Standing(survey, line, after)), language))
    if line.outreach.reminder is not None:
        asked = written(Standing(survey, line, first.session._replace(lead=())))
        body = f"{standard_phrase('reminder', 'text', line, language)}\n{asked}"
        yield Aside("The person does not reply: the reminder", _text(body, language))
    by_provider = ", where the provider does not answer it itself" if line.keyword_replies == "provider" else ""
    for when, name in (("HELP", "help_reply"), ("STOP", "stop_reply")):
        yield Aside(f"The person writes {when}{by_provider}", _text(text_phrase(standing, name), language))
    yield Aside("The person writes after the end", _text(text_phrase(standing, "closed"), language))
