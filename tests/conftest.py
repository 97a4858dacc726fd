"""Fixtures that all tests share: real servers, a fresh database on each kind, and no way off the machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import uuid
from pathlib import Path

import browser
import pytest
import servers
import voices
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from shipped_once import shipped_once

from app.live.client import connect as connect_redis
from app.records.database import connect
from app.records.migrate import migrate

pytest_plugins = ["running_service"]

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 * 2**30


def _takes_files(directory):
    return os.access(directory, os.W_OK) and shutil.disk_usage(directory).free > _ROOM_BYTES


if "TMPDIR" not in os.environ and _takes_files(_MEMORY):
    # A new database for each of thousands of tests: in memory they take half the time that a disk takes for them.
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whatever a script starts in the background ignores interrupts, and so would the commands that tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    original = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        return original(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _shipped_once():
    with shipped_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory):
    compiled = FileSystemBytecodeCache(tmp_path_factory.mktemp("templates"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": compiled})
        yield


def skip_or_fail(reason):
    """Skips the test, naming what is missing; fails it where everything is required."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def said_in():
    """Measures speech with espeak-ng: words and their language in, seconds out."""
    if not voices.ESPEAK:
        skip_or_fail("espeak-ng is not installed: it speaks the prompts that are measured")
    return voices.said_in


@pytest.fixture(scope="session")
def chromium():
    """A running browser."""
    if not browser.CHROMIUM:
        skip_or_fail("chromium is not installed: it shows the pages that are looked at")
    with browser.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def valkey_server():
    server = servers.Valkey()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def valkey(valkey_server):
    """The running server, emptied."""
    if valkey_server.process is None or valkey_server.process.poll() is not None:
        valkey_server.start()
    with connect_redis(valkey_server.url, timeout_seconds=5) as client:
        client.flushall()
        client.script_flush()
    return valkey_server


@pytest.fixture
def redis_client(valkey):
    with connect_redis(valkey.url, timeout_seconds=5) as client:
        yield client


@pytest.fixture(scope="session")
def _cluster_url():
    nodes = [servers.Valkey(cluster=True) for _ in range(3)]
    for node in nodes:
        node.start()
    servers.join(nodes)
    yield nodes[0].url.replace("redis://", "redis+cluster://")
    for node in nodes:
        node.remove()


@pytest.fixture
def cluster(_cluster_url):
    """The URL of a cluster of three nodes, emptied."""
    with connect_redis(_cluster_url, timeout_seconds=5) as client:
        client.flushall()
    return _cluster_url


@pytest.fixture(scope="session")
def _postgres_or_reason():
    try:
        server = servers.Postgres()
    except servers.Missing as missing:
        yield None, str(missing)
        return
    server.start()
    server.create("migrated")
    migrate(server.url("migrated"))
    yield server, ""
    server.remove()


@pytest.fixture
def postgres(_postgres_or_reason):
    """The running PostgreSQL server."""
    server, reason = _postgres_or_reason
    if server is None:
        skip_or_fail(reason)
    if server.process is None or server.process.poll() is not None:
        server.start()
    return server


@pytest.fixture
def empty_postgres_url(postgres):
    """A new database without tables."""
    name = f"empty_{uuid.uuid4().hex}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def postgres_url(postgres):
    """A new migrated database on PostgreSQL."""
    name = f"test_{uuid.uuid4().hex}"
    yield postgres.create(name, template="migrated")
    postgres.drop(name)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template, tmp_path):
    """A new migrated database on SQLite."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'aftercall.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The URL of a new migrated database, once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def database(database_url):
    """A new migrated database, once on SQLite and once on PostgreSQL."""
    opened = connect(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url):
    opened = connect(sqlite_url)
    yield opened
    opened.close()
