"""The statements that write entries, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.records.base import Base
from app.records.contacts import Invitation, OptOut
from app.records.responses import Answer, Response
from app.records.shapes import Row
from app.records.upkeep import ChangeCounter

_KEPT = frozenset(
    {
        "id",
        "response_id",
        "source",
        "source_id",
        "started_at",
        "created_at",
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
    }
)
"""Columns of a response that keep their stored value when a newer header comes."""


def insert_absent(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    """Inserts the rows whose key is not there yet."""
    _run(connection, _insert_absent, rows, model)


def upsert_invitations(connection: Connection, rows: Sequence[Row]) -> None:
    """Inserts invitations; of one that is there the disposition and the close follow the newer header."""
    _run(connection, _upsert_invitation, rows)


def upsert_responses(connection: Connection, rows: Sequence[Row]) -> None:
    """Inserts headers, or updates those that are older; what changed has no ``change_seq`` until it is numbered."""
    _run(connection, _upsert_response, rows)


def upsert_answers(connection: Connection, rows: Sequence[Row]) -> None:
    """Inserts answers, or updates those of an older turn."""
    _run(connection, _upsert_answer, rows)


def upsert_opt_outs(connection: Connection, rows: Sequence[Row]) -> None:
    """Inserts opt-outs, or updates those whose word is older."""
    _run(connection, _upsert_opt_out, rows)


def number_changes(connection: Connection) -> int:
    """Gives every response that this transaction changed the next ``change_seq``; how many there were.

    The counter's row stays locked until the commit, so that numbers become visible in their order, without gaps.
    """
    unnumbered = select(Response.id).where(Response.change_seq.is_(None)).order_by(Response.id)
    changed = connection.execute(unnumbered).scalars().all()
    if changed:
        bump = update(ChangeCounter).values(value=ChangeCounter.value + len(changed)).returning(ChangeCounter.value)
        last = connection.execute(bump).scalar_one()
        first = last - len(changed) + 1
        number = update(_table(Response)).where(Response.id == bindparam("row")).values(change_seq=bindparam("seq"))
        connection.execute(number, [{"row": row, "seq": first + nth} for nth, row in enumerate(changed)])
    return len(changed)


def _run(connection: Connection, statement: Callable[..., Any], rows: Sequence[Row], *of: type[Base]) -> None:
    if rows:
        connection.execute(statement(connection.dialect.name, *of), list(rows))


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _insert(dialect: str, model: type[Base]) -> Any:
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](_table(model))


def _newer(stored: type[Invitation | Response], new: Any) -> ColumnElement[bool]:
    """The rule of the header: a newer turn, or at the same turn an end where there was none."""
    ends = and_(new.turn == stored.turn, stored.ended_at.is_(None), new.ended_at.is_not(None))
    return or_(new.turn > stored.turn, ends)


@cache
def _insert_absent(dialect: str, model: type[Base]) -> Any:
    return _insert(dialect, model).on_conflict_do_nothing()


@cache
def _upsert_invitation(dialect: str) -> Any:
    insert = _insert(dialect, Invitation)
    new = insert.excluded
    changes = {name: new[name] for name in ("disposition", "closes_at", "turn", "ended_at")}
    # One sent before its session began has no opening yet.
    changes["opening"] = func.coalesce(Invitation.opening, new.opening)
    return insert.on_conflict_do_update(index_elements=["id"], set_=changes, where=_newer(Invitation, new))


@cache
def _upsert_response(dialect: str) -> Any:
    insert = _insert(dialect, Response)
    changes = {column.name: insert.excluded[column.name] for column in _table(Response).c if column.name not in _KEPT}
    newer = _newer(Response, insert.excluded)
    return insert.on_conflict_do_update(index_elements=["response_id"], set_=changes, where=newer)


@cache
def _upsert_answer(dialect: str) -> Any:
    insert = _insert(dialect, Answer)
    keys = ["response_id", "question"]
    changes = {column.name: insert.excluded[column.name] for column in _table(Answer).c if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=changes, where=insert.excluded.turn > Answer.turn)


@cache
def _upsert_opt_out(dialect: str) -> Any:
    insert = _insert(dialect, OptOut)
    changes = {column.name: insert.excluded[column.name] for column in _table(OptOut).c if not column.primary_key}
    return insert.on_conflict_do_update(
        index_elements=["respondent_key"], set_=changes, where=insert.excluded.at > OptOut.at
    )
