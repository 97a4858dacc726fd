"""Starting local mode as a user would, and finding every process that belongs to it."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
CLEARED = ("AFTERCALL", "DATABASE_URL", "REDIS_URL", "QUEUE_REDIS_URL", "VCAP", "SECRET", "TWILIO", "PUBLIC_URL")
SERVED = "import os, sys; from app import local; local.TARGET = sys.argv[1]; local.main()"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, seconds=40, what="it"):
    """Poll until ``true()`` gives something true, and return that."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        time.sleep(0.05)
    return found


def processes_of(data_dir):
    """The ids and commands of all processes whose environment or command names ``data_dir``.

    Valkey writes its title, with the path of its socket, over its environment.
    """
    mark = f"DATA_DIR={data_dir}".encode()
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if mark in (entry / "environ").read_bytes().split(b"\0") or f"{data_dir}/" in command:
                    found[int(entry.name)] = command
    return found


class Start:
    """One start of local mode on ``data_dir``; ``target`` None serves the real application, ``served`` is another
    way to start it.
    """

    def __init__(self, data_dir, port, target="stub_web:wsgi_app", served=None, **environment):
        paths = [*filter(None, [os.environ.get("PYTHONPATH")]), str(HERE), str(HERE.parents[1])]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(CLEARED)}
        self.data_dir = data_dir
        self.port = port
        served = served or (["-P", "-m", "app.local"] if target is None else ["-c", SERVED, target])
        self.errors = (data_dir.parent / f"{data_dir.name}.err").open("ab+")
        self.process = subprocess.Popen(
            [sys.executable, *served],
            env={
                **kept,
                "PYTHONPATH": os.pathsep.join(paths),
                "DATA_DIR": str(data_dir),
                "PORT": str(port),
                "WEB_WORKERS": "1",
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
        )

    def wait_ready(self, seconds=60):
        """The first line that it prints; fails with its standard error if none comes."""
        readable = select.select([self.process.stdout], [], [], seconds)[0]
        line = self.process.stdout.readline().decode() if readable else ""
        assert line, self.said()[-3000:]
        return line.strip()

    def said(self):
        """Everything on its standard error so far."""
        self.errors.seek(0)
        return self.errors.read().decode()

    def child(self, words):
        """The process id of the child whose command holds ``words``; None while there is none."""
        found = [pid for pid, command in processes_of(self.data_dir).items() if words in command]
        return min(found, default=None)

    def signal_and_wait(self, number=signal.SIGTERM, seconds=40):
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def close(self):
        """End whatever is left."""
        for pid in (self.process.pid, *processes_of(self.data_dir)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        self.process.stdout.close()
        self.errors.close()
