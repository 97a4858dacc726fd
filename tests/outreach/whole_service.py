"""The whole service in one process: its doors, sweeps, jobs and recorder, all by a clock of the test's."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml
from api import Api
from reported_contacts import CLEARANCE
from service import SECRETS

from app.assembly import build_runtime, create_app
from app.live import keys
from app.records.entries import write_entries
from app.settings import Settings
from app.telephony.signatures import HEADER, sign
from workers import sending
from workers.sweeps import SWEEPS

PUBLIC = "http://127.0.0.1:8000"
LINE_NUMBER = "+12025550100"
REDIS_SECONDS = 5.0
"""A slow machine is no fault here."""
OUTREACH = {
    "invite": "text",
    "holidays": "none",
    "regions": ["US", "GU"],
    "quarantine": "3d",
    "reminder": {"after": "20h"},
    "fall_back": {"undeliverable_text": "call"},
    "consent": {"call": "not_needed"},
    "sender": "fast",
    "prices": {"segment": 0.01, "minute": 0.02},
}
LINE = {
    "id": "benefits",
    "number": LINE_NUMBER,
    "surveys": {"voice": "a11-likert", "text": "a11-likert"},
    "languages": ["en"],
    "agency": "Department of Example",
    "program": "Benefits",
    "sampling_rate": 0.9,
    "clearance": {**CLEARANCE, "expires": "2099-12-31"},
    "fields": {"help_number": "800-555-0100", "notice_url": "example.gov/s1", "notice_url_spoken": "example dot gov"},
    "outreach": OUTREACH,
}
SENDER = {"id": "fast", "segments_per_second": 1000, "calls_per_second": 1000}


class WholeService:
    """One deployment. ``clock`` gives seconds since 1970 and is the only time that it knows."""

    def __init__(self, directory: Any, database_url: str, valkey_url: str, provider: Any, patch: Any) -> None:
        lines = directory / "lines.yaml"
        lines.write_text(yaml.safe_dump({"lines": [LINE], "senders": [SENDER]}), encoding="utf-8")
        more = {"LINES_FILE": str(lines), "TWILIO_API_URL": provider.url, "TEXT_SETTLE_SECONDS": "0"}
        self.api = Api(directory, database_url, valkey_url, **more)
        runtime = build_runtime(Settings.load(self.api.environment), redis_seconds=REDIS_SECONDS)
        self.runtime = replace(runtime, clock=provider.clock)
        self.runtime.catalogue.publish()
        self.api.app = create_app(self.runtime)
        for made in ("_leases", "_desk"):
            patch.setattr(sending, made, cache(getattr(sending, made).__wrapped__))
        patch.setattr(sending, "runtime_of_worker", lambda: self.runtime)

    def close(self) -> None:
        """Close what was opened."""
        self.api.close()
        self.runtime.database.close()
        self.runtime.breaker.client.close()
        self.runtime.queues.close()

    def hook(self, url: str, **fields: str) -> str:
        """What a signed webhook of the provider is answered; ``url`` with or without our address, and a fragment."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        signed = {HEADER: sign(SECRETS["TWILIO_AUTH_TOKEN"], PUBLIC + target, fields.items())}
        form = {"data": urlencode(fields), "content_type": "application/x-www-form-urlencoded"}
        answer = self.api.app.test_client().post(target, headers=signed, **form)
        assert answer.status_code in {200, 204}, answer.text
        return str(answer.text)

    def sweep(self) -> None:
        """What the clock does."""
        for sweep in SWEEPS:
            sweep(self.runtime)

    def send(self) -> None:
        """What a worker does that the clock woke."""
        sending.send_due("fast")

    def reconcile(self) -> None:
        """What a worker does once a minute."""
        sending.reconcile("provider")

    def record(self) -> None:
        """What the recorder does."""
        client = self.runtime.breaker.client
        for shard in range(keys.SHARDS):
            items = client.xrange(keys.outbox(shard))
            if items:
                with self.runtime.database.begin() as connection:
                    write_entries(connection, [json.loads(item["e"]) for _, item in items])
                client.xdel(keys.outbox(shard), *(name for name, _ in items))


def words_of(document: str) -> str:
    """The words of the texts in a TwiML answer."""
    return unescape("\n".join(re.findall(r"<Message[^>]*>(.*?)</Message>", document, re.DOTALL)))


def action_of(document: str) -> str | None:
    """Where a key goes that is pressed now; None where the call is over, or goes elsewhere."""
    found = re.search(r'action="([^"#]*)', document)
    return None if found is None else unescape(found[1])
