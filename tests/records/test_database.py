"""Transactions, times, and what happens while the database is away."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from entry_examples import Conversation
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app.errors import DatabaseAway
from app.records.base import UtcTime
from app.records.database import connect
from app.records.entries import write_entries
from app.records.models import Survey


def keep_survey(database, at):
    with database.begin() as connection:
        row = {"id": "s", "version": 1, "sha256": "", "definition": "", "first_seen_at": at}
        connection.execute(Survey.__table__.insert().values(**row))


def test_times_come_back_aware_and_in_utc(database):
    at = datetime(2026, 7, 1, 3, 0, 0, 250000, timezone(timedelta(hours=-5)))
    keep_survey(database, at)
    with database.read() as connection:
        found = connection.execute(select(Survey.first_seen_at)).scalar_one()
    assert (found, found.tzinfo) == (at, UTC)


def test_a_time_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="without a zone"):
        keep_survey(database, datetime(2026, 7, 1))  # noqa: DTZ001 (the mistake under test)


def test_no_time_stays_no_time(database):
    assert UtcTime().process_bind_param(None, database.engine.dialect) is None


def test_an_error_rolls_the_transaction_back(database):
    def fail_after_writing():
        with database.begin() as connection:
            write_entries(connection, Conversation().entries())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    with database.read() as connection:
        assert connection.execute(text("select count(*) from responses")).scalar_one() == 0


def test_sqlite_is_durable_and_begins_writing_transactions_as_writers(sqlite_database, sqlite_url):
    with sqlite_database.read() as connection:
        values = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert values == ["wal", 2]
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
    other = connect(f"{sqlite_url}?timeout=0")
    with sqlite_database.begin():
        with other.read() as connection:
            connection.execute(select(Survey.id)).all()
        with pytest.raises(DatabaseAway, match="locked"), other.begin():
            pass
    other.close()


def test_sqlite_writers_wait_for_each_other(sqlite_database):
    inside, done = threading.Event(), threading.Event()

    def write_second():
        inside.wait()
        keep_survey(sqlite_database, datetime.now(UTC))
        done.set()

    thread = threading.Thread(target=write_second)
    thread.start()
    with sqlite_database.begin() as connection:
        inside.set()
        write_entries(connection, Conversation().entries())
        assert not done.is_set()
    thread.join()
    assert done.is_set()


def test_a_database_that_cannot_be_opened_is_away(tmp_path):
    for url in (f"sqlite:///{tmp_path}/nowhere/x.db", "postgresql+psycopg://postgres@127.0.0.1:1/none"):
        database = connect(url)
        with pytest.raises(DatabaseAway), database.read():
            pass


def test_postgresql_is_away_while_it_is_stopped_and_back_afterwards(postgres, postgres_url):
    database = connect(postgres_url)
    keep_survey(database, datetime.now(UTC))
    postgres.stop()
    for _ in range(2):
        with pytest.raises(DatabaseAway), database.begin() as connection:
            connection.execute(select(Survey.id)).all()
    postgres.start()
    with database.begin() as connection:
        assert connection.execute(select(Survey.id)).scalars().all() == ["s"]
    database.close()


def test_postgresql_ends_a_statement_that_takes_too_long(postgres_url):
    database = connect(postgres_url, statement_seconds=0.05)
    with pytest.raises(DatabaseAway, match="timeout"), database.read() as connection:
        connection.execute(text("select pg_sleep(20)"))
    database.close()
