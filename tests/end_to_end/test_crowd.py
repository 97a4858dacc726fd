import os

import pytest
import servers
from crowd import no_trouble, people, run_all
from recorded import check_all
from service import ACCOUNT, TOKEN, Service
from twins import TwinProvider

CROWD = int(os.environ.get("CROWD", "30"))
SEED = int(os.environ.get("CROWD_SEED", "1"))


@pytest.fixture
def valkey_alone():
    server = servers.Valkey()
    server.start()
    yield server
    server.remove()


def test_a_crowd_whose_webhooks_all_come_twice_is_recorded_once(tmp_path, database, database_url, valkey_alone):
    with Service(tmp_path, database_url, valkey_alone.url) as service:
        crowd = people(CROWD, SEED)
        run_all(crowd, TwinProvider(service.url, ACCOUNT, TOKEN, no_trouble), 0.1, 0.1 + CROWD / 60)
        recorded = check_all(database, crowd)
        assert not any(person.doubtful for person in crowd)
        assert len(recorded.contacts) == len(recorded.invitations) == len(crowd)
        assert service.complaints() == []
