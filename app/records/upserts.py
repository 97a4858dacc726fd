"""The statements that write entries, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Table, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from app.records.alerts import Alert
from app.records.base import Base
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.days import MOMENTS, WITH_CONTACT, mark_rows
from app.records.responses import Answer, Response
from app.records.shapes import Given, Shape
from app.records.text_requests import TextRequest
from app.records.upkeep import ChangeCounter

_KEPT = frozenset(
    {
        "id",
        "response_id",
        "source",
        "source_id",
        "started_at",
        "created_at",
        # decided as the session begins; indexed, so that writing them again would cost
        "line_id",
        "respondent_key",
        "invitation_id",
        "clearance",
        # set by people while they read the results
        "tags",
        "flagged",
        "spam",
        "archived",
        "deleted",
        "deleted_at",
        # completed by the contact center's report, of which the session knows nothing
        "contact_id",
        "contact_ended_at",
        "contact_reason",
        "wait_seconds",
        "handle_seconds",
        "queue",
        "agent_key",
        "stratum",
        "draw_probability",
    }
)
"""Columns of a response that keep their stored value when a newer header comes."""


@dataclass(frozen=True, slots=True)
class _Upsert:
    """A statement with a place for each column, and the shape of the rows that fill the places.

    It is compiled once and goes to the driver with plain tuples: binding by name and type costs more than the write.
    """

    sql: str
    shape: Shape


def upsert(connection: Connection, model: type[Base], given: Iterable[Given], *, if_absent: bool = False) -> None:
    """Writes objects of entries into the model's table, in their order, by the rule of that table.

    Contacts, messages, alerts and requests for a text are inserted if absent, and a contact's offer is filled in. Of an
    invitation that is there disposition, close and opening follow the newer header; a response is updated by the newer
    header, an answer by the newer turn, an opt-out by the newer word. A response that changed has no ``change_seq``
    until it is numbered. Raises EntryRefused.
    """
    statement = _prepared(connection.dialect.name, model, if_absent=if_absent)
    rows = [statement.shape.row(one) for one in given]
    if rows:
        connection.exec_driver_sql(statement.sql, rows)


def insert_absent(connection: Connection, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows, given by column, whose key is not there yet."""
    insert, _ = _speech(connection.dialect.name)
    connection.execute(insert(_table(model)).on_conflict_do_nothing(), list(rows))


def number_changes(connection: Connection) -> int:
    """Gives every response that this transaction changed the next ``change_seq``, and marks its days; how many.

    The counter's row stays locked until the commit, so that numbers become visible in their order, without gaps.
    """
    unnumbered = select(Response.id, *MOMENTS).select_from(WITH_CONTACT).where(Response.change_seq.is_(None))
    rows = connection.execute(unnumbered.order_by(Response.id)).all()
    changed = [row.id for row in rows]
    if changed:
        mark_rows(connection, rows)
        bump = update(ChangeCounter).values(value=ChangeCounter.value + len(changed)).returning(ChangeCounter.value)
        first = connection.execute(bump).scalar_one() - len(changed) + 1
        connection.exec_driver_sql(_numbering(connection.dialect.name), list(enumerate(changed, first)))
    return len(changed)


@cache
def _prepared(dialect: str, model: type[Base], *, if_absent: bool) -> _Upsert:
    insert, positional = _speech(dialect)
    part, resolved = _RULES[model]
    shape = Shape(_table(model), part, positional)
    statement = (_if_absent if if_absent else resolved)(insert(_table(model)).inline())
    compiled = statement.compile(dialect=positional, column_keys=shape.names)
    assert compiled.positiontup == shape.names
    return _Upsert(str(compiled), shape)


@cache
def _numbering(dialect: str) -> str:
    number = update(_table(Response)).where(Response.id == bindparam("row")).values(change_seq=bindparam("seq"))
    compiled: Any = number.compile(dialect=_speech(dialect)[1])
    assert compiled.positiontup == ["seq", "row"]
    return str(compiled)


@cache
def _speech(dialect: str) -> tuple[Callable[[Table], Any], Dialect]:
    """How to insert on a kind of database, and its dialect with parameters by position."""
    if dialect == "sqlite":
        return sqlite.insert, pysqlite.dialect(paramstyle="qmark")
    return postgresql.insert, psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _newer(stored: type[Invitation | Response], new: Any) -> ColumnElement[bool]:
    """The rule of the header: a newer turn, or at the same turn an end where there was none."""
    ends = and_(new.turn == stored.turn, stored.ended_at.is_(None), new.ended_at.is_not(None))
    return or_(new.turn > stored.turn, ends)


def _if_absent(insert: Any) -> Any:
    return insert.on_conflict_do_nothing()


def _contact(insert: Any) -> Any:
    """What the caller said to the offer is the first word on it; whatever else is known came from the center."""
    new = insert.excluded
    untold = and_(Contact.offer.is_(None), new.offer.is_not(None))
    return insert.on_conflict_do_update(index_elements=["id"], set_={"offer": new.offer}, where=untold)


def _invitation(insert: Any) -> Any:
    new = insert.excluded
    changes = {name: new[name] for name in ("disposition", "closes_at", "turn", "ended_at")}
    # A session that came over from another channel goes on with an opening of its own.
    changes["opening"] = func.coalesce(new.opening, Invitation.opening)
    changes["delivered_at"] = _earlier(Invitation.delivered_at, new.delivered_at)
    return insert.on_conflict_do_update(index_elements=["id"], set_=changes, where=_newer(Invitation, new))


def _response(insert: Any) -> Any:
    new = insert.excluded
    changes = _changes(insert, _KEPT)
    # The provider may have told of it before, and a session out of a URL does not know the words of a comment.
    changes["offered_at"] = _earlier(Response.offered_at, new.offered_at)
    changes["comment"] = func.coalesce(new.comment, Response.comment)
    # Nor does such a session know whether an answer came late.
    changes["late"] = or_(Response.late, new.late)
    return insert.on_conflict_do_update(index_elements=["response_id"], set_=changes, where=_newer(Response, new))


def _earlier(stored: Any, new: Any) -> ColumnElement[Any]:
    """The earlier of two times, and whichever is known."""
    return case((or_(stored.is_(None), new < stored), func.coalesce(new, stored)), else_=stored)


def _answer(insert: Any) -> Any:
    keys = ["response_id", "question"]
    newer = insert.excluded.turn > Answer.turn
    return insert.on_conflict_do_update(index_elements=keys, set_=_changes(insert, keys), where=newer)


def _opt_out(insert: Any) -> Any:
    keys = ["respondent_key"]
    # The newest word counts; of two at the same moment the one to be left alone.
    newer = or_(insert.excluded.at > OptOut.at, and_(insert.excluded.at == OptOut.at, ~insert.excluded.lifted))
    return insert.on_conflict_do_update(index_elements=keys, set_=_changes(insert, keys), where=newer)


def _changes(insert: Any, kept: Iterable[str]) -> dict[str, Any]:
    return {column.name: insert.excluded[column.name] for column in insert.table.c if column.name not in kept}


_RULES: dict[type[Base], tuple[str, Callable[[Any], Any]]] = {
    Contact: ("contact", _contact),
    Invitation: ("invitation", _invitation),
    Response: ("response", _response),
    Answer: ("answer", _answer),
    Message: ("message", _if_absent),
    OptOut: ("opt_out", _opt_out),
    Alert: ("alert", _if_absent),
    TextRequest: ("text_request", _if_absent),
}
"""What an entry calls the objects of a table, and what becomes of one whose key is there already."""
