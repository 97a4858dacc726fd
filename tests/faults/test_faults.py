import os
import signal
import time

import pytest
import servers
from crowd import no_trouble
from extent import AWAY_SECONDS, TIMES
from people import LIKERT
from recorded import Recorded, key_of
from service import WEB_WORKERS, children_of

from app.live import outbox
from app.live.client import connect as connect_redis
from app.records.database import connect
from app.simulation.calls import ProviderCall


def test_a_web_worker_that_is_killed_costs_nobody_anything(service, survives):
    def fault():
        for _ in range(TIMES):
            os.kill(service.web_workers()[0], signal.SIGKILL)
            servers.wait_until(lambda: service.serving() == WEB_WORKERS - 1)
            servers.wait_until(lambda: service.serving() == WEB_WORKERS)

    survives(fault)


def test_a_recorder_that_is_killed_loses_nothing(service, survives):
    def fault():
        for _ in range(TIMES):
            service.kill("recorder")
            time.sleep(AWAY_SECONDS / 4)
            service.run("recorder")

    survives(fault)


def test_a_live_store_that_is_killed_comes_back_from_its_file(valkey_alone, survives):
    def fault():
        for _ in range(TIMES):
            valkey_alone.kill()
            time.sleep(AWAY_SECONDS / 4)
            valkey_alone.start()

    survives(fault)


def test_a_live_store_that_is_emptied_is_filled_again(valkey_alone, survives):
    def fault():
        for _ in range(TIMES):
            with connect_redis(valkey_alone.url, timeout_seconds=5) as client:
                client.flushall()
            time.sleep(1)

    survives(fault, may_begin_twice=True)


def test_a_live_store_that_hangs_is_done_without(valkey_alone, survives):
    def fault():
        valkey_alone.pause()
        time.sleep(AWAY_SECONDS)
        valkey_alone.resume()

    survives(fault)


@pytest.mark.parametrize("service", ["postgresql"], indirect=True)
def test_a_database_that_is_stopped_is_done_without(postgres, survives):
    def fault():
        postgres.kill()
        time.sleep(AWAY_SECONDS)
        postgres.start()

    survives(fault)


@pytest.mark.parametrize("service", ["postgresql"], indirect=True)
def test_a_database_that_hangs_is_done_without(postgres, survives):
    def fault():
        processes = [postgres.process.pid, *children_of(postgres.process.pid)]
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(AWAY_SECONDS)
        for pid in processes:
            os.kill(pid, signal.SIGCONT)

    survives(fault)


def test_what_a_dead_recorder_holds_keeps_nothing_back_that_came_after(service, valkey_alone):
    service.kill("recorder")
    call = ProviderCall(service.provider(no_trouble), "+12025551234", LIKERT)
    call.dial()
    with connect_redis(valkey_alone.url, timeout_seconds=5) as client:
        assert len(outbox.read(client, "dead", 10)) == 1, "the beginning of the call"
    service.run("recorder")
    call.press("145")
    call.hang_up()
    records = connect(service.environment["DATABASE_URL"])
    servers.wait_until(lambda: key_of("+12025551234") in Recorded(records).responses)
    servers.wait_until(lambda: Recorded(records).only("+12025551234").ended_at is not None)
    recorded = Recorded(records)
    assert recorded.given(recorded.only("+12025551234")) == {"satisfaction": "4", "trust": "5"}
    assert recorded.rejected == []
    records.close()
