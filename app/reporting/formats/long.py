"""``long-csv``: one row an answer, for statistics programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from sqlalchemy import Connection, func, select

from app.records.responses import Answer, Response
from app.reporting.formats.cells import line
from app.reporting.formats.expressions import Cell, cell_of
from app.reporting.formats.plain import OWN_WORDS
from app.reporting.formats.streaming import stream
from app.reporting.formats.writing import Asked

_HAPPENED = "coalesce(responses.contact_ended_at, responses.started_at, responses.created_at)"
_WORDS = "case when answers.measure = 'comment' and answers.missing is null then responses.comment end"


class LongColumn(NamedTuple):
    """A column of the file: its name, the column that it comes from, and whether it leaves only where asked for."""

    name: str
    comes_from: str
    """``responses`` or ``answers`` with the column, as docs/schema.md explains it."""
    identifying: bool = False


LONG_COLUMNS = (
    *(
        LongColumn(name, f"responses.{column}")
        for name, column in {
            "response_id": "response_id",
            "source": "source",
            "source_id": "source_id",
            "survey": "survey_id",
            "version": "survey_version",
            "instrument": "instrument",
            "entry": "entry",
            "status": "status",
            "line": "line_id",
            "service": "service",
            "unit": "organizational_unit",
            "location": "location_code",
            "language": "language",
            "day": "contact_ended_at",
        }.items()
    ),
    LongColumn("contact_id", "responses.contact_id", identifying=True),
    LongColumn("agent_key", "responses.agent_key", identifying=True),
    LongColumn("happened_at", "responses.contact_ended_at", identifying=True),
    *(
        LongColumn(name, f"answers.{name}")
        for name in "question measure channel position scale native value missing text how wrong silent repeats".split()
    ),
    *(LongColumn(name, f"answers.{name}", identifying=True) for name in ("sid", "asked_at", "answered_at")),
)
"""The columns in their order. ``day`` and ``happened_at`` say when the response counts: as the contact ended, else as
the survey began or was recorded. ``text`` also holds the comment, which the responses keep."""

_MADE = {
    "day": Cell(_HAPPENED, "day"),
    "happened_at": Cell(_HAPPENED, "moment"),
    "text": Cell(f"coalesce(answers.text, {_WORDS})", "guarded"),
}


def long_columns(*, identifying: bool, comments: bool = True) -> tuple[LongColumn, ...]:
    """The columns that leave."""
    kept_back = frozenset() if comments else OWN_WORDS
    return tuple(
        column for column in LONG_COLUMNS if (identifying or not column.identifying) and column.name not in kept_back
    )


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One line an answer, those of a response together and in the order of asking.

    How many responses they are of is told at the end.
    """
    columns = long_columns(identifying=asked.identifying, comments=asked.comments)
    tables = {"responses": Response.__table__.c, "answers": Answer.__table__.c}
    cells = []
    for column in columns:
        table, name = column.comes_from.split(".")
        cells.append(_MADE.get(column.name) or cell_of(tables[table][name], identifying=asked.identifying))
    rows = (
        select(Answer)
        .join_from(Response, Answer, Answer.response_id == Response.response_id)
        .where(*asked.selection.responses())
        .order_by(Response.id, Answer.position.is_(None), Answer.position, Answer.question)
    )
    out.write(line(column.name for column in columns).encode())
    for _answers in stream(connection, cells, rows, asked.selection.zone, out):
        yield 0
    yield connection.execute(
        select(func.count()).select_from(Response).where(*asked.selection.responses())
    ).scalar_one()
