"""Counts the responses of a quarter in the database, by all that a file of the submission may hold only one of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from app.errors import BadInput
from app.records.responses import SIGNS, Answer, Response
from app.reporting.fiscal import FiscalQuarter
from app.reporting.selection import Kind, Selection, in_order
from app.reporting.touchpoints.columns import ITEMS_V1, POINTS
from flows.survey import DRIVERS

KIND = (
    "service",
    "survey_id",
    "survey_version",
    "line_id",
    "instrument",
    "transaction_point",
    "service_stage",
    "channel",
    "trust_scale",
)
"""The columns that decide into which file a response goes."""

COUNTS = ("respondents", "trusting", "offered", "late", "walk_ins", "imported", "by_employee")


@dataclass(frozen=True, slots=True)
class Counted:
    """What one kind of response came to. ``clearance`` and ``bureau`` are those of these responses."""

    kind: Kind
    clearance: str | None
    bureau: str | None
    counts: Mapping[str, int]
    """By the names of ``COUNTS``."""
    items: Mapping[str, tuple[int, ...]]
    """By measure of version 1, the answers 1 to 5."""
    tapped: frozenset[str]
    """Drivers that any tapped list of these responses says something of."""

    def column(self, name: str) -> Any:
        """The value of one of the columns of ``KIND``."""
        return dict(self.kind)[name]


def quarter_of(selection: Selection) -> FiscalQuarter:
    """The quarter that a selection asks for. Raises BadInput unless its days are those of one."""
    if selection.since is not None:
        quarter = FiscalQuarter.of(selection.since)
        if (quarter.first_day, quarter.last_day) == (selection.since, selection.until):
            return quarter
    raise BadInput("a file of the quarterly submission holds one fiscal quarter, such as 2026-Q1: name it")


def counted(connection: Connection, selection: Selection) -> Iterator[Counted]:
    """Every kind of response in a selection with its counts, in no order."""
    columns = [Response.__table__.c[name] for name in (*KIND, "clearance", "bureau")]
    figures = [_count(_conditions()[name]).label(name) for name in COUNTS]
    figures += [_count(condition).label(name) for name, condition in _items()]
    figures += [_count(_tapped(driver)).label(f"tapped_{driver}") for driver in DRIVERS]
    query = select(*columns, *figures).where(*_of_quarter(selection)).group_by(*columns)
    for row in connection.execute(query):
        yield _as_counted(row)


def additional(connection: Connection, selection: Selection) -> Mapping[tuple[Kind, str], tuple[int, ...]]:
    """By kind and question, the answers 1 to 5 to additional questions."""
    columns = [Response.__table__.c[name] for name in KIND]
    found: dict[tuple[Kind, str], list[int]] = {}
    query = (
        select(*columns, Answer.question, Answer.value, func.count().label("n"))
        .join(Answer, Answer.response_id == Response.response_id)
        .where(*_of_quarter(selection), _reportable(), Answer.measure == "additional", Answer.value.in_(POINTS))
        .group_by(*columns, Answer.question, Answer.value)
    )
    for row in connection.execute(query):
        five = found.setdefault((_kind(row), row.question), [0] * len(POINTS))
        five[row.value - 1] += row.n
    return {key: tuple(five) for key, five in found.items()}


def _of_quarter(selection: Selection) -> Sequence[ColumnElement[bool]]:
    # Late ones are counted too, to say how many are left out; test ones never.
    return replace(selection, late=True, include_test=False).responses()


def _ended() -> ColumnElement[bool]:
    return and_(in_order(), Response.status != "in_progress")


def _reportable() -> ColumnElement[bool]:
    return and_(_ended(), Response.entry != "walk_in", Response.late.is_(False))


def _conditions() -> Mapping[str, ColumnElement[bool]]:
    respondent = and_(_reportable(), Response.answered_count > 0)
    ours = Response.entry.not_in(("walk_in", "imported"))
    answered = and_(_ended(), Response.answered_count > 0)
    return {
        "respondents": respondent,
        "trusting": and_(respondent, Response.trust.is_not(None)),
        "offered": and_(in_order(), ours, Response.offered_at.is_not(None), Response.late.is_(False)),
        "late": and_(answered, Response.entry != "walk_in", Response.late.is_(True)),
        "walk_ins": and_(answered, Response.entry == "walk_in"),
        "imported": and_(respondent, Response.entry == "imported"),
        "by_employee": and_(_reportable(), or_(Response.entry == "handed_over", Response.agent_key.is_not(None))),
    }


def _items() -> Iterator[tuple[str, ColumnElement[bool]]]:
    for measure in ITEMS_V1:
        for point in POINTS:
            yield f"{measure}_{point}", and_(scored(measure, point), _reportable())


def scored(measure: str, point: int) -> ColumnElement[bool]:
    """Whether a response has this score of the five. Trust by thumbs is none."""
    column = Response.__table__.c[measure]
    # The value comes first: it is false for most, and SQLite looks no further then.
    return and_(column == point, Response.trust_scale == "likert_5") if measure == "trust" else column == point


def _tapped(driver: str) -> ColumnElement[bool]:
    return and_(_reportable(), or_(*(Response.__table__.c[f"{sign}_{driver}"].is_not(None) for sign in SIGNS)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _kind(row: Any) -> Kind:
    return tuple((name, getattr(row, name)) for name in KIND)


def _as_counted(row: Any) -> Counted:
    named = row._mapping  # noqa: SLF001 (SQLAlchemy's public way to columns by name)
    return Counted(
        kind=_kind(row),
        clearance=row.clearance,
        bureau=row.bureau,
        counts={name: int(named[name]) for name in COUNTS},
        items={measure: tuple(int(named[f"{measure}_{point}"]) for point in POINTS) for measure in ITEMS_V1},
        tapped=frozenset(driver for driver in DRIVERS if named[f"tapped_{driver}"]),
    )
