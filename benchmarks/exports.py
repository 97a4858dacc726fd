"""Exports of many responses beside the database's own: ``python -m benchmarks.exports``.

Measures whole commands, from their start to the last byte, on PostgreSQL against ``COPY`` by psql and on SQLite against
the ``sqlite3`` shell, with the same stored columns of the same rows, in turn. Exit 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import make_url, select

from app.records.database import connect
from app.records.responses import INDICATORS, Response
from app.reporting.formats.plain import column_names
from app.reporting.formats.streaming import sql_of
from app.reporting.selection import Selection
from app.reporting.touchpoints.kinds import with_trust
from benchmarks.export_rows import fill

LEAST_RATIO = 0.5
MOST_MEMORY_MB = 150
MOST_SECONDS_TO_FIRST_BYTE = 1.0
FORMS = ("csv", "touchpoints-v2")
_FIRST = 1 << 12
_LOOK_SECONDS = 0.1
_MADE_UP = "benchmark" * 5
SETTINGS = {
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "SECRET_KEY": _MADE_UP,
    "RESPONDENT_SECRET": _MADE_UP[::-1],
    "ENCRYPTION_KEYS": _MADE_UP,
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_AUTH_TOKEN": "none",
}


@dataclass(frozen=True)
class Run:
    """One run of a command: seconds to its first byte and to its end, bytes written, most memory in MB."""

    first: float
    seconds: float
    size: int
    memory: float


@dataclass(frozen=True)
class Compared:
    """The runs of one format on one database, ours and the database's own."""

    ours: Sequence[Run]
    theirs: Sequence[Run]

    @property
    def ratio(self) -> float:
        """Our rate over theirs: the median of the pairs, each run one after the other."""
        return statistics.median(their.seconds / our.seconds for our, their in zip(self.ours, self.theirs, strict=True))

    @property
    def within(self) -> bool:
        """Whether all limits are kept."""
        first = statistics.median(run.first for run in self.ours)
        memory = max(run.memory for run in self.ours)
        return self.ratio >= LEAST_RATIO and memory <= MOST_MEMORY_MB and first <= MOST_SECONDS_TO_FIRST_BYTE


def measured(command: Sequence[str], url: str | None = None) -> Run:
    """Runs a command and reads all that it writes. Raises CalledProcessError where it fails."""
    environment = {**os.environ, **SETTINGS, **({"DATABASE_URL": url} if url else {})}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    size, first, looked, memory = 0, 0.0, began, 0.0
    while part := os.read(process.stdout.fileno(), 1 << 20):
        now = time.perf_counter()
        size += len(part)
        # The header alone says nothing of how long the first row takes.
        first = first or (now - began if size > _FIRST else 0.0)
        if now - looked > _LOOK_SECONDS:
            looked, memory = now, max(memory, _most_memory(process.pid))
    memory = max(memory, _most_memory(process.pid))
    process.stdout.close()
    if process.wait() or not size:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds = time.perf_counter() - began
    return Run(first or seconds, seconds, size, memory)


def _most_memory(pid: int) -> float:
    """The most that a process held in memory, in MB; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def stored_columns(url: str, form: str) -> str:
    """The query for the stored columns of the rows that a format holds."""
    selection = Selection(ZoneInfo("America/New_York"))
    flat = form == "csv"
    names = column_names(identifying=False) if flat else ("response_id", "trust", *INDICATORS, "comment")
    rows = select(Response).where(*(selection.responses() if flat else with_trust(selection)))
    database = connect(url)
    try:
        with database.read() as connection:
            return sql_of(connection, rows, names)
    finally:
        database.close()


def database_command(url: str, query: str) -> list[str]:
    """The database's own program that writes the rows of a query as CSV."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return ["sqlite3", "-csv", str(address.database), query]
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return ["psql", "--quiet", "--no-psqlrc", plain, "--command", f"copy ({query}) to stdout (format csv)"]


def compared(url: str, form: str, pairs: int) -> Compared:
    """Runs ours and theirs in turn, once before to warm the caches."""
    theirs = database_command(url, stored_columns(url, form))
    ours = [sys.executable, "-c", "from app.cli import main; main()", "export", "--format", form]
    measured(theirs)
    runs = [(measured(ours, url), measured(theirs)) for _ in range(pairs)]
    return Compared([run for run, _ in runs], [run for _, run in runs])


@contextmanager
def databases() -> Iterator[list[tuple[str, str]]]:
    """Name and URL of each database that can be measured here; what is missing is told."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    import servers  # noqa: PLC0415 (the tests' servers are no part of the program)

    with tempfile.TemporaryDirectory(prefix="aftercall-exports-") as folder:
        found, server = [], None
        if shutil.which("sqlite3"):
            found.append(("SQLite", f"sqlite:///{folder}/exports.db"))
        else:
            print("SQLite is left out: its shell, sqlite3, is not installed")
        try:
            server = servers.Postgres()
            server.start()
            found.append(("PostgreSQL", server.create("exports")))
        except servers.Missing as missing:
            print(f"PostgreSQL is left out: {missing}")
        try:
            yield found
        finally:
            if server is not None:
                server.remove()


def told(name: str, form: str, rows: int, result: Compared) -> str:
    """One line of the table of results."""
    ours, theirs = (statistics.median(run.seconds for run in runs) for runs in (result.ours, result.theirs))
    first = statistics.median(run.first for run in result.ours)
    memory = max(run.memory for run in result.ours)
    return (
        f"{name:<11}{form:<16}{rows / ours:>11,.0f}{rows / theirs:>11,.0f}{result.ratio:>8.2f}{first:>8.2f}"
        f"{memory:>8.0f}  {'' if result.within else 'MISSED'}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Fills the databases, measures, prints; the exit code says whether all limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="responses in each database")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each of the two")
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"), help="one of the two databases")
    parser.add_argument("--short", action="store_true", help="one pair, and no limit: to see that it works")
    asked = parser.parse_args(arguments)
    kept = True
    with databases() as found:
        print(f"{'':<27}{'ours/s':>11}{'theirs/s':>11}{'ratio':>8}{'first s':>8}{'MB':>8}")
        for name, url in found:
            if asked.only not in {None, name}:
                continue
            rows = fill(url, asked.rows)
            for form in FORMS:
                result = compared(url, form, 1 if asked.short else asked.pairs)
                print(told(name, form, rows, result), flush=True)
                kept = kept and result.within
    return 0 if found and (kept or asked.short) else 1


if __name__ == "__main__":
    sys.exit(main())
