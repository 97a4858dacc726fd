"""A house on each database, callers and texters in it, and the same on a cluster."""

import pytest
from houses import Caller, Texter, open_house


@pytest.fixture
def house(valkey, database_url):
    with open_house(valkey.url, database_url) as opened:
        yield opened


@pytest.fixture
def house_on_a_cluster(cluster, sqlite_url):
    with open_house(cluster, sqlite_url) as opened:
        opened.flush()
        yield opened


@pytest.fixture
def call(house):
    return lambda **more: Caller(house, **more)


@pytest.fixture
def texter(house):
    return lambda **more: Texter(house, **more)


@pytest.fixture
def call_on_a_cluster(house_on_a_cluster):
    return lambda **more: Caller(house_on_a_cluster, **more)


@pytest.fixture
def texter_on_a_cluster(house_on_a_cluster):
    return lambda **more: Texter(house_on_a_cluster, **more)
