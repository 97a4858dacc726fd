"""The real service for whole conversations: granian with two workers, Valkey, recorder and clock."""

from __future__ import annotations

import itertools

import pytest
import servers
from crowd import no_trouble
from recorded import Recorded, key_of
from service import Service

from app.records.database import connect
from app.records.migrate import migrate


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """A service on SQLite and a Valkey of its own; tests use numbers of their own."""
    directory = tmp_path_factory.mktemp("service")
    url = f"sqlite:///{directory / 'aftercall.db'}"
    migrate(url)
    valkey = servers.Valkey()
    valkey.start()
    with Service(directory, url, valkey.url) as service:
        yield service
    valkey.remove()


@pytest.fixture
def service(running):
    """The running service; a test that leaves a complaint in its log fails."""
    before = len(running.complaints())
    yield running
    assert running.complaints()[before:] == []


@pytest.fixture
def provider(service):
    """A provider that holds every document against the schema."""
    return service.provider(no_trouble)


@pytest.fixture
def records(service):
    """The service's database."""
    opened = connect(service.environment["DATABASE_URL"])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def numbers():
    """Phone numbers that nobody has used before."""
    return (f"+1202558{number:04}" for number in itertools.count(1))


@pytest.fixture
def number(numbers):
    """A phone number that nobody has used before."""
    return next(numbers)


@pytest.fixture
def recorded(records):
    """Waits until the one response of a number looks as it should, and returns it with all that is recorded."""

    def find(number, holds=lambda response: response.ended_at is not None):
        def found():
            present = Recorded(records)
            rows = present.responses[key_of(number)]
            return (rows[0], present) if rows and holds(rows[0]) else None

        servers.wait_until(found, seconds=5)
        return found()

    return find
