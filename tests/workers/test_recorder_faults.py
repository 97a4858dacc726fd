"""The recorder while the database or the live store is away: it waits and loses nothing."""

from __future__ import annotations

import threading

import pytest
from entry_examples import Conversation
from servers import wait_until
from sqlalchemy import text
from test_recorder import put, recorded, running, settle

from app.errors import DatabaseAway
from app.live import keys, outbox
from app.live.client import connect as connect_redis
from app.records.database import connect
from workers.recorder import Recorder


@pytest.fixture
def on_postgres(postgres_url):
    database = connect(postgres_url)
    yield database
    database.close()


def test_entries_wait_while_postgresql_is_stopped(redis_client, postgres, on_postgres):
    first, second = Conversation(1), Conversation(2)
    with running(Recorder(redis_client, on_postgres)):
        put(redis_client, *first.entries())
        wait_until(lambda: recorded(on_postgres) == [(7, 7)])
        postgres.kill()
        put(redis_client, *second.entries())
        wait_until(lambda: pending(redis_client) > 0)
        postgres.start()
        wait_until(lambda: recorded(on_postgres) == [(7, 7)] * 2)
    assert outbox.lag(redis_client).entries == 0


def test_entries_in_hand_survive_an_emptied_live_store_while_the_database_is_away(redis_client, postgres, on_postgres):
    recorder = Recorder(redis_client, on_postgres)
    recorder.run_once()
    put(redis_client, *Conversation().entries())
    postgres.kill()
    with pytest.raises(DatabaseAway):
        recorder.run_once()
    redis_client.flushall()
    postgres.start()
    settle(recorder)
    assert recorded(on_postgres) == [(7, 7)]


def test_it_waits_while_the_tables_are_missing(redis_client, tmp_path, empty_postgres_url, sqlite_url):
    for url in (f"sqlite:///{tmp_path / 'empty.db'}", empty_postgres_url):
        redis_client.flushall()
        outbox.read(redis_client, "makes the group", 1)
        put(redis_client, *Conversation().entries())
        database = connect(url)
        with running(Recorder(redis_client, database, stop_seconds=0)):
            wait_until(lambda: pending(redis_client) == 8)
        assert outbox.lag(redis_client).entries == 8
        database.close()


def test_it_goes_on_when_the_live_store_comes_back_from_its_file(valkey, sqlite_database):
    client = connect_redis(valkey.url, timeout_seconds=0.5)
    first, second = Conversation(1), Conversation(2)
    with running(Recorder(client, sqlite_database)):
        put(client, *first.entries())
        wait_until(lambda: recorded(sqlite_database) == [(7, 7)])
        valkey.kill()
        valkey.start()
        put(client, *second.entries())
        wait_until(lambda: recorded(sqlite_database) == [(7, 7)] * 2)
    assert outbox.lag(client).entries == 0
    client.close()


def test_it_goes_on_after_the_live_store_hung(valkey, sqlite_database):
    client = connect_redis(valkey.url, timeout_seconds=0.1)
    put(client, *Conversation().entries())
    valkey.pause()
    try:
        with running(Recorder(client, sqlite_database, stop_seconds=0.2)):
            pass
        assert recorded(sqlite_database) == []
    finally:
        valkey.resume()
    settle(Recorder(client, sqlite_database, claim_after_seconds=0))
    assert recorded(sqlite_database) == [(7, 7)]
    client.close()


def test_a_stop_ends_in_time_though_the_database_is_away(redis_client, tmp_path):
    database = connect(f"sqlite:///{tmp_path}/nowhere/x.db")
    outbox.read(redis_client, "makes the group", 1)
    put(redis_client, *Conversation().entries())
    stop = threading.Event()
    stop.set()
    Recorder(redis_client, database, stop_seconds=0.3).run(stop)
    assert outbox.lag(redis_client).entries == 8


def test_a_locked_sqlite_is_waited_for(redis_client, sqlite_database, sqlite_url):
    impatient = connect(f"{sqlite_url}?timeout=0")
    recorder = Recorder(redis_client, impatient)
    recorder.run_once()
    put(redis_client, *Conversation().entries())
    with sqlite_database.begin() as connection:
        connection.execute(text("select 1"))
        with pytest.raises(DatabaseAway):
            recorder.run_once()
    settle(recorder)
    assert recorded(sqlite_database) == [(7, 7)]
    impatient.close()


def pending(client):
    """Entries delivered to a consumer and not acknowledged yet."""
    return client.xpending(keys.outbox(7), outbox.GROUP)["pending"]
