"""The whole service as processes of its own on loopback, web with two workers, recorder and clock; its environment."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path
from typing import Self

from servers import free_port, wait_until

from app.local import web_command
from app.process import die_with_parent
from app.simulation.provider import Provider

ROOT = Path(__file__).parents[1]
WEB_WORKERS = 2
_LISTENS = "0A"
ACCOUNT, TOKEN = "AC" + "0" * 32, "a token that only tests know"
SECRETS = {
    "SECRET_KEY": "k" * 40,
    "RESPONDENT_SECRET": "r" * 40,
    "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
}
PUBLIC = "http://127.0.0.1:8000"
NOWHERE = "redis://127.0.0.1:9/0"
"""Where no server listens."""


def environment_on(database_url: str, redis_url: str = NOWHERE, **settings: str) -> dict[str, str]:
    """The environment of a service on these stores: every setting that has to be there, and ``settings``."""
    return {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "PUBLIC_URL": PUBLIC, **SECRETS, **settings}


def children_of(pid: int) -> list[int]:
    """The process ids of the children of a process whose main thread made them."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


class Service:
    """One deployment; ``settings`` are environment names beyond the usual ones."""

    def __init__(self, directory: Path, database_url: str, redis_url: str, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = directory / "service.log"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        own = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AFTERCALL_LOCAL": "1",
            "AFTERCALL_DIE_WITH_PARENT": "1",
            "DATA_DIR": str(directory),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "TEXT_SETTLE_SECONDS": "0.05",
        }
        self.environment = environment_on(database_url, redis_url, **(own | settings))

    def __enter__(self) -> Self:
        try:
            for name in ("recorder", "web", "clock"):
                self.run(name)
            wait_until(self.is_ready, 60)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all processes."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def run(self, name: str) -> None:
        """Start a process: ``web``, ``recorder`` or ``clock``."""
        web = web_command(self.port, WEB_WORKERS, "app.assembly:wsgi_app")
        with self.log_file.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                web if name == "web" else [sys.executable, "-P", "-m", "workers", name],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509 (one system call, no lock is taken)
            )

    def kill(self, name: str) -> None:
        """End a process as a crash would."""
        self.processes[name].kill()
        self.processes[name].wait()

    def web_workers(self) -> list[int]:
        """The process ids of the web workers."""
        return children_of(self.processes["web"].pid)

    def serving(self) -> int:
        """How many web workers take connections: on Linux each has a listening socket of its own."""
        lines = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
        return sum(line[1].endswith(f":{self.port:04X}") and line[3] == _LISTENS for line in lines)

    def is_ready(self) -> bool:
        """Whether the service can take calls. Raises RuntimeError where a process ended."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with {process.returncode}\n{self.log_file.read_text()[-3000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
            return answer.status == 200
        return False

    def provider(self, observe: object = None) -> Provider:
        """A provider whose webhooks go to this service."""
        return Provider(self.url, ACCOUNT, TOKEN, observe)

    def complaints(self) -> list[dict[str, object]]:
        """What the processes logged as an error, and every line that is no log entry of ours."""
        found = []
        for line in self.log_file.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                entry = {"level": "error", "event": line}
            if entry.get("level") in {"error", "critical"}:
                found.append(entry)
        return found
