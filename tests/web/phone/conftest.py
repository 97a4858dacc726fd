"""A service whose lines also invite, with a worker that sends, and its phone on the screen."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import browser
import pytest
import urllib3
import yaml
from recorded import when_recorded
from running_service import service_of_its_own
from screen_phone import CALLING, TEXTING, Page

from app.access import tokens
from app.access.scopes import Scope
from app.lines import LOCAL_LINES
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
    with service_of_its_own(directory, LINES_FILE=str(lines_file)) as service:
        service.environment["TWILIO_API_URL"] = service.url + PROVIDER_PATH
        with service:
            service.run("worker")
            yield service


@pytest.fixture
def recorded(records):
    return partial(when_recorded, records, seconds=20)


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
