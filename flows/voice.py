"""A prompt as speech, and speech as TwiML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from flows.prompt import Prompt
from flows.survey import Survey, Voice
from flows.twiml import attribute, response, text
from flows.words import merge

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Speech:
    """Words in one language."""

    language: str
    words: str


def spoken(survey: Survey, prompt: Prompt, fields: Fields, after_lead: str = "") -> list[Speech]:
    """What a prompt says, in order. ``fields`` are the merge fields of the line and the contact.

    ``after_lead`` is said between what comes first, such as the welcome, and the question.
    """
    if prompt.place == "language":
        return [
            Speech(language, merge(survey.words("language_choice", "voice", language), {**fields, "key": str(key)}))
            for key, language in enumerate(prompt.languages, start=1)
        ]
    words = " ".join(part for part in _parts(survey, prompt, fields, after_lead) if part)
    return [Speech(prompt.language, words)]


def _parts(survey: Survey, prompt: Prompt, fields: Fields, after_lead: str) -> Iterator[str]:
    def say(name: str) -> str:
        return merge(survey.words(name, "voice", prompt.language), fields)

    if survey.gate is not None:
        fields = {**fields, "gate_key": survey.gate.key}
    yield from map(say, prompt.lead)
    yield after_lead
    if prompt.place == "gate":
        yield say("gate")
    elif prompt.place == "notice":
        yield say("notice")
        yield say("notice_controls")
    elif prompt.question is not None:
        yield from _question(survey, prompt, fields)
        if prompt.manner == "brief":
            yield say("list_controls" if prompt.expects == "keys" else "reminder_controls")


def _question(survey: Survey, prompt: Prompt, fields: Fields) -> Iterator[str]:
    assert prompt.question is not None
    if prompt.manner in {"first", "again"}:
        statement = merge(prompt.question.statement.on("voice", prompt.language) or "", fields)
        ask = prompt.question.ask.on("voice", prompt.language) if prompt.question.ask is not None else None
        yield statement if ask is None else merge(ask, {**fields, "statement": statement, "number": str(prompt.number)})
    yield from _scale(survey, prompt, fields)


def _scale(survey: Survey, prompt: Prompt, fields: Fields) -> Iterator[str]:
    scale, language = prompt.scale, prompt.language
    if scale is None or (prompt.read_scale == "none" and prompt.manner != "brief"):
        return
    brief = (scale.reminder or scale.short) if prompt.manner == "brief" else None
    words = brief or (scale.short if prompt.read_scale == "short" else None) or scale.full
    found = words.on("voice", language) if words is not None else None
    if found is not None:
        yield merge(found, fields)
        return
    for option in prompt.options:
        label = merge(option.words.on("voice", language) or "", fields)
        yield merge(survey.words("option_spoken", "voice", language), {**fields, "words": label, "key": option.key})
    if prompt.expects == "keys":
        yield merge(survey.words("none_spoken", "voice", language), fields)
        yield merge(survey.words("list_end", "voice", language), fields)


def gather(survey: Survey, prompt: Prompt, speech: Sequence[Speech], action: str) -> str:
    """TwiML that says ``speech`` and posts what is pressed to ``action``; at the end of a survey it hangs up."""
    said = "".join(_say(survey.voice, part) for part in speech)
    if prompt.expects == "nothing":
        return response(f"{said}<Hangup/>")
    keys = ' numDigits="1" finishOnKey=""' if prompt.expects == "key" else ' finishOnKey="#"'
    pause = f'<Pause length="{survey.voice.opening_pause}"/>' if prompt.opens and survey.voice.opening_pause else ""
    return response(
        f'<Gather{_input(survey.voice, prompt)} action={attribute(action)} method="POST"{keys}'
        f' timeout="{ceil(prompt.wait)}" actionOnEmptyResult="true">{pause}{said}</Gather>'
    )


def _input(voice: Voice, prompt: Prompt) -> str:
    if not prompt.speech:
        return ' input="dtmf"'
    labels = (option.words.on("voice", prompt.language) or "" for option in prompt.options)
    hints = attribute(", ".join(labels))
    locale = attribute(voice.locales.get(prompt.language, prompt.language))
    return f' input="dtmf speech" language={locale} speechTimeout="auto" hints={hints}'


def _say(voice: Voice, part: Speech) -> str:
    return _verb(voice.voices.get(part.language), voice.locales.get(part.language), part.words)


@lru_cache(maxsize=4096)
def _verb(name: str | None, locale: str | None, words: str) -> str:
    attributes = "".join(
        f" {key}={attribute(value)}" for key, value in (("voice", name), ("language", locale)) if value is not None
    )
    return f"<Say{attributes}>{text(words)}</Say>" if words else ""


def goodbye(voice: Voice, speech: Sequence[Speech]) -> str:
    """TwiML that says something and hangs up."""
    return response("".join(_say(voice, part) for part in speech) + "<Hangup/>")


def ask_key(voice: Voice, speech: Sequence[Speech], action: str, seconds: int) -> str:
    """TwiML that says something, waits so long for one key, and posts it, or none, to ``action``."""
    said = "".join(_say(voice, part) for part in speech)
    return response(
        f'<Gather input="dtmf" action={attribute(action)} method="POST" numDigits="1" finishOnKey=""'
        f' timeout="{seconds}" actionOnEmptyResult="true">{said}</Gather>'
    )


def go_on(voice: Voice, speech: Sequence[Speech], url: str) -> str:
    """TwiML that says something and goes on with what ``url`` answers."""
    said = "".join(_say(voice, part) for part in speech)
    return response(f'{said}<Redirect method="POST">{text(url)}</Redirect>')


def wait_and_return(voice: Voice, speech: Sequence[Speech], url: str, seconds: int) -> str:
    """TwiML that says something, waits, and asks ``url`` again."""
    said = "".join(_say(voice, part) for part in speech)
    return response(f'{said}<Pause length="{seconds}"/><Redirect method="POST">{text(url)}</Redirect>')
