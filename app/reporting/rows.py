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
    yield from connection.execute(query, execution_options={"yield_per": _BATCH}).partitions()


def answers_by_response(
    connection: Connection, responses: Iterable[str], *conditions: ColumnElement[bool]
) -> Mapping[str, Sequence[Row[Any]]]:
    """The answers of these responses, by response id, each in the order of asking; those never asked come last."""
    order = Answer.position.is_(None), Answer.position, Answer.question
    query = select(Answer).where(Answer.response_id.in_(list(responses)), *conditions).order_by(*order)
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for answer in connection.execute(query):
        found[answer.response_id].append(answer)
    return found
