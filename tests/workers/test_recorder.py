"""The recorder brings entries from the outbox into SQL, each at least once, and loses none."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager

import pytest
import structlog
from entry_examples import Conversation, message
from servers import wait_until
from sqlalchemy import select, text

from app.live import keys, outbox
from app.live.client import connect as connect_redis
from app.records.database import connect
from app.records.models import Answer, RejectedEntry, Response
from workers.recorder import Recorder


def put(client, *entries):
    for entry in entries:
        client.xadd(keys.outbox(int(entry["session"][:2])), {"e": json.dumps(entry)})


def conversations(count):
    return [Conversation(number, shard=number % keys.SHARDS) for number in range(count)]


def recorded(database):
    """(turn, number of answers) of each response."""
    with database.read() as connection:
        answers = connection.execute(select(Answer.response_id)).scalars().all()
        rows = connection.execute(select(Response.response_id, Response.turn).order_by(Response.source_id)).all()
    return [(turn, answers.count(response_id)) for response_id, turn in rows]


def rejected(database):
    with database.read() as connection:
        return connection.execute(select(RejectedEntry).order_by(RejectedEntry.id)).all()


def settle(recorder):
    """Runs until nothing comes any more; the first round may only make the groups."""
    recorder.run_once()
    while recorder.run_once():
        pass


@contextmanager
def running(*recorders):
    stop = threading.Event()
    threads = [threading.Thread(target=recorder.run, args=(stop,)) for recorder in recorders]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_entries_of_all_shards_come_into_sql_and_are_acknowledged(redis_client, database):
    for conversation in conversations(20):
        put(redis_client, *conversation.entries())
    settle(Recorder(redis_client, database))
    assert recorded(database) == [(7, 7)] * 20
    assert outbox.lag(redis_client).entries == 0


def test_a_recorder_killed_between_write_and_acknowledgement_loses_and_doubles_nothing(redis_client, database):
    class Killed(BaseException):
        pass

    class Dying(Recorder):
        def _record(self, entries):
            super()._record(entries)
            raise Killed

    put(redis_client, *Conversation().entries())
    dying = Dying(redis_client, database)
    with pytest.raises(Killed):
        settle(dying)
    assert outbox.lag(redis_client).entries == 8
    settle(Recorder(redis_client, database, claim_after_seconds=0))
    assert recorded(database) == [(7, 7)]
    assert outbox.lag(redis_client).entries == 0


def test_a_recorder_killed_before_the_write_has_its_entries_taken_over(redis_client, database):
    outbox.read(redis_client, "dead", 10)
    put(redis_client, *Conversation().entries())
    assert len(outbox.read(redis_client, "dead", 10)) == 8
    settle(Recorder(redis_client, database, claim_after_seconds=0))
    assert recorded(database) == [(7, 7)]


def test_two_recorders_at_once_record_each_session_once(valkey, redis_client, database_url):
    databases = [connect(database_url) for _ in range(2)]
    clients = [connect_redis(valkey.url, timeout_seconds=5) for _ in range(2)]
    with running(*(Recorder(client, database) for client, database in zip(clients, databases, strict=True))):
        for turn in range(8):
            put(redis_client, *(conversation.entries()[turn] for conversation in conversations(40)))
        wait_until(lambda: recorded(databases[0]) == [(7, 7)] * 40)
        wait_until(lambda: outbox.lag(redis_client).entries == 0)
    for opened in (*databases, *clients):
        opened.close()


def test_it_goes_on_after_the_live_store_was_emptied(redis_client, database):
    first, second = Conversation(1), Conversation(2)
    with running(Recorder(redis_client, database)):
        put(redis_client, *first.entries())
        wait_until(lambda: recorded(database) == [(7, 7)])
        redis_client.flushall()
        put(redis_client, *second.entries())
        wait_until(lambda: recorded(database) == [(7, 7)] * 2)


def test_refused_entries_are_kept_with_an_alert_and_hold_nothing_up(redis_client, database, monkeypatch):
    told = structlog.testing.CapturingLogger()
    monkeypatch.setattr("workers.recorder.log", structlog.wrap_logger(told, processors=[]))
    good, other = Conversation(1), Conversation(2)
    put(redis_client, *good.entries(3), other.entry(1, satisfaction=9), *good.entries()[4:])
    put(redis_client, other.entry(2) | {"v": 9})
    redis_client.xadd(keys.outbox(7), {"e": "{not json"})
    redis_client.xadd(keys.outbox(7), {"another field": "1"})
    settle(Recorder(redis_client, database))
    assert recorded(database) == [(7, 7)]
    assert outbox.lag(redis_client).entries == 0
    kept = rejected(database)
    assert [json.loads(row.entry)["turn"] for row in kept[:2]] == [1, 2]
    assert [row.entry for row in kept[2:]] == ["{not json", ""]
    assert "satisfaction" in kept[0].reason
    assert "version 9" in kept[1].reason
    assert [call.kwargs["shard"] for call in told.calls if call.method_name == "error"] == [
        kept[0].shard,
        kept[1].shard,
        7,
        7,
    ]


def test_a_reason_quotes_nothing_that_a_person_said(redis_client, postgres_url):
    database = connect(postgres_url)
    put(redis_client, Conversation().entry(1, satisfaction=9, comment="my secret"))
    settle(Recorder(redis_client, database))
    assert "my secret" not in rejected(database)[0].reason
    database.close()


def test_a_replay_changes_nothing(redis_client, database):
    put(redis_client, *Conversation().entries(), Conversation(2).entry(1, satisfaction=9))
    recorder = Recorder(redis_client, database)
    settle(recorder)
    with database.read() as connection:
        before = connection.execute(select(Response)).all()
    assert outbox.replay(redis_client) == 9
    settle(recorder)
    with database.read() as connection:
        assert connection.execute(select(Response)).all() == before
    assert len(rejected(database)) == 1
    assert outbox.lag(redis_client).entries == 0


def test_messages_and_opt_outs_come_along(redis_client, database):
    word = {"respondent_key": "r", "line_id": "x", "how": "stop", "sid": "SM1", "at": 1.0, "lifted": False}
    bare = {"response": None, "contact": None, "invitation": None}
    put(redis_client, Conversation().entry(0) | bare | {"messages": [message("SM1")], "opt_outs": [word]})
    settle(Recorder(redis_client, database))
    with database.read() as connection:
        assert connection.execute(text("select count(*) from messages")).scalar_one() == 1
        assert connection.execute(text("select count(*) from opt_outs")).scalar_one() == 1


def test_what_is_in_the_outbox_when_it_is_told_to_stop_is_still_recorded(redis_client, database):
    outbox.read(redis_client, "makes the group", 1)
    for conversation in conversations(30):
        put(redis_client, *conversation.entries())
    stop = threading.Event()
    stop.set()
    Recorder(redis_client, database).run(stop)
    assert recorded(database) == [(7, 7)] * 30
    assert outbox.lag(redis_client).entries == 0


class Waits(threading.Event):
    """A stop that ends the recorder at its third wait, and how long each wait would have been."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def wait(self, timeout=None):
        self.seconds.append(timeout)
        return self.set() if len(self.seconds) == 3 else None


def test_it_lets_entries_gather_but_not_while_a_shard_has_more(redis_client, database):
    outbox.read(redis_client, "makes the group", 1)
    put(redis_client, *(entry for number in range(13) for entry in Conversation(number).entries()))
    waits = Waits()
    Recorder(redis_client, database).run(waits)
    assert recorded(database) == [(7, 7)] * 13
    assert waits.seconds[0] == 0
    assert all(0 <= seconds <= 0.2 for seconds in waits.seconds)


def test_it_leaves_a_sign_of_life(redis_client, sqlite_database):
    Recorder(redis_client, sqlite_database).run_once()
    assert float(redis_client.get(outbox.HEARTBEAT)) > 0
    assert 0 < redis_client.ttl(outbox.HEARTBEAT) <= 30
