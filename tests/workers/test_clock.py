import threading

from app.errors import DatabaseAway
from app.live.client import connect
from workers import clock
from workers.clock import LEASE_KEY, Lease, run_clock


def test_one_of_two_clocks_has_the_lease_until_it_gives_it_up(redis_client):
    first, second = Lease(redis_client), Lease(redis_client)
    assert first.held()
    assert not second.held()
    assert first.held()
    second.release()
    assert not second.held()
    first.release()
    assert second.held()


def test_the_lease_lapses_by_itself(redis_client):
    assert Lease(redis_client).held()
    assert 0 < redis_client.pttl(LEASE_KEY) <= clock.LEASE_MILLISECONDS
    redis_client.delete(LEASE_KEY)
    assert Lease(redis_client).held()


def test_of_two_clocks_one_acts_and_the_other_follows_it(redis_client, monkeypatch):
    monkeypatch.setattr(clock, "TICK_SECONDS", 0.01)
    acted = {name: threading.Event() for name in ("first", "second")}
    stops = {name: threading.Event() for name in acted}
    threads = {
        name: threading.Thread(target=run_clock, args=(redis_client, acted[name].set, stops[name])) for name in acted
    }
    threads["first"].start()
    assert acted["first"].wait(20)
    threads["second"].start()
    assert not acted["second"].is_set()
    stops["first"].set()
    threads["first"].join(20)
    assert acted["second"].wait(20)
    stops["second"].set()
    threads["second"].join(20)
    assert not redis_client.exists(LEASE_KEY)


def test_a_part_that_is_away_is_waited_for(redis_client, monkeypatch):
    monkeypatch.setattr(clock, "TICK_SECONDS", 0.0)
    stop, rounds = threading.Event(), []

    def act():
        rounds.append(None)
        if len(rounds) == 3:
            stop.set()
        raise DatabaseAway("away")

    run_clock(redis_client, act, stop)
    assert len(rounds) == 3


def test_a_redis_that_is_away_ends_no_clock(monkeypatch):
    monkeypatch.setattr(clock, "TICK_SECONDS", 0.0)
    away = connect("redis://127.0.0.1:9/0", timeout_seconds=0.2)
    stop = threading.Event()
    thread = threading.Thread(target=run_clock, args=(away, lambda: None, stop))
    thread.start()
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
