from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fake_provider import DELIVERED, FakeProvider
from planned_invitations import NOON, line
from sqlalchemy import select

from app.alerting.telling import AlertDesk, tell_due
from app.conversations.entries import alert_row, bare_entry
from app.lines import Lines
from app.records.alerts import AlertNotice
from app.records.entries import write_entries
from app.telephony.client import client

STAFF = [{"name": "Duty officer", "text": "+12025550199"}]
RESPONSE = "6f1c0c39-6d0a-4a5e-9d3f-0f6d1f6f6f6f"


@dataclass
class Post:
    """A line with staff, the provider that takes texts to it, and a clock that tests move."""

    database: Any
    provider: FakeProvider
    staff: list[dict[str, str]] = field(default_factory=lambda: list(STAFF))
    smtp_url: str | None = None
    now: Any = NOON

    def write(self, *rows):
        """What the recorder does with the alerts of an entry."""
        with self.database.begin() as connection:
            write_entries(connection, [bare_entry("07-x", alerts=list(rows))])

    def distress(self, sid="SM1", line_id="benefits"):
        self.write(alert_row(line_id, sid, self.now.timestamp(), RESPONSE))

    def tell(self):
        settings = SimpleNamespace(
            twilio_account_sid="AC" + "0" * 32,
            twilio_auth_tokens=[SimpleNamespace(get_secret_value=lambda: "token")],
            twilio_api_url=self.provider.url,
        )
        lines = Lines.model_validate({"lines": [{**line(), "staff": self.staff}]})
        sender = "aftercall@example.gov"
        return tell_due(
            AlertDesk(self.database, lines, client(settings), self.smtp_url, sender, clock=lambda: self.now)
        )

    def wait(self, **delta):
        self.now += timedelta(**delta)

    def texts(self):
        return [(item["to"], item["body"]) for item in self.provider.taken["Messages"]]

    def notices(self):
        with self.database.read() as connection:
            rows = connection.execute(select(AlertNotice).order_by(AlertNotice.name, AlertNotice.way)).all()
        return [(row.name, row.way, row.state, row.tries) for row in rows]


@pytest.fixture
def post(database):
    """Makes posts; their providers are closed at the end."""
    opened = []

    def build(script=lambda *_: DELIVERED, **more):
        opened.append(FakeProvider(script).__enter__())
        return Post(database, opened[-1], **more)

    yield build
    for provider in opened:
        provider.__exit__()
