"""The 17-column response file that Touchpoints takes in and gives out (A-11 version 2), byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from sqlalchemy import Connection, Select, literal_column, select, text

from app.errors import BadInput
from app.records.responses import INDICATORS, SIGNS, Response
from app.reporting.formats.cells import line
from app.reporting.formats.expressions import Cell
from app.reporting.formats.streaming import stream
from app.reporting.formats.writing import Asked
from app.reporting.touchpoints.columns import RESPONSES
from app.reporting.touchpoints.kinds import Kinds, kinds_in, mixed, with_trust
from app.reporting.touchpoints.offered import unchosen

EMPTY = Cell("null", "plain")

_FORM = "touchpoints-v2"


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One line a respondent with a trust answer. What the file mixes becomes a note.

    Raises BadInput where it would mix two trust scales, where columns that identify are asked for, or where a survey
    version is not in the database, so that nobody knows what its lists offered.
    """
    refuse_identifying(_FORM, asked)
    kinds = kinds_in(connection, _FORM, asked.selection)
    asked.notes.extend(mixed(kinds))
    rows, cells = rows_and_cells(connection, asked, kinds)
    out.write(line(RESPONSES).encode())
    written = 0
    for written in stream(connection, cells, rows, asked.selection.zone, out):
        yield written
    if not written:
        tell_of_walk_ins(asked)


def refuse_identifying(form: str, asked: Asked) -> None:
    """Raises BadInput where columns that identify are asked for."""
    if asked.identifying:
        raise BadInput(f"{form}: has no columns that identify; leave --identifying out")


def tell_of_walk_ins(asked: Asked) -> None:
    """Adds to the notes why an empty file may be one."""
    if not asked.selection.walk_ins:
        asked.notes.append("Walk-ins, whom nobody invited, are left out; --walk-ins takes them in.")


def rows_and_cells(
    connection: Connection, asked: Asked, kinds: Kinds, more: Sequence[Any] = ()
) -> tuple[Select[Any], list[Cell]]:
    """The rows of the file, called ``r``, with ``more`` columns of theirs, and its 17 cells.

    The file has its column for the comment also where comments are kept back; then it is empty.
    """
    expressions = unchosen(connection, kinds)
    # Most drivers share one expression, which is worked out once a row.
    names = {sql: f"unchosen_{number}" for number, sql in enumerate(dict.fromkeys(expressions.values()))}
    table = Response.__table__.c
    own = [table[name] for name in ("source", "source_id", "trust", *INDICATORS, "comment")]
    states: list[Any] = [literal_column(expression).label(name) for expression, name in names.items()]
    inner = select(*own, *more, *states).where(*with_trust(asked.selection)).order_by(Response.id)
    # Cut at no row, so that the databases do not work out each state once for every driver that it stands for.
    sqlite = connection.dialect.name == "sqlite"
    whole = inner.limit(literal_column("-1")) if sqlite else inner.offset(literal_column("0"))
    rows = select(whole.subquery("r")).where(text("r.trust is not null"))
    return rows, [
        Cell("r.source_id", "opaque"),
        Cell("r.trust", "plain"),
        *(Cell(_indicator(name, expressions, names), "plain") for name in INDICATORS),
        Cell("r.comment", "text") if asked.comments else EMPTY,
    ]


def _indicator(name: str, expressions: Mapping[tuple[str, str], str], names: Mapping[str, str]) -> str:
    sign, driver = next((sign, name.removeprefix(f"{sign}_")) for sign in SIGNS if name.startswith(f"{sign}_"))
    state = names[expressions[sign, driver]]
    return f"case when r.{name} is null then r.{state} when r.{name} = 1 then '1' else '0' end"
