"""The demonstration is made by the service itself, so all that is counted and told of it has to add up."""

from datetime import UTC, datetime, timedelta

import pytest
from counted_days import check_counted
from service import environment_on
from sqlalchemy import func, select

from app.assembly import build_runtime
from app.demo.__main__ import LINES
from app.demo.fill import fill
from app.demo.filling import Filling
from app.outreach.funnel import funnel_between
from app.records.contacts import Contact
from app.records.responses import Answer, Response
from app.settings import Settings

ENDS = datetime(2026, 9, 18, 21, tzinfo=UTC)
"""A Friday, in the afternoon."""
DAYS = 3


@pytest.fixture
def settings(tmp_path, database_url, valkey):
    own = {"AFTERCALL_LOCAL": "1", "LINES_FILE": str(LINES), "DATA_DIR": str(tmp_path)}
    return Settings.load(environment_on(database_url, valkey.url, **own))


@pytest.fixture
def runtime(settings):
    runtime = build_runtime(settings, 5.0, 30.0)
    runtime.catalogue.publish()
    yield runtime
    runtime.database.close()
    runtime.breaker.client.close()
    runtime.queues.close()


def test_three_days_have_all_units_channels_and_ends_and_add_up(runtime):
    days = []
    Filling(runtime, ENDS, DAYS, lambda done, of: days.append((done, of))).run()
    assert days == [(1, 3), (2, 3), (3, 3)]
    with runtime.database.read() as connection:
        units = set(connection.execute(select(Response.organizational_unit).distinct()).scalars())
        services = set(connection.execute(select(Response.service).distinct()).scalars())
        channels = set(connection.execute(select(Response.channel).distinct()).scalars())
        statuses = set(connection.execute(select(Response.status).distinct()).scalars())
        contacts = connection.execute(select(func.count()).select_from(Contact)).scalar()
        last = connection.execute(select(func.max(Contact.created_at))).scalar()
        begins = ENDS - timedelta(days=DAYS)
        counted = [
            sum(funnel_between(connection, line.id, begins, ENDS).cells.values()) for line in runtime.lines.lines
        ]
        written = connection.execute(select(Answer.text).where(Answer.measure == "comment", Answer.missing.is_(None)))
        comments = list(written.scalars())
    assert units == {f"{where} contact center" for where in ("Eastern", "Western", "Central", "Southern")}
    assert services == {"Benefits enrollment", "Card replacement"}
    assert channels == {"automated_phone", "sms_text_messages"}
    assert {"complete", "broken_off"} <= statuses
    assert contacts == sum(counted)
    assert last <= ENDS
    assert comments
    check_counted(runtime.database)


def test_a_database_with_contacts_is_left_as_it_is(runtime, settings):
    Filling(runtime, ENDS, 1).run()
    with runtime.database.read() as connection:
        before = connection.execute(select(func.count()).select_from(Contact)).scalar()
    fill(settings)
    with runtime.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Contact)).scalar() == before > 0
