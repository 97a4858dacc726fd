"""What people were asked: the frozen wording of a survey version on a channel, with the words of the line in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from app.line_fields import fields_of
from app.lines import Line, Reporting
from app.records import queries
from app.reporting.quarter.counting import Counted
from app.reporting.touchpoints.tapped_lists import can_be_asked, lists_of
from flows.channels import CHANNELS, Door
from flows.load import survey_from_json
from flows.survey import DRIVERS, SCORES, Question, Survey
from flows.words import FIELD

_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Item:
    """One question: what it measures, how it is worded, and on which scale (``likert_5``, ``thumbs`` or ``none``)."""

    question: str
    measure: str
    text: str
    english: str | None
    """The wording in English, where the survey has it: OMB's statements are in English."""
    scale: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a survey asked on a channel. ``items`` are None where only its responses are known."""

    title: str
    items: tuple[Item, ...] | None
    trust_question: str | None
    tapped: frozenset[str] = frozenset()
    """Drivers that its tapped lists offer."""

    @property
    def unfilled(self) -> bool:
        """Whether a merge field still stands in it, as where the line is gone from the lines file."""
        return any(FIELD.search(text) for text in (self.title, *(item.text for item in self.items or ())))

    def item(self, measure: str) -> Item | None:
        """The question that measures this; None where there is none."""
        return next((item for item in self.items or () if item.measure == measure), None)


class Wordings:
    """Finds wordings; each definition is read once."""

    def __init__(self, connection: Connection, lines: Sequence[Line], reporting: Reporting) -> None:
        self._lines = {line.id: line for line in lines}
        self._reporting = reporting
        self._survey = cache(lambda survey_id, version: _stored(connection, survey_id, version))

    def of(self, counted: Counted) -> Wording:
        """The wording that these responses answered."""
        survey_id, line = counted.column("survey_id"), self._lines.get(counted.column("line_id"))
        survey = self._survey(survey_id, counted.column("survey_version"))
        if survey is None or (line is None and survey_id in self._reporting.surveys):
            return self._of_import(survey_id)
        return _wording(survey, line, counted.column("channel"), counted.column("service"))

    def _of_import(self, survey_id: str) -> Wording:
        told = self._reporting.surveys.get(survey_id)
        if told is None:
            return Wording(survey_id, None, None)
        return Wording(told.title, None, told.trust_question)


def _stored(connection: Connection, survey_id: str, version: int | None) -> Survey | None:
    definition = None if version is None else queries.survey_definition(connection, survey_id, version)
    return None if definition is None else survey_from_json(definition)


def _wording(survey: Survey, line: Line | None, channel: str, service: str | None) -> Wording:
    door: Door = CHANNELS[channel].door if channel in CHANNELS else "text"
    language = survey.languages[0]
    asked = [question for question in survey.questions if can_be_asked(question, channel)]
    fields = _fields(line, door, language, service)
    english = _fields(line, door, _ENGLISH, service) if _ENGLISH in survey.languages else None
    items = tuple(
        Item(
            question=question.id,
            measure=question.measure,
            text=_said(question, door, language, fields) or "",
            english=None if english is None else _said(question, door, _ENGLISH, english),
            scale=_scale(survey, question),
        )
        for question in asked
        if question.measure in {*SCORES, "additional"} and question.kind != "text"
    )
    trust = next((item.text for item in items if item.measure == "trust"), None)
    tapped = frozenset(driver for listed in lists_of(survey, channel) for driver in listed.drivers) & frozenset(DRIVERS)
    return Wording(_filled(survey.title.on(door, language) or survey.id, fields), items, trust, tapped)


def _scale(survey: Survey, question: Question) -> str:
    scale = survey.scale_of(question)
    return "none" if scale is None else scale.reports_as


def _said(question: Question, door: Door, language: str, fields: Mapping[str, str]) -> str | None:
    words = question.statement.on(door, language)
    return None if words is None else _filled(words, fields)


def _filled(words: str, fields: Mapping[str, str]) -> str:
    """The words with all that the line says; a field that it does not say, but a contact did, stays visible."""
    return FIELD.sub(lambda match: fields.get(match[1], match[0]), words)


def _fields(line: Line | None, door: Door, language: str, service: str | None) -> Mapping[str, str]:
    """What the line fills in; nothing where it is not known any more."""
    if line is None:
        return {}
    # A contact may be about another service than its line.
    contact = {} if service is None or service == line.service else {"service": service}
    return {**fields_of(line, door, language), **contact}
