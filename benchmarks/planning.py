"""Contacts in: ``python -m benchmarks.planning``.

What deciding on and planning a contact costs with few and with many invitations planned already, in turn on two SQLite
databases. With ``--import N``, also what a CSV import of that many contacts takes, as a command from its start to its
end, and the most memory it held. Exit 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography.fernet import Fernet
from sqlalchemy import insert

from app.assembly import build_runtime
from app.outreach.contact_reports import ContactReport
from app.outreach.contacts import report, rules_of
from app.outreach.planning import Rules
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation
from app.records.database import Database, connect
from app.records.migrate import migrate
from app.records.outreach import LastAsked
from app.settings import Settings
from benchmarks.paired import Estimate, estimate

MOST_RATIO = {1: 1.10, 500: 1.50}
"""By contacts in a batch. With few rows those of a large batch share the pages of the indexes, with many each has its
own, which is what the second limit allows for."""
MOST_MEMORY_MB = 150
_LOOK_SECONDS = 0.1
_AREAS = (206, 212, 303, 305, 415, 512, 602, 617, 702, 808)
_LINE = {
    "id": "benefits",
    "number": "+12025550100",
    "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
    "languages": ["en", "es"],
    "agency": "Department of Example",
    "program": "Benefits Help Line",
    "clearance": {"control_number": "1234-5678", "expires": "2099-12-31", "burden_minutes": 2},
    "outreach": {"invite": "text"},
}
_COLUMNS = "contact_id line number ended_at queue agent outcome wait_seconds handle_seconds".split()


def environment(directory: Path, sampling_rate: float = 1.0) -> dict[str, str]:
    """Settings with one line, which asks the given share of people by text."""
    lines = directory / "lines.yaml"
    lines.write_text(yaml.safe_dump({"lines": [{**_LINE, "sampling_rate": sampling_rate}]}), encoding="utf-8")
    return {
        "DATABASE_URL": f"sqlite:///{directory / 'aftercall.db'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "LINES_FILE": str(lines),
        "SECRET_KEY": "benchmark" * 5,
        "RESPONDENT_SECRET": "benchmark" * 5,
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "none",
    }


def person(number: int) -> str:
    """A phone number for each whole number below 79 million."""
    return f"+1{_AREAS[number % len(_AREAS)]}{2_000_000 + number // len(_AREAS)}"


def fill(database: Database, rules: Rules, count: int, now: datetime) -> None:
    """As many invitations that are planned and not due yet."""
    sealed = rules.numbers.seal(person(0))
    for first in range(0, count, 10_000):
        keys = {n: respondent_key(rules.secret, person(n)) for n in range(first, min(count, first + 10_000))}
        asked = [
            {"agency": _LINE["agency"], "respondent_key": key, "asked_at": now, "contact_id": "stood"}
            for key in keys.values()
        ]
        contacts = [_contact(rules, n, key, sealed, now) for n, key in keys.items()]
        invitations = [_invitation(rules, n, key, now) for n, key in keys.items()]
        with database.begin() as connection:
            for model, rows in ((Contact, contacts), (Invitation, invitations), (LastAsked, asked)):
                connection.execute(insert(model), rows)


def _contact(rules: Rules, number: int, key: str, sealed: str, now: datetime) -> dict[str, Any]:
    return {
        "id": rules.contact_id(f"stood-{number}"),
        "external_id": f"stood-{number}",
        "line_id": "benefits",
        "created_at": now,
        "reported_by": "center",
        "state": "ended",
        "decision": "ask",
        "respondent_key": key,
        "sealed_number": sealed,
    }


def _invitation(rules: Rules, number: int, key: str, now: datetime) -> dict[str, Any]:
    return {
        "id": f"invitation-{number}",
        "contact_id": rules.contact_id(f"stood-{number}"),
        "line_id": "benefits",
        "created_at": now,
        "kind": "text",
        "door": "text",
        "state": "planned",
        "action": "invite",
        "sender": "benefits",
        "respondent_key": key,
        "due_at": now + timedelta(seconds=number % 80_000),
    }


def batches(prefix: str, size: int, now: datetime) -> Iterator[list[ContactReport]]:
    """Contacts of people who were not asked before, batch by batch."""
    number = 1_000_000
    ended = (now - timedelta(minutes=1)).isoformat()
    while True:
        numbers = range(number, number + size)
        given = ({"contact_id": f"{prefix}-{n}", "line": "benefits", "number": person(n)} for n in numbers)
        yield [ContactReport.model_validate({**one, "ended_at": ended, "queue": "claims"}) for one in given]
        number += size


def growth(few: int, many: int, size: int, pairs: int) -> Estimate:
    """Time of a batch with ``many`` planned over that with ``few``, who goes first changing from pair to pair."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as directory:
        sides = []
        for count in (few, many):
            place = Path(directory) / str(count)
            place.mkdir()
            settings = Settings.load(environment(place))
            migrate(settings.database_url)
            rules, database = rules_of(build_runtime(settings)), connect(settings.database_url)
            fill(database, rules, count, now)
            sides.append((database, rules, batches(str(count), size, now)))
        _round(sides, now)
        ratios = []
        for pair in range(pairs):
            order = sides if pair % 2 else sides[::-1]
            times = _round(order, now)
            small, large = times if pair % 2 else times[::-1]
            ratios.append(large / small)
            costs = f"{few:,} planned {small / size * 1e6:.0f} µs, {many:,} planned {large / size * 1e6:.0f} µs"
            print(f"batches of {size}: {costs} a contact")
        for database, *_ in sides:
            database.close()
    return estimate(ratios)


def _round(sides: Sequence[tuple[Database, Rules, Iterator[list[ContactReport]]]], now: datetime) -> list[float]:
    """Seconds of processor time for a batch of each; unlike the clock it does not count what others do meanwhile."""
    times = []
    for database, rules, given in sides:
        batch = next(given)
        began = time.process_time()
        outcomes = report(database, rules, batch, now)
        times.append(time.process_time() - began)
        assert all(outcome.code == "ask" for outcome in outcomes)
    return times


def imported(count: int, sampling_rate: float) -> tuple[float, float]:
    """Seconds and most megabytes of an import of as many contacts."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        given = environment(place, sampling_rate)
        migrate(given["DATABASE_URL"])
        write(place / "contacts.csv", count)
        start = "from app.cli import main; main()"
        command = [sys.executable, "-c", start, "contacts", "import", str(place / "contacts.csv")]
        began = time.monotonic()
        process = subprocess.Popen(command, env={**os.environ, **given})
        memory = 0.0
        while process.poll() is None:
            memory = _peak_mb(process.pid) or memory
            time.sleep(_LOOK_SECONDS)
        assert process.returncode == 0, f"the import ended with status {process.returncode}"
        return time.monotonic() - began, memory


def _peak_mb(process: int) -> float | None:
    """The most memory a process held since its program began; None where it is gone."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else None


def write(path: Path, count: int) -> None:
    """A file of contacts that ended within the last ten hours."""
    chance, now = random.Random(4), datetime.now(UTC)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(_COLUMNS)
        for number in range(count):
            ended = (now - timedelta(seconds=chance.randrange(36_000))).isoformat(timespec="seconds")
            about = chance.choice(["claims", "appeals"]), f"agent {chance.randrange(300)}", "resolved"
            spans = chance.randrange(600), chance.randrange(1800)
            rows.writerow([f"call-{number}", "benefits", person(chance.randrange(70_000_000)), ended, *about, *spans])


def main() -> None:
    """Measure and print; exit 1 where a limit is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pairs", type=int, default=15)
    options.add_argument("--few", type=int, default=1_000)
    options.add_argument("--many", type=int, default=100_000)
    options.add_argument("--import", dest="count", type=int, metavar="N", help="also import N contacts from a file")
    given = options.parse_args()
    missed = False
    for size, most in MOST_RATIO.items():
        ratio = growth(given.few, given.many, size, given.pairs)
        print(f"batches of {size}, {given.many:,} planned over {given.few:,}: {ratio}; limit {most}")
        missed |= ratio.low > most
    if given.count:
        seconds, memory = imported(given.count, sampling_rate=0.1)
        speed = f"{seconds:.0f} s, {given.count / seconds:,.0f} a second"
        print(f"import of {given.count:,}: {speed}, {memory:.0f} MB; limit {MOST_MEMORY_MB}")
        missed |= memory > MOST_MEMORY_MB
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
