import uuid

import pytest
from fake_provider import DELIVERED, FakeProvider
from planned_invitations import plan
from scripted_houses import House
from sqlalchemy import insert

from app.records.responses import Response
from app.records.upserts import number_changes


@pytest.fixture
def responses_of_a_clearance(database):
    """Writes responses that were given under the clearance 1234-5678."""

    def write(count, at, answered=1, *, test=False):
        shared = {"source": "aftercall", "turn": 1, "entry": "invited_text", "survey_id": "s", "status": "complete"}
        more = {"channel": "automated_phone", "channels_used": [], "tags": [], "instrument": "a11-likert"}
        when = {"created_at": at, "updated_at": at, "clearance": "1234-5678", "answered_count": answered, "test": test}
        with database.begin() as connection:
            for _ in range(count):
                made = str(uuid.uuid4())
                row = {"response_id": made, "source_id": made, **shared, **more, **when}
                connection.execute(insert(Response), [row])
            number_changes(connection)

    return write


@pytest.fixture
def planned(database):
    """Plans invitations of the people of these numbers."""

    def planning(numbers=(0,), **changes):
        with database.begin() as connection:
            plan(connection, numbers, **changes)

    return planning


@pytest.fixture
def house(database):
    """Makes houses; their providers are closed at the end."""
    opened = []

    def build(script=lambda *_: DELIVERED, provider_options=None, **outreach):
        provider = FakeProvider(script, **(provider_options or {})).__enter__()
        opened.append(provider)
        return House(database, provider, holidays="none", **outreach)

    yield build
    for provider in opened:
        provider.__exit__()
