"""A prompt as one text message, and texts as TwiML; segments counted."""

from __future__ import annotations

from collections.abc import Iterator

import gsm0338  # noqa: F401  registers the codec gsm03.38

from flows.prompt import Prompt
from flows.survey import Survey
from flows.twiml import EMPTY, response, text
from flows.voice import Fields
from flows.words import merge


def written(survey: Survey, prompt: Prompt, fields: Fields) -> str:
    """The message of a prompt: what comes first, the question with its place in the survey, the answers by number."""
    return "\n".join(part for part in _lines(survey, prompt, fields) if part)


def _lines(survey: Survey, prompt: Prompt, fields: Fields) -> Iterator[str]:
    language = prompt.language

    def write(name: str, **more: str) -> str:
        return merge(survey.words(name, "text", language), {**fields, **more})

    yield from map(write, prompt.lead)
    question = prompt.question
    if question is None:
        return
    statement = merge(question.statement.on("text", language) or "", fields)
    ask = question.ask.on("text", language) if question.ask is not None else None
    if ask is not None:
        statement = merge(ask, {**fields, "statement": statement})
    yield write("progress", number=str(prompt.number), total=str(prompt.total), statement=statement)
    for option in prompt.options:
        yield f"{option.key} {merge(option.words.on('text', language) or '', fields)}"
    if question.kind == "choices":
        yield write("list_reply")


def message(body: str) -> str:
    """TwiML that sends one text; nothing for an empty one."""
    return response(f"<Message>{text(body)}</Message>") if body else EMPTY


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
