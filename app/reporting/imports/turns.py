"""Lets imports of the same thing go one after the other."""

from __future__ import annotations

from sqlalchemy import Connection, func, select


def take_turns(connection: Connection, what: str) -> None:
    """Waits until no other transaction imports ``what``, and has others wait until this one ends.

    Two that insert the same rows in different orders would each wait for the other. SQLite has one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
