"""The clock wakes a worker where days are to be counted again; the job counts them; a queue may be emptied."""

from __future__ import annotations

from counted_days import count_all, counted
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from app import queues
from app.counting.upkeep import wake_counting
from app.records.days import DirtyDay
from workers import counting


def waiting(runtime):
    queue = Queue(queues.COUNTING, connection=runtime.queues.connection, serializer=JSONSerializer)
    return [job.func_name for job in queue.jobs]


def test_a_change_wakes_one_worker_until_it_is_counted(runtime, monkeypatch):
    monkeypatch.setattr(counting, "_runtime", lambda: runtime)
    assert (wake_counting(runtime), wake_counting(runtime)) == (1, 1)
    assert waiting(runtime) == [queues.COUNT_DAYS]
    counting.count_days("dirty")
    assert counted(runtime.database)["counted_responses"]
    assert wake_counting(runtime) == 0


def test_an_emptied_queue_costs_nothing_but_time(runtime):
    wake_counting(runtime)
    runtime.queues.connection.flushdb()
    assert wake_counting(runtime) == 1
    assert waiting(runtime) == [queues.COUNT_DAYS]


def test_a_worker_that_is_to_stop_leaves_the_marks(runtime, monkeypatch):
    monkeypatch.setattr(counting, "_runtime", lambda: runtime)
    monkeypatch.setattr(counting.STOP, "is_set", lambda: True)
    counting.count_days("dirty")
    with runtime.database.read() as connection:
        assert connection.execute(select(DirtyDay.id)).first() is not None
    count_all(runtime.database)
    assert wake_counting(runtime) == 0
