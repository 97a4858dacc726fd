"""The client of the live store."""

from __future__ import annotations

import pytest
import servers
from redis.exceptions import ResponseError

from app.errors import RedisAway
from app.live import keys, outbox
from app.live.client import connect, reaching_redis


def test_it_speaks_text_over_tcp_and_over_a_unix_socket(redis_client):
    redis_client.set("word", "año")
    assert redis_client.get("word") == "año"
    server = servers.Valkey()
    server.start()
    with connect(f"unix://{server.socket}?db=1", timeout_seconds=1) as client:
        assert client.ping()
    server.remove()


def test_a_server_that_is_not_there_is_away():
    client = connect(f"redis://127.0.0.1:{servers.free_port()}/0", timeout_seconds=0.2)
    with pytest.raises(RedisAway), reaching_redis():
        client.ping()
    with pytest.raises(RedisAway):
        connect(f"redis+cluster://127.0.0.1:{servers.free_port()}", timeout_seconds=0.2)


def test_a_server_that_hangs_is_away_after_one_try(valkey, redis_client):
    client = connect(valkey.url, timeout_seconds=0.1)
    client.ping()
    valkey.pause()
    try:
        with pytest.raises(RedisAway), reaching_redis():
            client.ping()
    finally:
        valkey.resume()


def test_a_wrong_command_is_no_reason_to_wait(redis_client):
    redis_client.set("word", "1")
    with pytest.raises(ResponseError), reaching_redis():
        redis_client.xlen("word")


def test_the_outbox_works_on_a_cluster(cluster):
    client = connect(cluster, timeout_seconds=5)
    assert outbox.read(client, "a", 10) == []
    for shard in range(keys.SHARDS):
        client.xadd(keys.outbox(shard), {"e": str(shard)})
    assert outbox.lag(client).entries == 16
    delivered = outbox.read(client, "a", 10)
    assert [entry.text for entry in delivered] == [str(shard) for shard in range(16)]
    assert outbox.claim(client, "b", 0, 10) == delivered
    outbox.acknowledge(client, delivered)
    assert outbox.lag(client).entries == 0
    assert outbox.trim(client) == 0
    assert outbox.replay(client) == 16
    assert outbox.read(client, "c", 10) == delivered
    client.close()
