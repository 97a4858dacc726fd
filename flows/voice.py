"""A prompt as speech, and speech as TwiML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from flows.audio import Recording
from flows.pauses import with_pauses
from flows.prompt import Prompt
from flows.speaking import Voice
from flows.survey import Form, Survey
from flows.twiml import attribute, response, text
from flows.words import merge

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Speech:
    """Words in one language, and the recording of them where there is one."""

    language: str
    words: str
    recording: Recording | None = None


Played = Callable[[Recording], str | None]
"""The URL of a recording; None where it is not at hand, and its words are spoken."""


def _nothing_played(_: Recording) -> None:
    return None


def spoken(survey: Survey, prompt: Prompt, fields: Fields, after_lead: str = "") -> list[Speech]:
    """What a prompt says, in order. ``fields`` are the merge fields of the line and the contact.

    ``after_lead`` is said between what comes first, such as the welcome, and the question.
    """
    if prompt.place == "language":
        return [
            Speech(language, merge(survey.words("language_choice", "voice", language), {**fields, "key": str(key)}))
            for key, language in enumerate(prompt.languages, start=1)
        ]
    return list(_joined(prompt.language, _parts(survey, prompt, fields, after_lead)))


def _joined(language: str, parts: Iterable[str | Speech]) -> Iterator[Speech]:
    """Words that follow each other as one speech, recordings between them."""
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words += [part] if part else []
            continue
        if words:
            yield Speech(language, " ".join(words))
            words = []
        yield part
    yield from [Speech(language, " ".join(words))] if words else []


def _or_recorded(survey: Survey, name: str, language: str, words: str) -> str | Speech:
    recording = survey.recording(name, language)
    return words if recording is None else Speech(language, words, recording)


def _parts(survey: Survey, prompt: Prompt, fields: Fields, after_lead: str) -> Iterator[str | Speech]:
    def say(name: str) -> str | Speech:
        words = merge(survey.words(name, "voice", prompt.language), fields)
        return _or_recorded(survey, name, prompt.language, words)

    if survey.gate is not None:
        fields = {**fields, "gate_key": survey.gate.key}
    fields = {**fields, "text_key": prompt.text_key or ""}
    yield from map(say, prompt.lead)
    yield after_lead
    if prompt.place == "gate":
        yield say("gate")
    elif prompt.place == "notice":
        yield say("notice")
        yield say("notice_by_text") if prompt.text_key is not None else ""
        yield say("notice_controls")
    elif prompt.question is not None:
        yield from _question(survey, prompt, fields)
        if prompt.manner == "brief":
            yield say("list_controls" if prompt.expects == "keys" else "reminder_controls")


def _question(survey: Survey, prompt: Prompt, fields: Fields) -> Iterator[str | Speech]:
    assert prompt.question is not None
    if prompt.manner in {"first", "again"}:
        statement = merge(prompt.question.statement.on("voice", prompt.language) or "", fields)
        ask = prompt.question.ask.on("voice", prompt.language) if prompt.question.ask is not None else None
        if ask is not None:
            statement = merge(ask, {**fields, "statement": statement, "number": str(prompt.number)})
        yield _or_recorded(survey, prompt.question.id, prompt.language, statement)
    yield from _scale(survey, prompt, fields)


_FITTING: Mapping[str, tuple[Form, ...]] = {
    "brief": ("reminder", "short", "full"),
    "short": ("short", "full"),
    "full": ("full",),
}
"""By how a scale is to be said, its forms: the first that there is."""


def _scale(survey: Survey, prompt: Prompt, fields: Fields) -> Iterator[str | Speech]:
    scale, language, question = prompt.scale, prompt.language, prompt.question
    if scale is None or question is None or (prompt.read_scale == "none" and prompt.manner != "brief"):
        return
    fitting = _FITTING["brief" if prompt.manner == "brief" else prompt.read_scale]
    forms = ((name, scale.form(name, backwards=prompt.backwards)) for name in fitting)
    form, words = next(((name, words) for name, words in forms if words is not None), ("full", None))
    found = words.on("voice", language) if words is not None else None
    if found is not None:
        part = f"{question.scale}.{form}{'_reversed' if prompt.backwards else ''}"
        yield _or_recorded(survey, part, language, merge(found, fields))
        return
    for option in prompt.options:
        label = merge(option.words.on("voice", language) or "", fields)
        yield merge(survey.words("option_spoken", "voice", language), {**fields, "words": label, "key": option.key})
    if prompt.expects == "keys":
        yield merge(survey.words("none_spoken", "voice", language), fields)
        yield merge(survey.words("list_end", "voice", language), fields)


def gather(
    survey: Survey,
    prompt: Prompt,
    speech: Sequence[Speech],
    action: str,
    hints: str = "",
    played: Played = _nothing_played,
) -> str:
    """TwiML that says ``speech`` and posts what is pressed to ``action``; at the end of a survey it hangs up.

    ``hints`` are phrases that are likely to be said, where speech is listened to; ``played`` knows the recordings.
    """
    said = "".join(_play(part, played) or _say(survey.voice, part) for part in speech)
    if prompt.expects == "nothing":
        return response(f"{said}<Hangup/>")
    keys = ' numDigits="1" finishOnKey=""' if prompt.expects == "key" else ' finishOnKey="#"'
    pause = f'<Pause length="{survey.voice.opening_pause}"/>' if prompt.opens and survey.voice.opening_pause else ""
    return response(
        f'<Gather{_input(survey.voice, prompt, hints)} action={attribute(action)} method="POST"{keys}'
        f' timeout="{ceil(prompt.wait)}" actionOnEmptyResult="true">{pause}{said}</Gather>'
    )


def _input(voice: Voice, prompt: Prompt, hints: str) -> str:
    if not prompt.speech:
        return ' input="dtmf"'
    locale = attribute(voice.locales.get(prompt.language, prompt.language))
    likely = f" hints={attribute(hints)}" if hints else ""
    return f' input="dtmf speech" language={locale} speechTimeout="auto"{likely}'


def _play(part: Speech, played: Played) -> str:
    """The recording of a speech; "" where its words are to be said."""
    url = played(part.recording) if part.recording is not None else None
    return f"<Play>{text(url)}</Play>" if url is not None else ""


def _say(voice: Voice, part: Speech) -> str:
    return _verb(voice.voices.get(part.language), voice.locales.get(part.language), part.words)


@lru_cache(maxsize=4096)
def _verb(name: str | None, locale: str | None, words: str) -> str:
    attributes = "".join(
        f" {key}={attribute(value)}" for key, value in (("voice", name), ("language", locale)) if value is not None
    )
    content = with_pauses(words, name, text)
    return f"<Say{attributes}>{content}</Say>" if content else ""


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
