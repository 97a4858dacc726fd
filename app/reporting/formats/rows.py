"""Reads responses for a file: in the order in which they came, a batch at a time, from one state of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from app.records.database import Database
from app.records.responses import Answer, Response

_BATCH = 500


@contextmanager
def one_state(database: Database) -> Iterator[Connection]:
    """A transaction in which every query sees the same state. Raises DatabaseAway."""
    with database.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def batches(
    connection: Connection, columns: Iterable[Any], conditions: Iterable[ColumnElement[bool]]
) -> Iterator[Sequence[Row[Any]]]:
    """The responses in batches, by a cursor that stays on the server: memory does not grow with their number."""
    query = select(*columns).where(*conditions).order_by(Response.id)
    # Closed with the generator: a cursor that outlives a cancelled export complains when its connection is gone.
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as result:
        yield from result.partitions()


def answers_by_response(
    connection: Connection, responses: Iterable[str], names: Sequence[str]
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """These columns of the answers, by response id, each in the order of asking; those never asked come last."""
    order = Answer.position.is_(None), Answer.position, Answer.question
    columns = [Answer.__table__.c[name] for name in names]
    query = select(Answer.response_id, *columns).where(Answer.response_id.in_(list(responses))).order_by(*order)
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for response_id, *values in connection.execute(query):
        found[response_id].append(dict(zip(names, values, strict=True)))
    return found
