"""Whether all languages of a survey ask the same."""

from __future__ import annotations

from collections.abc import Iterator

from flows.findings import Finding
from flows.requirements import register
from flows.survey import Question, Survey
from flows.words import FIELD


def language_findings(survey: Survey) -> Iterator[Finding]:
    """Statements with other merge fields or in another's words, and translations that nobody is named for."""
    for i, question in enumerate(survey.questions):
        yield from _fields(survey, i, question)
        yield from _same_words(survey, i, question)
    for i, language in enumerate(survey.languages):
        if language != source_language(survey) and language not in survey.reviewed:
            told = f"`reviewed` names nobody who read the words in {language}"
            yield register.TRANSLATION_REVIEWED.broken(("languages", i), told)


def source_language(survey: Survey) -> str:
    """The language that the others are translated from: English where it is spoken, else the first."""
    return "en" if "en" in survey.languages else survey.languages[0]


def _statements(survey: Survey, question: Question) -> Iterator[dict[str, str]]:
    """The statement by language, for each door that has one."""
    for door in survey.doors:
        said = {language: question.statement.on(door, language) for language in survey.languages}
        yield {language: words for language, words in said.items() if words}


def _fields(survey: Survey, i: int, question: Question) -> Iterator[Finding]:
    source = source_language(survey)
    for said in _statements(survey, question):
        wanted = set(FIELD.findall(said.get(source, "")))
        for language, words in said.items():
            if set(FIELD.findall(words)) != wanted:
                told = f"has other merge fields in {language} than in {source}"
                yield register.SAME_FIELDS.broken(("questions", i, "statement"), told)
                return


def _same_words(survey: Survey, i: int, question: Question) -> Iterator[Finding]:
    for said in _statements(survey, question):
        taken: dict[str, str] = {}
        for language, words in said.items():
            other = taken.setdefault(words.casefold(), language)
            if other != language:
                told = f"is the same in {other} and {language}"
                yield register.STATEMENTS_TRANSLATED.broken(("questions", i, "statement"), told)
                return
