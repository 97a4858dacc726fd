"""The clock brings back files that were left, and removes what is over; queues only wake."""

from datetime import timedelta
from importlib import import_module

import pytest
from api import Api
from ordered_files import age, change, kept, never, order, row, waiting
from servers import free_port
from service import ROOT

from app import queues
from app.errors import RedisAway
from app.reporting.orders import taking
from app.reporting.orders.holding import claim
from app.reporting.orders.making import make
from app.reporting.orders.upkeep import PATIENCE, remove_expired, wake_due
from workers.__main__ import _ROLES
from workers.sweeps import Sweeper


@pytest.mark.parametrize("job", queues.JOBS)
def test_every_job_is_a_function_in_a_queue_that_a_process_serves(job):
    module, _, name = job.rpartition(".")
    assert callable(getattr(import_module(module), name))
    assert queues.JOBS[job] in {queue for served in queues.SERVED.values() for queue in served}


def test_every_process_that_serves_a_queue_is_a_role_and_stands_in_the_procfile():
    started = (ROOT / "Procfile").read_text(encoding="utf-8")
    for role in queues.SERVED:
        assert role in _ROLES
        assert f"{role}: python -m workers {role}\n" in started


def test_what_a_killed_worker_left_is_made_again_and_its_half_removed(runtime):
    file_id = order(runtime)
    assert claim(runtime, file_id) is not None
    folder = taking.folder(runtime)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f".{file_id}.0123.part").write_bytes(b"half")
    age(runtime, file_id, minutes=2)
    runtime.queues.connection.flushdb()
    assert wake_due(runtime) == 1
    assert waiting(runtime) == [file_id]
    make(runtime, file_id, never)
    assert row(runtime, file_id).state == "done"
    assert kept(runtime) == {file_id}


def test_an_emptied_queue_costs_seconds_and_no_file(runtime):
    file_id = order(runtime)
    runtime.queues.connection.flushdb()
    assert wake_due(runtime) == 0
    age(runtime, file_id, seconds=PATIENCE.total_seconds())
    assert wake_due(runtime) == 1
    assert waiting(runtime) == [file_id]


def test_a_file_that_waits_long_is_put_into_the_queue_once_a_minute_at_most(runtime):
    file_id = order(runtime)
    age(runtime, file_id, seconds=30)
    for _ in range(20):
        assert wake_due(runtime) == 1
    assert 1 <= len(waiting(runtime)) <= 2


def test_while_the_queue_is_away_files_wait_and_the_clock_goes_on(tmp_path, sqlite_url, valkey):
    api = Api(tmp_path, sqlite_url, valkey.url, QUEUE_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    file_id = order(api.runtime)
    age(api.runtime, file_id, seconds=10)
    with pytest.raises(RedisAway):
        wake_due(api.runtime)
    Sweeper(api.runtime).run_once()
    assert row(api.runtime, file_id).state == "queued"
    api.close()


def test_a_file_that_never_comes_to_an_end_is_given_up(runtime):
    file_id = order(runtime)
    age(runtime, file_id, hours=25)
    assert wake_due(runtime) == 1
    failed = row(runtime, file_id)
    assert failed.state == "failed"
    assert "within 24 hours" in failed.error
    assert wake_due(runtime) == 0


def test_expired_files_are_removed_and_marked(runtime):
    over, fresh, coming = order(runtime), order(runtime), order(runtime)
    for file_id in (over, fresh):
        make(runtime, file_id, never)
    (taking.folder(runtime) / f".{coming}.0123.part").write_bytes(b"half")
    (taking.folder(runtime) / ".forgotten.0123.part").write_bytes(b"half")
    change(runtime, over, expires_at=row(runtime, over).ended_at - timedelta(seconds=1))
    assert remove_expired(runtime) == 1
    assert (row(runtime, over).state, row(runtime, fresh).state) == ("expired", "done")
    assert kept(runtime) == {fresh, f".{coming}.0123.part"}
    assert remove_expired(runtime) == 0


def test_a_directory_in_the_folder_of_files_hinders_nothing(runtime):
    over = order(runtime)
    make(runtime, over, never)
    (taking.folder(runtime) / "lost+found").mkdir()
    change(runtime, over, expires_at=row(runtime, over).ended_at - timedelta(seconds=1))
    assert remove_expired(runtime) == 1
    assert kept(runtime) == {"lost+found"}
