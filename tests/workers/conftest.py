import pytest
from api import Api
from many_responses import store_responses


@pytest.fixture
def runtime(tmp_path, database_url, valkey):
    """A runtime with three responses in its database, once on SQLite and once on PostgreSQL."""
    client = Api(tmp_path, database_url, valkey.url)
    store_responses(client.runtime.database, 3)
    yield client.runtime
    client.close()
