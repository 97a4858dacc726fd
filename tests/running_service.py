"""Fixtures on a service that all tests of a directory share; its own conftest starts it as ``running``."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import servers
from service import Service

from app.records.database import connect
from app.records.migrate import migrate


@contextmanager
def service_of_its_own(directory, **settings):
    """A service, to be started, on SQLite and a Valkey of its own."""
    url = f"sqlite:///{directory / 'aftercall.db'}"
    migrate(url)
    valkey = servers.Valkey()
    valkey.start()
    try:
        yield Service(directory, url, valkey.url, **settings)
    finally:
        valkey.remove()


@pytest.fixture
def service(running):
    """The running service; a test that leaves a complaint in its log fails."""
    before = len(running.complaints())
    yield running
    assert running.complaints()[before:] == []


@pytest.fixture
def records(service):
    """The service's database."""
    opened = connect(service.environment["DATABASE_URL"])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def numbers():
    """Phone numbers that nobody has used before."""
    return (f"+1202558{number:04}" for number in range(1, 10_000))


@pytest.fixture
def number(numbers):
    """A phone number that nobody has used before."""
    return next(numbers)
