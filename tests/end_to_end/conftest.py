"""The real service for whole conversations: granian with two workers, Valkey, recorder and clock."""

from __future__ import annotations

from functools import partial

import pytest
from crowd import no_trouble
from recorded import when_recorded
from running_service import service_of_its_own


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """A service on SQLite and a Valkey of its own; tests use numbers of their own."""
    with service_of_its_own(tmp_path_factory.mktemp("service")) as service, service:
        yield service


@pytest.fixture
def provider(service):
    """A provider that holds every document against the schema."""
    return service.provider(no_trouble)


@pytest.fixture
def recorded(records):
    return partial(when_recorded, records, seconds=5)
