"""Sending: whether two workers hold a sender's rate, and what a claim costs with many invitations planned.

``PYTHONPATH=tests .venv/bin/python -m benchmarks.sending`` starts the whole service with two workers, and a provider of
its own that answers after 50 ms and calls back twice for each text.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import servers
import yaml
from fake_provider import FakeProvider
from planned_invitations import NOON, NUMBERS, Words, line, lines, plan, zone_at_noon
from service import Service, children_of
from sqlalchemy import func, select, text

from app.outreach.claims import Clerk, claim
from app.records.database import Database, connect
from app.records.migrate import migrate
from app.records.outreach import Send
from flows.sms import segments

ANSWER_SECONDS = 0.05
WINDOW = 5.0
CHUNK = 1000
CLAIMS, ROOM = 20, {"text": 100, "voice": 100}


@click.command()
@click.option("--kind", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--rate", default=300, show_default=True, help="Segments a second; a text of the shipped survey has 3.")
@click.option("--texts", default=4000, show_default=True, help="How many are planned.")
@click.option("--backlog", default=100_000, show_default=True, help="Invitations planned while claims are timed.")
def main(kind: str, rate: int, texts: int, backlog: int) -> None:
    """Print the rate that was held, and what claims cost beside a small and a large backlog."""
    with _database(kind) as url:
        held(url, rate, texts)
    costs = {}
    for planned in (CHUNK * 4, backlog):
        with _database(kind) as url:
            costs[planned] = claim_milliseconds(url, planned)
        print(f"claim beside {planned:>7,} planned: {costs[planned]:.3f} ms an invitation")
    print(f"ratio {costs[backlog] / costs[CHUNK * 4]:.2f}")


@contextmanager
def _database(kind: str) -> Iterator[str]:
    """The URL of a new migrated database, gone afterwards."""
    if kind == "postgresql":
        server = servers.Postgres()
        server.start()
        url = server.create("bench")
        migrate(url)
        yield url
        server.remove()
        return
    with tempfile.TemporaryDirectory(prefix="aftercall-bench-") as directory:
        url = f"sqlite:///{directory}/aftercall.db"
        migrate(url)
        yield url


def held(url: str, rate: int, texts: int) -> None:
    """Send so many texts with two workers and print how many a second the provider took."""
    port, valkey = servers.free_port(), servers.Valkey()
    valkey.start()
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeProvider(reports_to=f"http://127.0.0.1:{port}", seconds=ANSWER_SECONDS) as provider,
    ):
        sender = {"id": "fast", "segments_per_second": rate}
        file = Path(folder) / "lines.yaml"
        asking = line(sender="fast", holidays="none") | {"clearance_not_needed": "nobody is asked"}
        file.write_text(yaml.safe_dump({"lines": [asking], "senders": [sender]}))
        service = Service(Path(folder), url, valkey.url, LINES_FILE=str(file), TWILIO_API_URL=provider.url)
        service.port, service.url = port, f"http://127.0.0.1:{port}"
        service.environment |= {"PORT": str(port), "PUBLIC_URL": service.url}
        with service:
            for _ in range(2):
                service.run("worker")
                service.processes[f"worker {len(service.processes)}"] = service.processes.pop("worker")
            time.sleep(3)
            database = connect(url)
            _plan(database, texts, datetime.now(UTC))
            _wait_for(provider, texts)
            time.sleep(2)
            _print_rate(provider, rate)
            with database.read() as connection:
                states = connection.execute(select(Send.state, func.count()).group_by(Send.state)).all()
            _print_cost(service, len(provider.taken_at))
            print("states two seconds later:", {row.state: row[1] for row in states})
            print("each once:", set(provider.sent_to().values()) == {1})
            database.close()
    valkey.remove()


def _wait_for(provider: FakeProvider, texts: int) -> None:
    while len(provider.taken_at) < texts:
        time.sleep(0.1)


def _print_rate(provider: FakeProvider, rate: int) -> None:
    moments = sorted(provider.taken_at)
    sizes = {segments(item["body"]) for item in provider.taken["Messages"]}
    each = statistics.mean(sizes)
    whole = (len(moments) - 1) / (moments[-1] - moments[0])
    windows = [sum(start <= at < start + WINDOW for at in moments) / WINDOW for start in _starts(moments)]
    busiest = max(sum(at <= other < at + 1 for other in moments) for at in moments[:: max(1, len(moments) // 200)])
    print(f"{len(moments):,} texts of {sizes} segments, {rate / each:.1f} a second wanted: {whole:.1f} held")
    print(f"in windows of {WINDOW:g} s: {min(windows):.1f} to {max(windows):.1f}, busiest second {busiest}")


def _print_cost(service: Service, texts: int) -> None:
    """The processor time of each process, its children's included, in milliseconds a text."""
    for name, process in service.processes.items():
        used = sum(_cpu_seconds(pid) for pid in (process.pid, *children_of(process.pid)))
        print(f"{name}: {used * 1000 / texts:.2f} ms of processor a text")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _starts(moments: list[float]) -> list[float]:
    return [moments[0] + WINDOW * index for index in range(int((moments[-1] - moments[0]) // WINDOW))]


def _plan(database: Database, count: int, now: datetime) -> None:
    for first in range(0, count, CHUNK):
        with database.begin() as connection:
            numbers = range(first, min(count, first + CHUNK))
            plan(connection, numbers, now, contact={"time_zone": zone_at_noon(now)}, sender="fast")


def claim_milliseconds(url: str, planned: int) -> float:
    """The milliseconds that an invitation costs to claim, the median of batches of 100 beside so many planned."""
    database = connect(url)
    _plan(database, planned, NOON)
    if database.engine.dialect.name == "postgresql":
        with database.begin() as connection:
            connection.execute(text("analyze"))
    clerk = Clerk(lines({"id": "fast"}, sender="fast"), NUMBERS, lambda *_: Words())
    took = []
    for _ in range(CLAIMS):
        began = time.perf_counter()
        with database.begin() as connection:
            claimed, _ = claim(connection, clerk, "fast", ROOM, NOON + timedelta(minutes=1))
        took.append((time.perf_counter() - began) * 1000 / len(claimed))
    database.close()
    return statistics.median(took)


if __name__ == "__main__":
    main()
