import pytest
from api import Api
from figures_watched import Watched


@pytest.fixture
def watched(tmp_path, database_url, valkey):
    """Two lines with nothing in their database, on SQLite and on PostgreSQL."""
    client = Api(tmp_path, database_url, valkey.url)
    yield Watched(client.runtime)
    client.close()
