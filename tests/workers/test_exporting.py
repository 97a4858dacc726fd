"""A file that was ordered is made once and whole, whoever stops, cancels or dies."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from api import Api
from many_responses import store_responses
from ordered_files import age, change, kept, never, order, row
from servers import wait_until
from service import ROOT
from sqlalchemy import select

from app.errors import DatabaseAway
from app.records.access import File
from app.reporting.orders import holding, making, taking
from app.reporting.orders.holding import GONE_AFTER, Lost, claim
from app.reporting.orders.making import make
from app.reporting.orders.order import Order
from app.reporting.orders.upkeep import wake_due


def test_a_file_is_made_once_however_often_a_worker_is_woken(runtime):
    file_id = order(runtime)
    make(runtime, file_id, never)
    first = row(runtime, file_id)
    assert (first.state, first.written, first.expected, first.error) == ("done", 3, 3, None)
    assert first.expires_at - first.ended_at == timedelta(hours=24)
    make(runtime, file_id, never)
    assert row(runtime, file_id) == first
    assert kept(runtime) == {file_id}


def test_a_file_in_the_making_is_nobody_elses(runtime):
    file_id = order(runtime)
    assert claim(runtime, file_id) is not None
    assert claim(runtime, file_id) is None
    assert claim(runtime, "unknown") is None


def test_of_many_workers_that_are_woken_at_once_one_makes_the_file(runtime):
    file_id = order(runtime)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: claim(runtime, file_id), range(16)))
    assert sum(hold is not None for hold in claims) == 1


def test_two_files_are_made_at_once(runtime):
    first, second = order(runtime), order(runtime)

    def make_the_second():
        if row(runtime, second).state == "queued":
            make(runtime, second, never)
        return False

    make(runtime, first, make_the_second)
    assert {row(runtime, each).state for each in (first, second)} == {"done"}


def test_a_worker_that_was_not_seen_for_a_minute_loses_the_file_to_another(runtime):
    file_id = order(runtime)
    frozen = claim(runtime, file_id)
    age(runtime, file_id, seconds=GONE_AFTER.total_seconds() - 1)
    assert claim(runtime, file_id) is None
    age(runtime, file_id, seconds=2)
    make(runtime, file_id, never)
    assert row(runtime, file_id).state == "done"
    with pytest.raises(Lost):
        frozen.note(written=99)
    with pytest.raises(Lost):
        frozen.progress(99)
    assert row(runtime, file_id).written == 3


def test_a_file_whose_worker_died_before_the_clock_was_set_back_is_made_by_the_next(runtime):
    file_id = order(runtime)
    assert claim(runtime, file_id) is not None
    age(runtime, file_id, seconds=-GONE_AFTER.total_seconds() / 2)
    assert claim(runtime, file_id) is None
    age(runtime, file_id, hours=-1)
    make(runtime, file_id, never)
    assert row(runtime, file_id).state == "done"


def test_a_cancelled_file_leaves_no_half(runtime):
    file_id = order(runtime)

    def cancel():
        assert any(name.endswith(".part") for name in kept(runtime))
        taking.take_back(runtime, file_id, "test")
        return False

    make(runtime, file_id, cancel)
    assert row(runtime, file_id).state == "cancelled"
    assert kept(runtime) == set()


def test_a_worker_notices_by_its_beat_that_the_file_was_cancelled(runtime, monkeypatch):
    monkeypatch.setattr(holding, "BEAT_SECONDS", 0.01)
    hold = claim(runtime, order(runtime))
    with hold:
        taking.take_back(runtime, hold.row.id, "test")
        wait_until(lambda: hold.lost, 20)
        with pytest.raises(Lost):
            hold.progress(1)


def test_the_beat_tells_how_far_it_is(runtime, monkeypatch):
    monkeypatch.setattr(holding, "BEAT_SECONDS", 0.01)
    hold = claim(runtime, order(runtime))
    with hold:
        hold.progress(2)
        wait_until(lambda: row(runtime, hold.row.id).written == 2, 20)
        assert row(runtime, hold.row.id).beat_at >= hold.row.beat_at
        hold.note(expected=3)
    assert row(runtime, hold.row.id).expected == 3


def test_a_worker_that_stops_leaves_the_file_to_the_next(runtime):
    file_id = order(runtime)
    make(runtime, file_id, lambda: True)
    assert row(runtime, file_id).state == "queued"
    assert kept(runtime) == set()
    make(runtime, file_id, never)
    assert row(runtime, file_id).state == "done"


def test_what_the_format_cannot_hold_is_told(runtime):
    file_id = order(runtime, Order(format="touchpoints-v1-header"))
    make(runtime, file_id, never)
    failed = row(runtime, file_id)
    assert (failed.state, failed.written) == ("failed", 0)
    assert "one fiscal quarter" in failed.error
    assert kept(runtime) == set()


def test_an_order_that_this_version_cannot_read_fails_and_does_not_come_again(runtime):
    file_id = order(runtime)
    change(runtime, file_id, parameters={"format": "csv", "from_a_later_version": True})
    make(runtime, file_id, never)
    failed = row(runtime, file_id)
    assert failed.state == "failed"
    assert "fault in Aftercall" in failed.error
    assert wake_due(runtime) == 0


def test_a_database_that_goes_away_in_the_midst_leaves_the_file_to_be_made_again(runtime, monkeypatch):
    file_id = order(runtime)

    def away(*_, **__):
        raise DatabaseAway("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(making, "export", away)
        with pytest.raises(DatabaseAway):
            make(runtime, file_id, never)
    assert row(runtime, file_id).state == "running"
    assert kept(runtime) == set()
    age(runtime, file_id, minutes=2)
    assert wake_due(runtime) == 1
    make(runtime, file_id, never)
    assert row(runtime, file_id).state == "done"


def test_a_full_disk_fails_with_one_clear_line_and_leaves_nothing(tmp_path, postgres_url, valkey):
    api = Api(tmp_path, postgres_url, valkey.url)
    store_responses(api.runtime.database, 300)
    file_id = order(api.runtime)
    small = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); "
    program = small + f"from workers.exporting import make_file; make_file({file_id!r})"
    environment = {**api.environment, "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    failed = row(api.runtime, file_id)
    assert failed.state == "failed"
    assert failed.error == "the file could not be written: File too large; nothing of it is kept"
    assert kept(api.runtime) == set()
    make(api.runtime, order(api.runtime), never)
    assert len(kept(api.runtime)) == 1
    with api.runtime.database.read() as connection:
        assert set(connection.execute(select(File.state)).scalars()) == {"failed", "done"}
    api.close()


def test_a_folder_that_cannot_be_written_is_told_without_its_name(runtime):
    file_id = order(runtime)
    taking.folder(runtime).write_bytes(b"in the way")
    make(runtime, file_id, never)
    assert row(runtime, file_id).error == "the file could not be written: File exists; nothing of it is kept"
