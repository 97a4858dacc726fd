"""Counts the responses of one line's day: how they ended, what was scored and chosen, how scores go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, cast, func, literal_column, or_, select

from app.counting.line_day import LineDay, responses_of
from app.counting.lists import AskedList, lists_of_day
from app.records.counted import (
    ABOUT,
    ASKED_COUNTS,
    PAIRS,
    POINTS,
    PRODUCT_COUNTS,
    RESPONSE_COUNTS,
    THUMBS,
)
from app.records.responses import INDICATORS, STATUSES, Response
from app.reporting.quarter.counting import scored
from app.reporting.selection import in_order
from flows.survey import SCORES

Rows = Sequence[Mapping[str, Any]]

_COLUMNS = Response.__table__.c
_ABOUT = [_COLUMNS[name] for name in ABOUT]


def counted(connection: Connection, day: LineDay) -> Rows:
    """The rows of ``counted_responses``: all responses that are in order, neither deleted nor tests."""
    statement = _counting(lists_of_day(connection, day), any_line=day.line_id is not None)
    return [dict(row) for row in connection.execute(statement, day.parameters).mappings()]


def products(connection: Connection, day: LineDay) -> Rows:
    """The rows of ``counted_products``: of the respondents who gave two scores or more, what R² is made of."""
    statement = _multiplying(any_line=day.line_id is not None)
    return [dict(row) for row in connection.execute(statement, day.parameters).mappings()]


@lru_cache(maxsize=32)
def _counting(lists: tuple[AskedList, ...], *, any_line: bool) -> Any:
    figures = _figures() | _asked(lists)
    counts = [_count(figures[name]).label(name) for name in RESPONSE_COUNTS if name != "milliseconds"]
    taken = case((_timed(), func.round(Response.duration_seconds * 1000)), else_=0)
    counts.append(func.sum(cast(taken, BigInteger)).label("milliseconds"))
    return select(*_ABOUT, *counts).where(responses_of(any_line=any_line), *_kept()).group_by(*_ABOUT)


@cache
def _multiplying(*, any_line: bool) -> Any:
    values = {score: _value(score) for score in SCORES}
    given: Any = sum(
        (case((value.is_not(None), 1 << place), else_=0) for place, value in enumerate(values.values())),
        start=literal_column("0"),
    )
    figures = [func.count(), *(func.coalesce(func.sum(value), 0) for value in values.values())]
    figures += [func.coalesce(func.sum(values[one] * values[other]), 0) for one, other in PAIRS]
    named = [figure.label(name) for name, figure in zip(PRODUCT_COUNTS, figures, strict=True)]
    by = [*_ABOUT, given.label("scores")]
    several = given.bitwise_and(given - 1) != 0
    respondents = (_ended(), Response.answered_count > 0, several)
    return select(*by, *named).where(responses_of(any_line=any_line), *_kept(), *respondents).group_by(*by)


def _kept() -> tuple[ColumnElement[bool], ...]:
    return Response.deleted.is_(False), Response.test.is_(False), in_order()


def _ended() -> ColumnElement[bool]:
    return Response.status != "in_progress"


def _timed() -> ColumnElement[bool]:
    return and_(_ended(), Response.duration_seconds.is_not(None))


def _value(score: str) -> Any:
    """The score on five points; None of thumbs."""
    return case((Response.trust_scale == "likert_5", Response.trust)) if score == "trust" else _COLUMNS[score]


def _figures() -> dict[str, ColumnElement[bool]]:
    """What is counted, by name. Walk-ins and late ones are told apart by the columns that counts are kept by."""
    thumbs = Response.trust_scale == "thumbs"
    return {
        **{status: Response.status == status for status in STATUSES},
        "respondents": and_(_ended(), Response.answered_count > 0),
        "offered": and_(Response.offered_at.is_not(None), Response.entry != "imported"),
        "timed": _timed(),
        **{f"{score}_{point}": and_(scored(score, point), _ended()) for score in SCORES for point in POINTS},
        **{f"thumbs_{value}": and_(Response.trust == value, thumbs, _ended()) for value in THUMBS},
        **{indicator: and_(_COLUMNS[indicator] == 1, _ended()) for indicator in INDICATORS},
    }


def _asked(lists: tuple[AskedList, ...]) -> dict[str, ColumnElement[bool]]:
    """By driver of a list, who was asked that very list: chose from it, or got past it without a choice."""
    asked = {}
    for name, indicator in zip(ASKED_COUNTS, INDICATORS, strict=True):
        sign, _, driver = indicator.partition("_")
        passed = (one.passed for one in lists if one.sign == sign and driver in one.drivers)
        asked[name] = and_(_ended(), or_(_COLUMNS[indicator].is_not(None), *passed))
    return asked


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
