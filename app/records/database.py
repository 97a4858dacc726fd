"""The database: one engine for SQLite or PostgreSQL, transactions to write in and to read in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.errors import DatabaseAway
from app.records.patience import Fuse, give_up_after

_READING = "aftercall_reading"
_SQLITE_BUSY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Database:
    """The way to the records. Every use raises DatabaseAway where the database cannot be reached or is locked."""

    engine: Engine
    fuse: Fuse | None = None
    """Where requests wait for the answer: keeps them from waiting one after the other for a server that is away."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction to write in; committed at the end, rolled back by an error. Keep it short."""
        with _reached(self.fuse), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction to read in; it blocks no writer and sees one state throughout on SQLite."""
        reader = self.engine.execution_options(**{_READING: True})
        with _reached(self.fuse), reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Closes the pooled connections."""
        self.engine.dispose()


def connect(url: str, statement_seconds: float = 5, fuse: Fuse | None = None) -> Database:
    """The database at a SQLAlchemy URL; nothing is opened yet.

    PostgreSQL ends a statement after ``statement_seconds`` (0: never), and where it hangs is given up a second later;
    SQLite waits 10 s for another writer, or the
    URL's ``timeout``. Errors name no values, since those may be what a person said.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        waiting = address.update_query_dict({"timeout": str(_SQLITE_BUSY_SECONDS), **address.query})
        engine = create_engine(waiting, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine)
    options = {
        "connect_timeout": 2,
        "options": f"-c statement_timeout={round(statement_seconds * 1000)} -c timezone=UTC",
        # A server that vanished is noticed within seconds, not after the system's minutes.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "tcp_user_timeout": 5000,
    }
    engine = create_engine(
        address, hide_parameters=True, pool_size=8, max_overflow=8, pool_timeout=2, connect_args=options
    )
    if statement_seconds:
        give_up_after(engine, statement_seconds)
    return Database(engine, fuse)


@contextmanager
def _reached(fuse: Fuse | None) -> Iterator[None]:
    """Turns errors of connection and operation into DatabaseAway, in this one place."""
    if fuse is not None:
        fuse.check()
    try:
        yield
    except (OperationalError, InterfaceError, NoConnectionFree) as error:
        if fuse is not None and _unreachable(error):
            fuse.burn()
        raise DatabaseAway(f"database: {_first_line(error)}") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAway(f"database: {_first_line(error)}") from error
        raise
    if fuse is not None:
        fuse.mend()


def _unreachable(error: Exception) -> bool:
    """Whether no server answered; what a server refuses has an SQLSTATE, and SQLite needs no server."""
    cause = getattr(error, "orig", None)
    return isinstance(error, NoConnectionFree) or (isinstance(cause, psycopg.Error) and cause.sqlstate is None)


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver begins no transactions of its own: _begin_sqlite says which kind.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails at once where another has written in between.
    reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
