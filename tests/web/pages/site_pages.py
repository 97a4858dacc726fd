"""The pages in this process, seen by a browser that only reads: forms are found, filled in and sent as they stand."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime

from service import SECRETS

from app.access import links, passwords, people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.assembly import build_runtime, create_app
from app.settings import Settings

PASSWORD = "a sentence that is long"
ADMINISTRATOR = Access(frozenset({Role.ADMINISTRATOR}))


class Site:
    """The application on its own database, with a clock that tests can set."""

    def __init__(self, directory, database_url, valkey_url, **settings):
        environment = {
            "AFTERCALL_LOCAL": "1",
            "DATA_DIR": str(directory),
            "DATABASE_URL": database_url,
            "REDIS_URL": valkey_url,
            "PUBLIC_URL": "http://localhost",
            **SECRETS,
            **settings,
        }
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()
        built = build_runtime(Settings.load(environment))
        self.runtime = dataclasses.replace(built, clock=lambda: self.now)
        self.app = create_app(self.runtime)
        self.app.testing = True

    @property
    def moment(self):
        return datetime.fromtimestamp(self.now, UTC)

    def person(self, email="ann@agency.gov", access=ADMINISTRATOR, password=PASSWORD):
        """The id of a new person with a password."""
        with self.runtime.database.begin() as connection:
            person_id = people.add(connection, email, "Ann", access, self.moment, COMMAND)
            links.set_password(connection, person_id, passwords.hashed(password), self.moment, COMMAND)
        return person_id

    def browser(self):
        return Browser(self.app.test_client())

    def inside(self, email="ann@agency.gov", password=PASSWORD):
        """A browser in which the person is signed in."""
        browser = self.browser()
        answer = browser.send("/sign-in", email=email, password=password)
        assert answer.status_code == 302, answer.text
        return browser

    def close(self):
        self.runtime.database.close()
        self.runtime.breaker.client.close()
        self.runtime.queues.close()


class Browser:
    """A client that keeps cookies and sends forms with the hidden fields that it read."""

    def __init__(self, client):
        self.client = client

    def get(self, path):
        return self.client.get(path, buffered=True)

    def send(self, path, to=None, **fields):
        """Read the page at ``path`` and send its form."""
        page = self.get(path)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        return self.client.post(to or path, data={**hidden, **fields}, buffered=True)
