"""The clock wakes a worker to look at figures; the job does it, and waits for another time while a part is away."""

from rq import Queue
from rq.serializers import JSONSerializer

from app import queues
from app.errors import DatabaseAway
from app.score_alerts.watching import wake_watch
from workers import alerting
from workers.sweeps import SWEEPS


def test_the_clock_wakes_one_worker_at_a_time_every_five_minutes(runtime):
    assert SWEEPS[wake_watch] == 300
    assert (wake_watch(runtime), wake_watch(runtime)) == (1, 1)
    queue = Queue(queues.ALERTING, connection=runtime.queues.connection, serializer=JSONSerializer)
    assert [job.func_name for job in queue.jobs] == [queues.WATCH_FIGURES]


def test_the_job_looks_at_the_figures_and_outlives_a_database_that_is_away(runtime, monkeypatch):
    monkeypatch.setattr(alerting, "runtime_of_worker", lambda: runtime)
    alerting.watch_figures("lines")

    def away(_runtime):
        raise DatabaseAway("the database does not answer")

    monkeypatch.setattr(alerting, "watch", away)
    alerting.watch_figures("lines")
