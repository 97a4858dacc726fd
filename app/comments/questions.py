"""What was asked, in the words of the survey version and language in which it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from app.catalogue import Catalogue, UnknownSurvey
from app.line_fields import fields_of
from app.lines import Lines
from flows.survey import Question, Survey
from flows.words import merge

Door = Literal["voice", "text"]
_SPOKEN = frozenset({"automated_phone", "phone"})


class Wording:
    """The words of questions and answers, each survey version looked up once."""

    def __init__(self, catalogue: Catalogue, lines: Lines) -> None:
        self._catalogue = catalogue
        self._lines = lines
        self._found: dict[tuple[str, int], Survey | None] = {}

    def survey(self, survey_id: str, version: int | None) -> Survey | None:
        """A survey version; None for one of another system. Raises Away."""
        if version is None:
            return None
        if (survey_id, version) not in self._found:
            try:
                self._found[survey_id, version] = self._catalogue.version(survey_id, version)
            except UnknownSurvey:
                self._found[survey_id, version] = None
        return self._found[survey_id, version]

    def question(self, question: Question, line_id: str | None, channel: str, language: str | None) -> str:
        """The statement as it was heard or read; its id where there are no words for the channel and language."""
        door: Door = "voice" if channel in _SPOKEN else "text"
        spoken = language or "en"
        words = question.statement.on(door, spoken)
        return question.id if words is None else merge(words, self._fields(line_id, door, spoken))

    def comment(
        self, survey_id: str, version: int | None, line_id: str | None, channel: str, language: str | None
    ) -> str | None:
        """The question that a comment answers; None where it is not known here."""
        survey = self.survey(survey_id, version)
        if survey is None or survey.comment is None:
            return None
        return self.question(survey.comment, line_id, channel, language)

    def answer(self, survey: Survey, question: Question, native: str, language: str | None) -> str:
        """The words of the keys of an answer: ``Agree``, or those of a list one after the other."""
        scale = survey.scale_of(question)
        if scale is None:
            return native
        found = (scale.by_key.get(key) for key in native.split(","))
        told = [option.words.on("text", language or "en") or option.key for option in found if option is not None]
        return ", ".join(told) or "none of these"

    def _fields(self, line_id: str | None, door: Door, language: str) -> Mapping[str, str]:
        line = self._lines.by_id.get(line_id or "")
        return {} if line is None else fields_of(line, door, language)
