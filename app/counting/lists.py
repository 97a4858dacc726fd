"""The tapped lists that people of one day got past without a choice: they were asked, though nothing was chosen."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select

from app.counting.line_day import LineDay, responses_of
from app.records.responses import LEFT_WITHOUT_CHOICE, Answer, Response
from app.records.upkeep import Survey
from app.reporting.touchpoints.tapped_lists import TappedList, lists_of
from flows.load import survey_from_json


class AskedList(NamedTuple):
    """A list of drivers of one version of a survey."""

    survey_id: str
    version: int
    question: str
    sign: str
    drivers: frozenset[str]

    @property
    def passed(self) -> ColumnElement[bool]:
        """Whether a response got past it without a choice."""
        answer = select(Answer.question).where(
            Answer.response_id == Response.response_id,
            Answer.measure == "drivers",
            Answer.missing.in_(LEFT_WITHOUT_CHOICE),
            Answer.question == self.question,
        )
        version = (Response.survey_id == self.survey_id, Response.survey_version == self.version)
        return and_(*version, answer.exists())


def lists_of_day(connection: Connection, day: LineDay) -> tuple[AskedList, ...]:
    """The lists that our own responses of a day may have been asked. An import says itself what was asked."""
    found: set[AskedList] = set()
    for row in connection.execute(_surveys(any_line=day.line_id is not None), day.parameters):
        for one in _lists(row.definition, row.channel):
            found.add(AskedList(row.survey_id, row.survey_version, one.question, one.sign, one.drivers))
    return tuple(sorted(found, key=lambda one: one[:4]))


@lru_cache(maxsize=64)
def _lists(definition: str, channel: str) -> tuple[TappedList, ...]:
    return lists_of(survey_from_json(definition), channel)


@cache
def _surveys(*, any_line: bool) -> Any:
    kind = (Response.survey_id, Response.survey_version, Response.channel, Survey.definition)
    same = and_(Survey.id == Response.survey_id, Survey.version == Response.survey_version)
    tapped = (Response.instrument == "a11-tapped", Response.entry != "imported")
    return select(*kind).join(Survey, same).where(responses_of(any_line=any_line), *tapped).distinct()
