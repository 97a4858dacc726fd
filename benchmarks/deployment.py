"""One deployment under measurement: local mode in a directory of its own, gone with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from sqlalchemy import text

from app.assembly import build_runtime
from app.conversations import calls
from app.live import keys, outbox
from app.process import DIE_WITH_PARENT
from app.runtime import Runtime
from app.settings import Settings
from benchmarks.serving import LINE_NUMBER

_ROOT = Path(__file__).parents[1]
_START_SECONDS = 60.0
_PATIENT_REDIS_SECONDS = 10.0
_BEGINNING_AT_ONCE = 4


class Deployment:
    """Valkey, web with two workers, recorder, worker and clock, as ``aftercall run`` starts them."""

    def __enter__(self) -> Self:
        self.directory = Path(tempfile.mkdtemp(prefix="aftercall-bench-"))
        self.port = _free_port()
        self._log = self.directory / "service.log"
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_ROOT), DIE_WITH_PARENT: "1"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "benchmarks.serving"],
                env=environment | {"DATA_DIR": str(self.directory), "PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            _wait(self._is_ready, _START_SECONDS, "the service did not become ready")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)
        shutil.rmtree(self.directory)

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the service ended at its start:\n{self._log.read_text(encoding='utf-8')[-3000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    @property
    def url(self) -> str:
        """The public address."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def runtime(self) -> Runtime:
        """A runtime of this process on the deployment's own Valkey and database."""
        return build_runtime(Settings.of_command({"DATA_DIR": str(self.directory)}), _PATIENT_REDIS_SECONDS)

    def waiting(self) -> int:
        """How many entries are not in the database yet."""
        return self.runtime.breaker.call(outbox.lag).entries

    def settle(self) -> None:
        """Wait until all that was answered is in the database, so that no round pays for the one before."""
        _wait(lambda: self.waiting() == 0, _START_SECONDS, "the recorder does not keep up")

    def complete_responses(self) -> int:
        """How many surveys the database holds complete."""
        with self.runtime.database.read() as connection:
            found = connection.execute(text("select count(*) from responses where status = 'complete'"))
            return int(found.scalar_one())

    def live_sessions(self) -> int:
        """How many sessions are open in the live store."""
        names = [keys.deadlines(shard) for shard in range(keys.SHARDS)]
        return self.runtime.breaker.call(lambda client: sum(int(client.zcard(name)) for name in names))

    def fill(self, sessions: int) -> None:
        """Begin ``sessions`` calls, through the service that webhooks use, and leave them open."""
        arriving = (
            calls.Call(f"CA{number:032x}", LINE_NUMBER, f"+1989{2_000_000 + number}") for number in range(sessions)
        )
        with ThreadPoolExecutor(_BEGINNING_AT_ONCE) as pool:
            list(pool.map(partial(calls.begin, self.runtime), arriving))
        self.settle()

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time used so far by web, recorder and Valkey; empty on systems without /proc."""
        if not Path("/proc/self/stat").exists():
            return {}
        used: dict[str, float] = {}
        for pid in _children(self._process.pid):
            role = _role(pid)
            if role is not None:
                used[role] = sum(map(_cpu_seconds, (pid, *_children(pid))))
        return used


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{otherwise} within {seconds:g} s")
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _role(pid: int) -> str | None:
    command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    roles = {"granian": "web", "recorder": "recorder", "valkey": "valkey"}
    return next((role for word, role in roles.items() if word in command), None)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
