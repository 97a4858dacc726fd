"""The clock wakes the job, and the job does the whole of it in a process of its own surroundings."""

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from app import queues
from app.errors import DatabaseAway
from app.records.schedules import ScheduleRun
from app.schedules.planning import plan_reports, wake_reporter
from workers import reporting


@pytest.fixture
def job(small_office, monkeypatch):
    """The job, with the office as its runtime."""
    monkeypatch.setattr(reporting, "_runtime", lambda: small_office.runtime)
    return reporting.send_reports


def waiting(office):
    queue = Queue(queues.REPORTING, connection=office.runtime.queues.connection, serializer=JSONSerializer)
    return [queued.func_name for queued in queue.jobs]


def test_a_report_that_is_due_wakes_the_job_once_and_is_sent(small_office, mail_server, job):
    small_office.responses()
    small_office.schedule()
    assert (plan_reports(small_office.runtime), wake_reporter(small_office.runtime)) == (0, 0)
    small_office.wait_until(2026, 9, 22)
    assert (plan_reports(small_office.runtime), wake_reporter(small_office.runtime)) == (1, 1)
    assert wake_reporter(small_office.runtime) == 1
    assert waiting(small_office) == [queues.SEND_REPORTS]
    job("reports")
    assert len(mail_server.mails) == 1
    assert wake_reporter(small_office.runtime) == 0


def test_a_database_that_is_away_leaves_it_for_later(small_office, mail_server, job, monkeypatch):
    small_office.responses()
    small_office.schedule()
    small_office.wait_until(2026, 9, 22)
    plan_reports(small_office.runtime)
    with monkeypatch.context() as patched:
        patched.setattr(reporting, "prepare_due", away)
        job("reports")
    assert [run.state for run in small_office.rows(ScheduleRun)] == ["due"]
    job("reports")
    assert len(mail_server.mails) == 1


def away(_runtime):
    raise DatabaseAway("the database is away")
