"""Invitations sent by the real clock and workers, whose texts are reported back to the real web server."""

from datetime import UTC, datetime

import pytest
import servers
import yaml
from extent import DATABASES, FULL
from fake_provider import FakeProvider
from planned_invitations import line, person, plan, zone_at_noon
from servers import wait_until
from service import Service
from sqlalchemy import func, select

from app.live.client import connect as connect_redis
from app.records.contacts import Invitation
from app.records.database import connect
from app.records.outreach import Send
from app.records.responses import Response

PEOPLE = 10_000 if FULL else 300
RATE = 200
"""Texts a second."""
SEGMENTS = 4
"""Of each of them, at most."""


@pytest.fixture(params=DATABASES)
def deployed(request, tmp_path, valkey_alone):
    """A service with two workers whose texts go to a provider that reports back to it."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    port = servers.free_port()
    sender = {"id": "fast", "segments_per_second": SEGMENTS * RATE}
    lines_file = tmp_path / "lines.yaml"
    asking = line(sender="fast", holidays="none") | {"clearance_not_needed": "only staff are asked"}
    lines_file.write_text(yaml.safe_dump({"lines": [asking], "senders": [sender]}))
    with FakeProvider(reports_to=f"http://127.0.0.1:{port}") as provider:
        service = Service(tmp_path, url, valkey_alone.url, LINES_FILE=str(lines_file), TWILIO_API_URL=provider.url)
        service.port, service.url = port, f"http://127.0.0.1:{port}"
        service.environment |= {"PORT": str(port), "PUBLIC_URL": service.url}
        with service:
            service.run("worker")
            yield service, provider


def planned(database, count):
    now = datetime.now(UTC)
    with database.begin() as connection:
        plan(connection, range(count), now, contact={"time_zone": zone_at_noon(now)}, sender="fast")


def counted(database, column, *where):
    with database.read() as connection:
        return dict(connection.execute(select(column, func.count()).where(*where).group_by(column)).all())


def add_worker(service):
    service.processes["another"] = service.processes.pop("worker")
    service.run("worker")


def test_texts_go_out_are_reported_back_and_begin_their_sessions(deployed):
    service, provider = deployed
    database = connect(service.environment["DATABASE_URL"])
    planned(database, 20)
    wait_until(lambda: counted(database, Send.state) == {"delivered": 20}, 60)
    assert provider.sent_to() == {person(number): 1 for number in range(20)}
    assert counted(database, Invitation.state, Invitation.delivered_at.is_not(None)) == {"waiting": 20}
    wait_until(lambda: counted(database, Response.entry) == {"invited_text": 20})
    assert service.complaints() == []
    database.close()


def test_a_live_store_and_queue_that_are_emptied_cost_no_invitation(deployed, valkey_alone):
    service, provider = deployed
    add_worker(service)
    database = connect(service.environment["DATABASE_URL"])
    planned(database, PEOPLE)
    for share in (4, 2):
        wait_until(lambda share=share: len(provider.taken_at) >= PEOPLE // share, 120)
        with connect_redis(valkey_alone.url, timeout_seconds=5) as client:
            client.flushall()
    wait_until(lambda: len(provider.taken_at) >= PEOPLE, 300)
    wait_until(lambda: set(counted(database, Send.state)) == {"delivered"}, 120)
    assert provider.sent_to() == {person(number): 1 for number in range(PEOPLE)}
    database.close()
