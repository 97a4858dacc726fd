"""What pages take with a million responses of two years beside a thousand, on PostgreSQL.

``PYTHONPATH=tests python -m benchmarks.pages``. Exit 1 where a page takes 10 times as long or longer, or where counting
a day of 3,000 responses takes a second.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from servers import Postgres

from app.counting.counting import count_day
from app.counting.upkeep import count_dirty
from app.lines import Lines
from app.overview.drivers import drivers
from app.overview.funnel import funnel_page
from app.overview.overview import overview
from app.overview.view import Period, View
from app.records.database import Database, connect
from app.records.migrate import migrate
from benchmarks.page_rows import ENDS, LINES, fill

MOST_TIMES = 10.0
MOST_SECONDS_A_DAY = 1.0
ZONE = ZoneInfo("America/New_York")
LAST = date(2026, 9, 30)
PERIODS = {
    "28 days": Period(LAST - timedelta(days=27), LAST),
    "quarter": Period(date(2026, 7, 1), LAST),
    "two years": Period(date(2024, 10, 1), LAST),
}
PAGES: dict[str, Callable[..., Any]] = {"overview": overview, "drivers": drivers, "funnel": funnel_page}


@click.command()
@click.option("--many", default=1_000_000, show_default=True, type=click.IntRange(1000), help="Responses.")
@click.option("--few", default=1000, show_default=True, type=click.IntRange(100), help="Responses beside them.")
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(1), help="Times each page is measured.")
def main(many: int, few: int, rounds: int) -> None:
    """Measure each page of both in turn, for three periods, and the counting of one long day."""
    server = Postgres()
    server.start()
    try:
        small, large = (_filled(server, name, rows) for name, rows in (("few", few), ("many", many)))
        kept = _compared(small, large, rounds)
        seconds = _long_day(large)
        print(f"a day of 3,000 responses is counted in {seconds:.2f} s, at most {MOST_SECONDS_A_DAY}")
        for database in (small, large):
            database.close()
    finally:
        server.remove()
    raise SystemExit(not kept or seconds >= MOST_SECONDS_A_DAY)


def _filled(server: Any, name: str, rows: int) -> Database:
    url = server.create(name)
    migrate(url)
    database = connect(url, statement_seconds=0)
    began = time.perf_counter()
    fill(database, rows)
    made, days = time.perf_counter(), 0
    while counted := count_dirty(database, ZONE):
        days += counted
        print(f"  {rows:,} responses: {days} days counted", file=sys.stderr)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")
    took = time.perf_counter() - made
    print(f"{rows:>9,} responses made in {made - began:.0f} s, {days} days of lines counted in {took:.0f} s")
    return database


def _compared(small: Database, large: Database, rounds: int) -> bool:
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, medians of {rounds} rounds")
    kept = True
    for period, days in PERIODS.items():
        for page, made in PAGES.items():
            few, many = [], []
            for _ in range(rounds):
                few.append(_seconds(small, made, days))
                many.append(_seconds(large, made, days))
            ratio = statistics.median(more / less for less, more in zip(few, many, strict=True))
            kept = kept and ratio < MOST_TIMES
            took = f"{1000 * statistics.median(few):7.1f} ms {1000 * statistics.median(many):7.1f} ms"
            print(f"{period:10} {page:9} {took}  {ratio:5.2f} times, less than {MOST_TIMES:g}")
    return kept


def _seconds(database: Database, page: Callable[..., Any], period: Period) -> float:
    view = View(units=None, zone=ZONE, period=period)
    began = time.perf_counter()
    with database.read() as connection:
        page(connection, _lines(), view)
    return time.perf_counter() - began


def _lines() -> Lines:
    plain = {"surveys": {"voice": "a11-likert", "text": "a11-tapped"}, "languages": ["en", "es"], "program": "Benefits"}
    named = [
        {"id": f"line-{n}", "number": f"+1202555010{n}", "agency": "Example", **plain} for n in range(1, LINES + 1)
    ]
    return Lines.model_validate({"lines": named})


def _long_day(database: Database) -> float:
    """Seconds to count a day on which one line has 3,000 responses, the median of five."""
    fill(database, 3000, days=1, ends=ENDS + timedelta(days=1), lines=1)
    day = datetime.fromtimestamp(ENDS.timestamp(), UTC).astimezone(ZONE).date()
    took = []
    for _ in range(5):
        began = time.perf_counter()
        count_day(database, ZONE, "line-1", day)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
