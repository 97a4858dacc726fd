import pytest
from api import Api


@pytest.fixture
def api(tmp_path, database_url, valkey):
    """The API, once on SQLite and once on PostgreSQL."""
    client = Api(tmp_path, database_url, valkey.url)
    yield client
    client.close()


@pytest.fixture
def sqlite_api(tmp_path, sqlite_url, valkey):
    """The API on SQLite."""
    client = Api(tmp_path, sqlite_url, valkey.url)
    yield client
    client.close()
