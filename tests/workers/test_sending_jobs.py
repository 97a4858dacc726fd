import time
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
import redis
from fake_provider import FakeProvider
from logged_lines import logged_by
from planned_invitations import NOON, Clock, invitation, lines, person, plan
from rq import Queue
from rq.serializers import JSONSerializer
from service import environment_on
from sqlalchemy import update

from app import queues
from app.assembly import build_runtime
from app.errors import RedisAway
from app.outreach.waking import plan_reminders, wake_reconciler, wake_senders
from app.queues import sending_lease
from app.records.contacts import Invitation
from app.settings import Settings
from workers import sending


@pytest.fixture
def provider():
    with FakeProvider() as running:
        yield running


@pytest.fixture
def runtime(valkey, database_url, provider):
    own = {"AFTERCALL_LOCAL": "1", "TWILIO_API_URL": provider.url}
    built = build_runtime(Settings.load(environment_on(database_url, valkey.url, **own)))
    yield replace(built, lines=lines({"id": "fast", "segments_per_second": 1000}, sender="fast"), clock=Clock())
    built.database.close()


@pytest.fixture
def waiting(valkey):
    """What the queue holds: the jobs with what they are for."""
    with redis.Redis.from_url(valkey.url) as connection:
        queue = Queue(queues.SENDING, connection=connection, serializer=JSONSerializer)
        yield lambda: [(job.func_name, *job.args) for job in queue.jobs]


def planned(runtime, count=3, **changes):
    with runtime.database.begin() as connection:
        plan(connection, range(count), NOON, **({"sender": "fast"} | changes))


def test_the_clock_wakes_one_worker_for_a_sender_with_something_due(runtime, waiting):
    assert wake_senders(runtime) == 0
    planned(runtime)
    wake_senders(runtime)
    runtime.clock.move(seconds=1)
    wake_senders(runtime)
    assert waiting() == [(queues.SEND_DUE, "fast")]


def test_nobody_is_woken_while_another_sends(runtime, waiting):
    planned(runtime)
    runtime.queues.connection.set(sending_lease("fast"), "another")
    assert wake_senders(runtime) == 0
    assert waiting() == []


def test_the_reconciler_is_woken_once_a_minute(runtime, waiting):
    for _ in range(3):
        wake_reconciler(runtime)
    assert waiting() == [(queues.RECONCILE, "provider")]


def at_work(monkeypatch, runtime):
    """The jobs of this process work on this runtime."""
    for made in ("_leases", "_desk"):
        monkeypatch.setattr(sending, made, cache(getattr(sending, made).__wrapped__))
    monkeypatch.setattr(sending, "runtime_of_worker", lambda: runtime)


def test_a_job_sends_what_is_due_and_gives_its_lease_back(runtime, provider, waiting, monkeypatch):
    at_work(monkeypatch, runtime)
    planned(runtime)
    sending.send_due("fast")
    assert provider.sent_to() == {person(number): 1 for number in range(3)}
    assert not runtime.queues.holds(sending_lease("fast"))
    assert waiting() == []


def test_a_job_leaves_a_sender_to_whoever_has_its_lease(runtime, provider, monkeypatch):
    at_work(monkeypatch, runtime)
    planned(runtime)
    runtime.queues.connection.set(sending_lease("fast"), "another")
    sending.send_due("fast")
    assert not provider.requests
    assert invitation(runtime.database).state == "planned"


def test_what_a_slow_sender_still_has_to_wait_for_is_kept_for_the_next_job(runtime, provider, monkeypatch):
    slow = replace(runtime, lines=lines({"id": "slow", "segments_per_second": 1 / 1000}, sender="slow"))
    at_work(monkeypatch, slow)
    planned(slow, 2, sender="slow")
    slow.queues.connection.hset("sending:pace:slow", "text", time.time() - 1000)
    for _ in range(2):
        sending.send_due("slow")
    assert provider.sent_to() == {person(0): 1}
    assert slow.queues.connection.ttl("sending:pace:slow") > 900


def test_a_store_that_is_away_ends_the_reading_of_the_lists_until_the_next_time(runtime, monkeypatch):
    at_work(monkeypatch, runtime)

    def away(*_):
        raise RedisAway("the store is away")

    monkeypatch.setattr(sending.reconciling, "reconcile", away)
    with logged_by(sending) as logged:
        sending.reconcile("provider")
    assert [line["event"] for line in logged] == ["not reconciled to the end"]


def test_a_sender_that_is_not_in_the_lines_file_is_no_fault(runtime, monkeypatch):
    at_work(monkeypatch, runtime)
    sending.send_due("gone")


def test_reminders_go_out_to_those_who_said_nothing(runtime):
    planned(runtime, 4, state="waiting", turn=0)
    with runtime.database.begin() as connection:
        for number, changes in enumerate(
            ({"turn": 2}, {"ended_at": NOON}, {"due_at": NOON + timedelta(hours=1)}),
        ):
            connection.execute(update(Invitation).where(Invitation.id == f"invitation-{number}").values(**changes))
    assert plan_reminders(runtime) == 3
    found = [invitation(runtime.database, number) for number in range(4)]
    assert [(one.state, one.action) for one in found] == [("waiting", "invite")] * 3 + [("planned", "remind")]
    assert [one.due_at is None for one in found] == [True, True, False, False]
