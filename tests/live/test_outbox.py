"""The outbox streams and their consumer group."""

from __future__ import annotations

import time

import pytest
from redis.exceptions import ResponseError

from app.live import keys, outbox


@pytest.fixture
def client(redis_client):
    return redis_client


def put(client, shard, text, age_seconds=0):
    """Adds an entry that looks as if it was added ``age_seconds`` ago."""
    at = "*" if not age_seconds else f"{round((time.time() - age_seconds) * 1000)}-*"
    return client.xadd(keys.outbox(shard), {"e": text}, id=at)


def texts(entries):
    return [entry.text for entry in entries]


def test_entries_from_before_the_group_are_delivered(client):
    put(client, 3, "early")
    assert outbox.read(client, "a", 10) == []
    assert texts(outbox.read(client, "a", 10)) == ["early"]


def test_each_entry_goes_to_one_consumer_in_the_order_of_its_shard(client):
    outbox.read(client, "a", 10)
    for number in range(4):
        put(client, 3, str(number))
    put(client, 4, "other")
    assert texts(outbox.read(client, "a", 2)) == ["0", "1", "other"]
    assert texts(outbox.read(client, "b", 10)) == ["2", "3"]
    assert outbox.read(client, "a", 10) == []


def test_after_everything_was_lost_reading_goes_on_from_the_first_entry(client):
    outbox.read(client, "a", 10)
    client.flushall()
    put(client, 3, "new")
    assert [texts(outbox.read(client, "a", 10)) for _ in range(2)] == [[], ["new"]]


def test_what_a_dead_consumer_owes_can_be_claimed(client):
    outbox.read(client, "dead", 10)
    put(client, 3, "owed")
    owed = outbox.read(client, "dead", 10)
    assert outbox.claim(client, "b", 60, 10) == []
    assert outbox.claim(client, "b", 0, 10) == owed
    outbox.acknowledge(client, owed)
    assert outbox.claim(client, "b", 0, 10) == []


def test_a_claimed_entry_that_is_no_longer_there_is_left_out(client):
    outbox.read(client, "a", 10)
    gone = put(client, 3, "gone")
    outbox.read(client, "a", 10)
    client.xdel(keys.outbox(3), gone)
    assert outbox.claim(client, "b", 0, 10) == []


def test_lag_counts_what_is_not_acknowledged(client):
    assert outbox.lag(client) == outbox.Lag(0, 0)
    put(client, 3, "pending", age_seconds=30)
    assert texts(outbox.read(client, "a", 10)) == ["pending"]
    put(client, 3, "unread")
    put(client, 9, "unread too")
    waiting = outbox.lag(client)
    assert waiting.entries == 3
    assert 29 < waiting.seconds < 300
    outbox.acknowledge(client, outbox.claim(client, "a", 0, 10) + outbox.read(client, "a", 10))
    assert outbox.lag(client) == outbox.Lag(0, 0)


def test_lag_counts_a_stream_that_has_no_group_yet(client):
    put(client, 3, "unread")
    assert outbox.lag(client).entries == 1


def test_only_acknowledged_entries_older_than_an_hour_are_removed(client):
    outbox.read(client, "a", 10)
    put(client, 3, "old", age_seconds=5000)
    put(client, 3, "young", age_seconds=60)
    outbox.acknowledge(client, outbox.read(client, "a", 10))
    assert outbox.trim(client) == 1
    assert texts_kept(client, 3) == ["young"]


def test_what_is_unread_or_pending_is_never_removed(client):
    outbox.read(client, "a", 10)
    put(client, 3, "acknowledged", age_seconds=9000)
    outbox.acknowledge(client, outbox.read(client, "a", 10))
    put(client, 3, "pending", age_seconds=8000)
    put(client, 3, "done after it", age_seconds=7500)
    pending, done = outbox.read(client, "a", 10)
    outbox.acknowledge(client, [done])
    put(client, 3, "unread", age_seconds=7000)
    put(client, 4, "unread in a shard never read", age_seconds=7000)
    assert outbox.trim(client) == 1
    assert texts_kept(client, 3) == ["pending", "done after it", "unread"]
    assert texts_kept(client, 4) == ["unread in a shard never read"]
    outbox.acknowledge(client, [pending])
    assert outbox.trim(client) == 1
    assert texts_kept(client, 3) == ["done after it", "unread"]


def test_a_replay_delivers_all_that_is_kept(client):
    outbox.read(client, "a", 10)
    put(client, 3, "one")
    put(client, 5, "two")
    outbox.acknowledge(client, outbox.read(client, "a", 10))
    assert outbox.replay(client) == 2
    assert outbox.lag(client).entries == 2
    assert texts(outbox.read(client, "a", 10)) == ["one", "two"]


def test_a_replay_of_an_empty_store_finds_nothing(client):
    assert outbox.replay(client) == 0


def test_consumers_long_gone_are_forgotten_unless_they_owe_entries(client):
    outbox.read(client, "makes the group", 10)
    outbox.read(client, "gone", 10)
    put(client, 3, "owed")
    outbox.read(client, "owes", 10)
    outbox.forget_consumers(client, 60)
    assert len(client.xinfo_consumers(keys.outbox(3), outbox.GROUP)) == 2
    outbox.forget_consumers(client, -1)
    assert [item["name"] for item in client.xinfo_consumers(keys.outbox(3), outbox.GROUP)] == ["owes"]


def test_an_unexpected_answer_of_the_server_is_raised(client):
    client.set(keys.outbox(3), "no stream")
    with pytest.raises(ResponseError):
        outbox.read(client, "a", 10)


def texts_kept(client, shard):
    return [fields["e"] for _, fields in client.xrange(keys.outbox(shard))]
