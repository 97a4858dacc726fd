"""A clearance that comes to its end stands among the alerts, and staff is told of it once, by its own watch."""

import dataclasses
from datetime import timedelta

import pytest
from api import Api
from figures_watched import Watched
from sqlalchemy import select

from app.clearances.gate import Clearances
from app.outreach.clearance_watch import watch_clearances
from app.records.alerts import Alert

CLEARANCE = {"control_number": "3206-0236", "expires": "2026-12-31", "burden_minutes": 2}


@pytest.fixture
def watched(tmp_path, database_url, valkey):
    client = Api(tmp_path, database_url, valkey.url)
    yield Watched(client.runtime, clearance=CLEARANCE)
    client.close()


def test_it_is_told_once_and_the_next_warning_takes_its_place(watched):
    here = dataclasses.replace(watched.runtime, clearances=Clearances(watched.runtime.lines, watched.runtime.database))
    watched.runtime = here
    for _ in range(2):
        watch_clearances(here)
        watched.watch()
    assert watched.alerts("kind", "about", "state") == [("clearance", "3206-0236 clearance_expires 60", "open")]
    assert watched.told() == []
    watched.now += timedelta(days=20)
    watched.watch()
    told = watched.alerts("about", "state")
    assert told == [("3206-0236 clearance_expires 60", "closed"), ("3206-0236 clearance_expires 30", "open")]
    with here.database.read() as connection:
        assert connection.execute(select(Alert.kind)).scalars().all() == ["clearance"]
