"""Checks of recordings: that each stands for words, and that those are the same for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from flows.channels import AUTOMATED_PHONE
from flows.complete_wording import FAULTS
from flows.findings import Finding, error, warning
from flows.survey import SCALE_FORMS, Question, Survey
from flows.words import FIELD, Words

_NAMES = "what a call says: a wording, a question, or a form of a scale, such as agree.full"


def audio_findings(survey: Survey) -> Iterator[Finding]:
    """Recordings of nothing, of words that differ from call to call, and of languages that the survey has not."""
    parts = dict(_recordable(survey))
    questions = {question.id for question in survey.questions}
    for name, recordings in survey.audio.items():
        if name not in parts:
            yield error(("audio", name), f"is no name of {_NAMES}")
        elif name in questions and name in survey.wording:
            yield error(("audio", name), "is the name of a wording and of a question: give the question another id")
        else:
            for language in recordings:
                yield from _replaced(survey, name, language, parts[name])


def _recordable(survey: Survey) -> Iterator[tuple[str, tuple[Words, ...]]]:
    """What a recording can be named for, and the words that it replaces."""
    for name, words in survey.wording.items():
        if name not in FAULTS:
            yield name, (words,)
    for question in survey.questions:
        if question.kind in AUTOMATED_PHONE.kinds:
            yield question.id, _asked(question)
    for name, scale in survey.scales.items():
        for form in SCALE_FORMS:
            words_of = getattr(scale, form)
            if words_of is not None:
                yield f"{name}.{form}", (words_of,)


def _asked(question: Question) -> tuple[Words, ...]:
    return (question.statement,) if question.ask is None else (question.statement, question.ask)


def _replaced(survey: Survey, name: str, language: str, parts: tuple[Words, ...]) -> Iterator[Finding]:
    loc = ("audio", name, language)
    if language not in survey.languages:
        yield warning(loc, f"{language} is none of the survey's languages")
        return
    said = " ".join(words.on("voice", language) or "" for words in parts)
    if not said.strip():
        yield error(loc, f"has no words for voice in {language} which it would replace")
    for field in dict.fromkeys(FIELD.findall(said)):
        if field != "statement":
            yield error(loc, f"a recording cannot fill the merge field {{{field}}} of the words that it replaces")
