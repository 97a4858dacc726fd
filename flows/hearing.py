"""Spoken words on the phone: what is likely to be said, and what a tape can write of what was said."""

from __future__ import annotations

from collections.abc import Iterator

from flows import tape as tapes
from flows.load import lexicons
from flows.pauses import without_pauses
from flows.prompt import Prompt, listens, takes_several
from flows.replies import Reading, Unread, read_words
from flows.session import Keys, Said, Session
from flows.steps import question_before
from flows.survey import Survey

MOST_HINTS = 500
"""Source: the provider's documentation of ``hints``, as for the 100 characters of each."""
_LONGEST_HINT = 100
_CONTROLS = {"repeat": "repeat", "skip": "skip", "help": "notice", "question": "notice"}
"""The control whose key says the same as a wish in words."""


def hints(prompt: Prompt) -> str:
    """What is likely to be said at a prompt: the words of its answers, their keys as number words, and their digits."""
    phrases = dict.fromkeys((*_labels(prompt), *_numbers(prompt)))
    short = [phrase for phrase in phrases if phrase and len(phrase) <= _LONGEST_HINT]
    return ", ".join(short[:MOST_HINTS])


def _labels(prompt: Prompt) -> Iterator[str]:
    for option in prompt.options:
        # A comma would end the phrase.
        words = without_pauses(option.words.on("voice", prompt.language) or "")
        yield " ".join(words.replace(",", " ").split())


def _numbers(prompt: Prompt) -> Iterator[str]:
    keys = {int(option.key) for option in prompt.options}
    for lexicon in lexicons():
        if lexicon.language == prompt.language:
            yield from (word for word, number in lexicon.numbers.items() if number in keys)
    yield from (option.key for option in prompt.options)


def heard(survey: Survey, session: Session, said: Said) -> Keys | Said:
    """Spoken words at a question as a tape can write them.

    An answer stays the words that it is. A wish becomes the key that says the same, or a letter of the tape: words of
    distress and a stop count however unsure the provider is of them, since not to act on them does more harm. All else
    is something that could not be understood.
    """
    question = survey.by_id[session.place[1:]]
    if not listens(survey, question):
        return Keys(tapes.UNCLEAR)
    before = question_before(survey, session)
    scale_before = None if before is None else survey.scale_of(survey.by_id[before])
    reading = read_words(question, survey.scale_of(question), said, "voice", session.language, scale_before)
    if isinstance(reading, Unread) and reading.reason in {"stop", "distress"}:
        return Keys(tapes.LETTERS[reading.reason])
    if said.confidence is not None and said.confidence < survey.voice.speech.min_confidence:
        return Keys(tapes.UNCLEAR)
    return said if isinstance(reading, Reading) else Keys(_key_of(survey, session, reading) or tapes.UNCLEAR)


def _key_of(survey: Survey, session: Session, wish: Unread) -> str | None:
    if wish.reason == "back":
        return tapes.BACK
    if wish.reason in tapes.LETTERS:
        return tapes.LETTERS[wish.reason]
    control = _CONTROLS.get(wish.reason)
    if control is None or (control != "repeat" and takes_several(survey, session)):
        # In a list the key that skips says that none of it fits.
        return None
    return survey.voice.keys[control]
