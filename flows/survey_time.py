"""How long a whole survey takes a typical person, by phone or by text, without anybody being timed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from types import MappingProxyType

from flows.channels import AUTOMATED_PHONE, SMS_TEXT_MESSAGES, Door
from flows.conditions import Fact
from flows.engine import begin, prompt, resume
from flows.prompt import Prompt
from flows.session import Input, Keys, Opening, Said, Session
from flows.sms import written
from flows.spoken_time import prompt_seconds
from flows.survey import Survey

MENTAL_SECONDS, HOMING_SECONDS, POINTING_SECONDS, KEY_SECONDS = 1.35, 0.4, 1.1, 0.28
"""To make up one's mind, to bring the hand to the keys, to reach for one, to press it. Source: the keystroke-level
model (Card, Moran, Newell 1980, Communications of the ACM 23(7)), its average non-secretary typist."""
READING_WORDS_A_MINUTE = 238
"""Silent reading of English prose by adults. Source: Brysbaert 2019, Journal of Memory and Language 109. Used for all
languages: the others differ mostly by how many words they need."""
TYPING_LETTERS_A_MINUTE = 36.2 * 5
"""On a phone; five letters count as a word. Source: Palin and others 2019, MobileHCI."""
COMMENT = "The person I spoke with was kind and answered all of my questions."
"""A comment as long as this one. Assumed: few people write more, and many write none."""
LIST_KEYS = 2
"""How many entries of a tapped list a person takes. Assumed."""

_WORD = re.compile(r"\w+(?:['\u2019/.-]\w+)*")


@dataclass(frozen=True, slots=True)
class SurveyTime:
    """Seconds that a survey takes, by what they go to."""

    questions: int
    """How many questions were asked."""
    pause: float
    """Silence before the first word of a call."""
    speech: float
    reading: float
    thinking: float
    replying: float
    """Pressing keys, or typing and sending."""
    longest: float
    """Seconds of the longest prompt alone: to say it, or to read it."""
    longest_at: str
    """Where that prompt stands: ``?`` and the question, or such as ``gate``."""

    @property
    def total(self) -> float:
        """All seconds together."""
        return self.pause + self.speech + self.reading + self.thinking + self.replying

    @property
    def minutes(self) -> int:
        """Whole minutes, halves rounded up, at least 1."""
        return max(1, floor(self.total / 60 + 0.5))


@dataclass(frozen=True, slots=True)
class Asked:
    """One prompt, where its session stands, and the reply to it; None where none is awaited."""

    session: Session
    prompt: Prompt
    reply: Keys | Said | None


def survey_time(
    survey: Survey,
    door: Door,
    language: str,
    fields: Mapping[str, str],
    *,
    languages: Sequence[str] = (),
    facts: Mapping[str, Fact] = MappingProxyType({}),
) -> SurveyTime:
    """How long a survey takes whoever hears or reads everything once and answers every question at first hearing.

    Where answers decide on what is asked, the longer of two ways counts: one with the first answer of each scale, one
    with the last. With two ``languages`` or more a call begins with the choice between them. ``facts`` are those of the
    contact; a condition on one that is missing holds as the survey says for unknown. ``fields`` as in ``flows.voice``.
    """
    both = (typical_way(survey, door, language, languages=languages, facts=facts, first=it) for it in (True, False))
    return max((_time_of(survey, door, way, fields) for way in both), key=lambda one: one.total)


def typical_way(
    survey: Survey,
    door: Door,
    language: str,
    *,
    languages: Sequence[str] = (),
    facts: Mapping[str, Fact] = MappingProxyType({}),
    first: bool = True,
) -> Iterator[Asked]:
    """Every prompt that such a person meets, with the reply to it; ``first`` or last answers of each scale."""
    choice = tuple(languages) if door == "voice" and len(languages) > 1 else ()
    opening = anybody(survey, door, None if choice else language, choice or (language,), facts)
    session, turn = begin(survey, opening).session, -1
    while session.turn > turn:
        asked = prompt(survey, session)
        what = _reply(survey, asked, language, door, first=first)
        yield Asked(session, asked, what)
        turn = session.turn
        session = session if what is None else resume(survey, session, Input(what)).session


def anybody(
    survey: Survey,
    door: Door,
    language: str | None,
    languages: tuple[str, ...],
    facts: Mapping[str, Fact] = MappingProxyType({}),
) -> Opening:
    """The opening of a session that nobody has, to be played and not kept. Its time begins at 0."""
    return Opening(
        session="00-",
        line="",
        survey=survey.id,
        version=survey.version,
        survey_hash=survey.sha256,
        channel=(AUTOMATED_PHONE if door == "voice" else SMS_TEXT_MESSAGES).name,
        language=language,
        seed=0,
        entry="",
        contact="",
        invitation="",
        respondent=None,
        source_sid="",
        started_at=0,
        languages=languages,
        facts=facts,
    )


def _reply(survey: Survey, asked: Prompt, language: str, door: Door, *, first: bool) -> Keys | Said | None:
    """What the person presses or writes; None where nothing is asked any more."""
    if asked.expects == "nothing":
        return None
    if asked.place == "language":
        return Keys(str(asked.languages.index(language) + 1))
    if asked.question is None:
        return Keys(survey.gate.key) if survey.gate is not None else None
    keys = [option.key for option in asked.options if option.missing is None] or [o.key for o in asked.options]
    several = asked.question.kind == "choices"
    taken = (keys if first else keys[::-1])[: LIST_KEYS if several else 1]
    if door == "text":
        return Said(" ".join(taken) or COMMENT)
    return Keys("".join(taken), finished=several)


def _time_of(survey: Survey, door: Door, way: Iterable[Asked], fields: Mapping[str, str]) -> SurveyTime:
    met = list(way)
    lengths = [_length(survey, door, one.prompt, fields) for one in met]
    heard_or_read = sum(lengths)
    longest = max(range(len(met)), key=lengths.__getitem__)
    return SurveyTime(
        questions=len({one.prompt.place for one in met if one.prompt.question is not None}),
        pause=survey.voice.opening_pause if door == "voice" else 0,
        speech=heard_or_read if door == "voice" else 0,
        reading=heard_or_read if door == "text" else 0,
        thinking=MENTAL_SECONDS * sum(one.reply is not None for one in met),
        replying=sum(replying_seconds(one.reply) for one in met if one.reply is not None),
        longest=lengths[longest],
        longest_at=met[longest].prompt.place,
    )


def _length(survey: Survey, door: Door, asked: Prompt, fields: Mapping[str, str]) -> float:
    return prompt_seconds(survey, asked, fields) if door == "voice" else reading_seconds(written(survey, asked, fields))


def reading_seconds(body: str) -> float:
    """Seconds that a text takes to read once."""
    return 60 / READING_WORDS_A_MINUTE * len(_WORD.findall(body))


def replying_seconds(reply: Keys | Said) -> float:
    """Seconds to press keys, the one that ends a list included; or to type a reply, of digits or words, and send it."""
    if isinstance(reply, Said) and not reply.words.replace(" ", "").isdecimal():
        typing = len(reply.words) * 60 / TYPING_LETTERS_A_MINUTE
        return HOMING_SECONDS + typing + POINTING_SECONDS + KEY_SECONDS
    keys = len(reply.keys) + reply.finished if isinstance(reply, Keys) else len(reply.words.replace(" ", "")) + 1
    return HOMING_SECONDS + keys * (POINTING_SECONDS + KEY_SECONDS)
