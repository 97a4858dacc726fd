"""Counts what became of each question on one line's day: asked, answered, left at, wrong keys, silences, time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from app.counting.lasting import milliseconds
from app.counting.line_day import LineDay, responses_of
from app.records.counted import ABOUT, QUESTION_COUNTS
from app.records.responses import Answer, Response
from app.reporting.selection import in_order


def counted(connection: Connection, day: LineDay) -> Sequence[Mapping[str, Any]]:
    """The rows of ``counted_questions``, by the channel on which each question was asked."""
    statement = _counting(connection.dialect.name, any_line=day.line_id is not None)
    return [dict(row) for row in connection.execute(statement, day.parameters).mappings()]


@cache
def _counting(dialect: str, *, any_line: bool) -> Any:
    own: dict[str, Any] = {"channel": Answer.channel}
    by = [own.get(name, Response.__table__.c[name]).label(name) for name in ABOUT]
    by += [Answer.question, Answer.measure]
    named = [figure.label(name) for name, figure in _figures(dialect).items()]
    kept = (Response.deleted.is_(False), Response.test.is_(False), in_order(), Answer.position.is_not(None))
    return (
        select(*by, *named)
        .select_from(Answer)
        .join(Response, Response.response_id == Answer.response_id)
        .where(responses_of(any_line=any_line), *kept)
        .group_by(*by)
    )


def _figures(dialect: str) -> dict[str, Any]:
    """What is counted, in the order of ``QUESTION_COUNTS``. A question has a position once it was asked."""
    answered = Answer.missing.is_(None)
    timed = and_(Answer.asked_at.is_not(None), Answer.answered_at.is_not(None), answered)
    took = milliseconds(dialect, Answer.asked_at, Answer.answered_at)
    figures = (
        func.count(),
        _count(answered),
        _count(Answer.missing == "broken_off"),
        func.sum(Answer.wrong),
        func.sum(Answer.silent),
        func.sum(Answer.repeats),
        _count(timed),
        func.coalesce(func.sum(case((timed, took), else_=0)), 0),
    )
    return dict(zip(QUESTION_COUNTS, figures, strict=True))


def _count(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
