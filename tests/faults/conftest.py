"""A service of its own for each fault, and a crowd that calls and texts meanwhile."""

from __future__ import annotations

import pytest
import servers
from crowd import UnderWay, no_trouble
from extent import DATABASES, EACH, THINKING
from recorded import check_all
from service import Service

from app.records.database import connect


@pytest.fixture
def valkey_alone():
    """A Valkey of this test alone, since it will not survive it unharmed."""
    server = servers.Valkey()
    server.start()
    yield server
    server.remove()


@pytest.fixture(params=DATABASES)
def service(request, tmp_path, valkey_alone):
    """A service of this test alone."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    with Service(tmp_path, url, valkey_alone.url) as running:
        yield running


@pytest.fixture
def survives(service):
    """Runs a fault while people call and text; then everything they said has to be in SQL, once."""

    def run(fault, **allowed):
        crowd = UnderWay(service.provider(no_trouble), EACH, *THINKING)
        try:
            crowd.until_everybody_is_in_the_middle()
            fault()
            crowd.until_everybody_is_in_the_middle()
        finally:
            people = crowd.finish()
        heard = {entry.get("event") for entry in service.complaints()}
        assert not heard & {"voice fallback", "call ended by a fault"}, heard
        records = connect(service.environment["DATABASE_URL"])
        try:
            return check_all(records, people, seconds=60, **allowed)
        finally:
            records.close()

    return run
