"""A prompt as one text message, and texts as TwiML; segments counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import gsm0338  # noqa: F401  registers the codec gsm03.38

from flows.prompt import Prompt
from flows.survey import Question, Survey
from flows.twiml import EMPTY, response, text
from flows.voice import Fields
from flows.words import merge


def written(survey: Survey, prompt: Prompt, fields: Fields) -> str:
    """The message of a prompt: what comes first, the question with its place in the survey, the answers by number.

    Where a question is asked again and what comes first makes it dearer than the question alone, it is put in short:
    the answers as the scale's reminder for texts has them, a free text by its statement. In full it stands in the
    message before.
    """
    lead = [merge(survey.words(name, "text", prompt.language), fields) for name in prompt.lead]
    if prompt.question is None:
        return _lines(lead)
    alone = _lines(_question(survey, prompt, prompt.question, fields, short=False))
    body = _lines([*lead, alone])
    if prompt.manner != "again" or segments(body) <= segments(alone):
        return body
    return _lines([*lead, *_question(survey, prompt, prompt.question, fields, short=True)])


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _question(survey: Survey, prompt: Prompt, question: Question, fields: Fields, *, short: bool) -> Iterator[str]:
    scale = prompt.scale
    yield _asked(survey, prompt, question, fields, bare=short and scale is None)
    reminder = scale.form("reminder", backwards=prompt.backwards) if scale is not None else None
    briefly = reminder.on("text", prompt.language) if reminder is not None else None
    if short and briefly is not None:
        yield merge(briefly, fields)
    else:
        yield from _labels(survey, prompt, question, fields)


def _asked(survey: Survey, prompt: Prompt, question: Question, fields: Fields, *, bare: bool) -> str:
    """Which of how many questions it is, and the statement; unless ``bare``, in the words that ask for it."""
    statement = merge(question.statement.on("text", prompt.language) or "", fields)
    ask = question.ask.on("text", prompt.language) if question.ask is not None else None
    if ask is not None and not bare:
        statement = merge(ask, {**fields, "statement": statement})
    place = {"number": str(prompt.number), "total": str(prompt.total), "statement": statement}
    return merge(survey.words("progress", "text", prompt.language), {**fields, **place})


def _labels(survey: Survey, prompt: Prompt, question: Question, fields: Fields) -> Iterator[str]:
    for option in prompt.options:
        yield f"{option.key} {merge(option.words.on('text', prompt.language) or '', fields)}"
    if question.kind == "choices":
        yield merge(survey.words("list_reply", "text", prompt.language), fields)


def message(body: str) -> str:
    """TwiML that sends one text; nothing for an empty one."""
    return response(f"<Message>{text(body)}</Message>") if body else EMPTY


@cache
def gsm7(letter: str) -> bool:
    """Whether a character is in the GSM-7 alphabet or its extension; one that is not makes the whole text UCS-2."""
    try:
        return bool(letter.encode("gsm03.38"))
    except UnicodeEncodeError:
        return False


def segments(body: str) -> int:
    """How many segments a text is billed as.

    GSM-7: 160 septets, or 153 a part, extension characters taking two; anything else UCS-2: 70 units, or 67 a part.
    No character is split between parts.
    """
    try:
        sizes, one, part = [len(character.encode("gsm03.38")) for character in body], 160, 153
    except UnicodeEncodeError:
        sizes, one, part = [len(character.encode("utf-16-be")) // 2 for character in body], 70, 67
    if sum(sizes) <= one:
        return 1
    count, room = 1, part
    for size in sizes:
        if size > room:
            count, room = count + 1, part
        room -= size
    return count
