"""An office with a calendar: people with schedules, a mail server, and a clock that tests move."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from counted_days import count_all
from mail_server import MailServer
from many_responses import store_responses
from service import SECRETS
from sqlalchemy import select, text

from app.access import people
from app.access.audit import COMMAND, Actor
from app.access.people import Access
from app.access.roles import Role
from app.assembly import build_runtime
from app.pictures.report.ordered import of_pictures
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun
from app.reporting.orders import taking
from app.reporting.orders.making import make, of_responses
from app.reporting.orders.order import REPORT
from app.schedules import keeping
from app.schedules.delivering import deliver_due
from app.schedules.drafts import Draft
from app.schedules.planning import plan_reports
from app.schedules.preparing import prepare_due
from app.settings import Settings

NEW_YORK = ZoneInfo("America/New_York")
MONDAY_NOON = datetime(2026, 9, 21, 16, tzinfo=UTC)
ALL = Access(frozenset({Role.MANAGER}), None)


class Office:
    """Schedules on one database."""

    def __init__(self, directory, database_url, valkey_url, smtp_url):
        environment = {
            "AFTERCALL_LOCAL": "1",
            "DATA_DIR": str(directory),
            "DATABASE_URL": database_url,
            "REDIS_URL": valkey_url,
            "PUBLIC_URL": "http://localhost",
            "SMTP_URL": smtp_url,
            **SECRETS,
        }
        self.now = MONDAY_NOON
        built = build_runtime(Settings.load(environment), sql_seconds=30)
        self.runtime = dataclasses.replace(built, clock=self.seconds)
        count_all(self.database)
        self.person_id = self.person("ann@agency.gov", ALL)

    def seconds(self):
        return self.now.timestamp()

    @property
    def database(self):
        return self.runtime.database

    def person(self, email, access):
        with self.database.begin() as connection:
            return people.add(connection, email, "Ann", access, self.now, COMMAND)

    def desk(self, person_id=None):
        with self.database.read() as connection:
            person = people.by_id(connection, person_id or self.person_id)
        return keeping.Desk(self.runtime, person, Actor.person(person.id, None), self.now)

    def schedule(self, rhythm="daily", mails=("boss@agency.gov",), desk=None, **more):
        return keeping.create(desk or self.desk(), Draft("Digest", rhythm, tuple(mails), **more))

    def responses(self, count=6):
        """Finished responses of 2026-09-21, by units: north, south and none in turn."""
        store_responses(self.database, count)
        with self.database.begin() as connection:
            for number in range(1, count + 1):
                unit = ("north", "south", None)[number % 3]
                row = {"unit": unit, "id": number, "words": f"said by {unit}"}
                connection.execute(
                    text(
                        "update responses set organizational_unit = :unit, comment = :words, offered_at = started_at "
                        "where id = :id"
                    ),
                    row,
                )
        count_all(self.database)

    def wait_until(self, year, month, day, hour=7, minute=0):
        self.now = datetime(year, month, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)

    def wait(self, **by):
        self.now += timedelta(**by)

    def work(self):
        """What the clock and the workers do, until nothing is left to do at once."""
        plan_reports(self.runtime)
        prepare_due(self.runtime)
        for run in self.rows(ScheduleRun):
            if run.state == "making":
                form = taking.find(self.runtime, run.file_id, None).format
                make(self.runtime, run.file_id, lambda: False, of_pictures if form == REPORT else of_responses)
        prepare_due(self.runtime)
        return deliver_due(self.runtime)

    def rows(self, model=ScheduleRun):
        order = {ScheduleRun: "due_at", ScheduleDelivery: "recipient", Schedule: "name"}[model]
        with self.database.read() as connection:
            return connection.execute(select(model).order_by(getattr(model, order))).all()

    def close(self):
        self.database.close()
        self.runtime.breaker.client.close()
        self.runtime.queues.close()


@pytest.fixture
def mail_server():
    with MailServer() as server:
        yield server


@pytest.fixture
def office(tmp_path, database_url, valkey, mail_server):
    """The office, once on SQLite and once on PostgreSQL."""
    opened = Office(tmp_path, database_url, valkey.url, mail_server.url)
    yield opened
    opened.close()


@pytest.fixture
def small_office(tmp_path, sqlite_url, valkey, mail_server):
    """The office on SQLite."""
    opened = Office(tmp_path, sqlite_url, valkey.url, mail_server.url)
    yield opened
    opened.close()
