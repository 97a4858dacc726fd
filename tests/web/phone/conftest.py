"""A service whose lines also invite, with a worker that sends, and its phone on the screen."""

from __future__ import annotations

from datetime import UTC, datetime

import browser
import pytest
import servers
import urllib3
import yaml
from recorded import Recorded, key_of
from screen_phone import CALLING, TEXTING, Page
from service import Service

from app.access import tokens
from app.access.scopes import Scope
from app.lines import LOCAL_LINES
from app.records.database import connect
from app.records.migrate import migrate
from app.settings import PROVIDER_PATH

ANY_TIME = {"delay": 1, "holidays": "none", "quarantine": None, "consent": {"call": "not_needed"}}


def _inviting(shipped, name, number, invite):
    """A line like a shipped one, which invites people a second after their contact."""
    own = {"id": name, "number": number, "languages": ["en"], "program": f"{name.title()} Line"}
    return {**shipped, **own, "outreach": {**ANY_TIME, "invite": invite}}


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    directory = tmp_path_factory.mktemp("phone")
    lines = yaml.safe_load(LOCAL_LINES.read_text(encoding="utf-8"))
    shipped = lines["lines"][0]
    lines["lines"] += [
        _inviting(shipped, "texting", TEXTING, "text"),
        _inviting(shipped, "calling", CALLING, "call"),
    ]
    lines_file = directory / "lines.yaml"
    lines_file.write_text(yaml.safe_dump(lines), encoding="utf-8")
    url = f"sqlite:///{directory / 'aftercall.db'}"
    migrate(url)
    valkey = servers.Valkey()
    valkey.start()
    service = Service(directory, url, valkey.url, LINES_FILE=str(lines_file))
    service.environment["TWILIO_API_URL"] = service.url + PROVIDER_PATH
    with service:
        service.run("worker")
        yield service
    valkey.remove()


@pytest.fixture
def service(running):
    """The running service; a test that leaves a complaint in its log fails."""
    before = len(running.complaints())
    yield running
    assert running.complaints()[before:] == []


@pytest.fixture
def records(service):
    opened = connect(service.environment["DATABASE_URL"])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def numbers():
    """Phone numbers that nobody has used before."""
    return (f"+1202557{number:04}" for number in range(1, 10_000))


@pytest.fixture
def number(numbers):
    return next(numbers)


@pytest.fixture
def recorded(records):
    """Waits until the one response of a number has ended; it and all that is recorded."""

    def find(number):
        def found():
            present = Recorded(records)
            rows = present.responses[key_of(number)]
            return (rows[0], present) if rows and rows[0].ended_at is not None else None

        servers.wait_until(found, seconds=20)
        return found()

    return find


@pytest.fixture
def reported(service, records):
    """Reports a contact of a number on a line, which is in a zone where it is about noon."""
    made = datetime.now(UTC)
    token = tokens.create(records, f"center {made.isoformat()}", [Scope.CONTACTS_WRITE], made)

    def report(number, line):
        now = datetime.now(UTC)
        contact = {
            "contact_id": f"{line} {number}",
            "line": line,
            "number": number,
            "ended_at": now.isoformat(),
            "time_zone": f"Etc/GMT{now.hour - 12:+d}",
        }
        shown = {"Authorization": f"Bearer {token}"}
        answer = urllib3.request("POST", f"{service.url}/api/v1/contacts", json=contact, headers=shown)
        assert answer.status < 300, answer.data

    return report


@pytest.fixture
def page(service):
    return Page(service)


@pytest.fixture
def other_page(service):
    return Page(service)


@pytest.fixture(params=browser.WIDTHS)
def phone(request, chromium, service):
    """The page in a window, narrow and wide, whose time is the test's to pass."""
    with browser.window(chromium, service.url, request.param) as page:
        page.clock.install()
        page.goto("/phone")
        page.locator("#app").wait_for()
        yield page
