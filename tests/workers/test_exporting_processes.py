"""Files ordered through the real web server, made by a real exporter, which is killed or stopped in the midst."""

import json
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from many_responses import store_responses
from servers import wait_until
from service import ROOT, Service
from sqlalchemy import text, update

from app.access import tokens
from app.access.scopes import Scope
from app.records.access import File
from app.records.database import connect


class Deployment:
    """A service with an exporter, responses in its database, and a token."""

    def __init__(self, directory, database_url, redis_url):
        self.files = directory / "files"
        self.service = Service(directory, database_url, redis_url)
        self.database = connect(database_url)
        store_responses(self.database, 50)
        self.token = tokens.create(self.database, "tests", [Scope.EXPORTS_READ], datetime.now(UTC))

    def __enter__(self):
        self.service.__enter__()
        self.service.run("exporter")
        # The exporter counts days, too: while answers cannot be read it would stand there and make no file.
        wait_until(self.has_counted, 60)
        return self

    def has_counted(self):
        with self.database.read() as connection:
            begun = connection.execute(text("select count(*) from counted_zone")).scalar_one()
            return begun and not connection.execute(text("select count(*) from dirty_days")).scalar_one()

    def __exit__(self, *error):
        self.service.__exit__(*error)
        self.database.close()

    def ask(self, method, path, body=None):
        """The body of an answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.service.url}/api/v1{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def order(self, **order):
        """The id of a file that is ordered."""
        return json.loads(self.ask("POST", "/exports", order))["id"]

    def state(self, file_id):
        return json.loads(self.ask("GET", f"/exports/{file_id}"))["state"]

    def wait_for(self, file_id, state):
        wait_until(lambda: self.state(file_id) == state, 60)

    def exported(self, form):
        """What the command writes to standard output."""
        command = [sys.executable, "-c", "from app.cli import main; main()", "export", "--format", form]
        return subprocess.run(command, cwd=ROOT, env=self.service.environment, capture_output=True, check=True).stdout

    def kept(self):
        return {path.name for path in self.files.iterdir()}

    @contextmanager
    def blocked(self):
        """Nobody can read answers, so that an export stands still in its midst."""
        with self.database.begin() as connection:
            connection.execute(text("lock table answers in access exclusive mode"))
            yield


@pytest.fixture
def on_postgres(tmp_path, postgres_url, valkey):
    with Deployment(tmp_path, postgres_url, valkey.url) as deployment:
        yield deployment


def test_a_file_has_the_bytes_of_the_command(tmp_path, sqlite_url, valkey):
    with Deployment(tmp_path, sqlite_url, valkey.url) as deployment:
        for form in ("csv", "jsonl"):
            file_id = deployment.order(format=form)
            deployment.wait_for(file_id, "done")
            assert deployment.ask("GET", f"/exports/{file_id}/file") == deployment.exported(form)
        assert deployment.service.complaints() == []


def test_a_file_whose_worker_is_killed_in_the_midst_is_made_by_the_next(on_postgres, redis_client):
    with on_postgres.blocked():
        file_id = on_postgres.order(format="jsonl")
        wait_until(lambda: on_postgres.files.exists() and on_postgres.kept(), 60)
        assert on_postgres.state(file_id) == "running"
        on_postgres.service.kill("exporter")
        assert file_id not in on_postgres.kept()
    # The minute has passed: the queue holds no job of it any more, and the worker was not seen.
    redis_client.delete(*redis_client.keys("rq:*"))
    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    with on_postgres.database.begin() as connection:
        connection.execute(update(File).where(File.id == file_id).values(beat_at=long_ago))
    on_postgres.service.run("exporter")
    on_postgres.wait_for(file_id, "done")
    assert on_postgres.kept() == {file_id}
    assert on_postgres.ask("GET", f"/exports/{file_id}/file") == on_postgres.exported("jsonl")


def test_after_a_cancelled_file_and_an_emptied_queue_the_same_exporter_makes_the_next(on_postgres, redis_client):
    with on_postgres.blocked():
        cancelled = on_postgres.order(format="jsonl")
        wait_until(lambda: on_postgres.files.exists() and on_postgres.kept(), 60)
        following = on_postgres.order(format="csv")
        on_postgres.ask("DELETE", f"/exports/{cancelled}")
        assert on_postgres.state(cancelled) == "cancelled"
        redis_client.delete(*redis_client.keys("rq:*"))
    on_postgres.wait_for(following, "done")
    assert on_postgres.kept() == {following}
    assert on_postgres.service.processes["exporter"].poll() is None


def test_an_exporter_that_is_stopped_in_the_midst_leaves_the_file_to_the_next(on_postgres):
    with on_postgres.blocked():
        file_id = on_postgres.order(format="jsonl")
        wait_until(lambda: on_postgres.files.exists() and on_postgres.kept(), 60)
        on_postgres.service.processes["exporter"].terminate()
    assert on_postgres.service.processes["exporter"].wait(30) == 0
    assert on_postgres.kept() <= {file_id}
    on_postgres.service.run("exporter")
    on_postgres.wait_for(file_id, "done")
    assert on_postgres.service.complaints() == []
