"""The way of an entry's objects to the driver ends in the rows that SQLAlchemy itself would write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from entry_examples import BEGAN, QUESTIONS, Conversation, answer
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.dialects.sqlite import pysqlite

from app.records.base import UtcTime
from app.records.models import Answer, Contact, Invitation, Response
from app.records.shapes import EntryRefused, Shape
from app.records.upserts import upsert

SQLITE = pysqlite.dialect(paramstyle="qmark")
MOMENTS = UtcTime().dialect_impl(SQLITE).bind_processor(SQLITE)


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def written(connection, model):
    return [{**row} for row in connection.execute(select(*model.__table__.columns)).mappings()]


@given(seconds=st.floats(-6e10, 2.5e11) | st.integers(-(10**10), 10**11))
def test_a_moment_is_the_text_that_its_type_makes_on_sqlite(seconds):
    shape = Shape(Contact.__table__, "contact", SQLITE)
    row = shape.row({"id": "c", "reported_by": "call", "created_at": seconds})
    assert row[shape.names.index("created_at")] == MOMENTS(moment(seconds))


def test_rows_are_those_that_sqlalchemy_writes_from_the_same_values(database):
    entry = Conversation().entry(7, label_order={"other": ["b", "ä"]}, late=True, duration_seconds=1.5)
    times = {"ended_at": BEGAN + 60, "created_at": BEGAN, "started_at": BEGAN + 0.25}
    header = entry["response"] | times | {"updated_at": BEGAN, "tags": ["seen"], "draw_probability": 1}
    # Questions in the order in which the key of the table sorts them.
    answers = [answer(name, 1) | {"response_id": header["response_id"]} for name in sorted(QUESTIONS)]
    objects = {
        Contact: [entry["contact"] | {"created_at": BEGAN, "wait_seconds": 3}],
        Invitation: [entry["invitation"] | {"created_at": BEGAN, "turn": 7}],
        Response: [header],
        Answer: answers,
    }
    with database.begin() as connection:
        for model, rows in objects.items():
            upsert(connection, model, rows)
        ours = {model: written(connection, model) for model in objects}
        for model in reversed(objects):
            connection.execute(model.__table__.delete())
        for model, rows in objects.items():
            timed = [name for name, column in model.__table__.columns.items() if isinstance(column.type, UtcTime)]
            typed = [row | {name: moment(row[name]) for name in timed if row.get(name) is not None} for row in rows]
            connection.execute(insert(model.__table__), typed)
        theirs = {model: written(connection, model) for model in objects}
    for row in ours[Response] + theirs[Response]:
        del row["id"]
    assert ours == theirs


def test_a_refusal_names_what_is_missing_unknown_or_unreadable():
    shape = Shape(Contact.__table__, "contact", SQLITE)
    for changes, named in (
        ({"reported_by": None}, "contact.reported_by is missing"),
        ({"colour": "red"}, "contact.colour is not known"),
        ({"ended_at": "now"}, "contact.ended_at cannot be 'now'"),
        ({"wait_seconds": 1.5}, r"contact.wait_seconds cannot be 1\.5"),
    ):
        with pytest.raises(EntryRefused, match=named):
            shape.row({"id": "c", "reported_by": "call", "created_at": BEGAN} | changes)
