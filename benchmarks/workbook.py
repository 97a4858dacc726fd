"""What the workbook costs beside a bare loop that writes the same cells with the same library."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import openpyxl
from sqlalchemy import insert
from xlsxwriter import Workbook

from app.records.database import Database, connect
from app.records.migrate import migrate
from app.records.responses import INDICATORS, Response
from app.reporting.export import export
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection

AT_LEAST = 0.5
_SOME = 1000
_CHUNK = 5000
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (days of a workbook have no zone)


@click.command()
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(1), help="Responses to write.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Times each is measured.")
def main(rows: int, rounds: int) -> None:
    """Measure both in turn; exit 1 where the workbook's rate is less than half of the bare loop's."""
    with tempfile.TemporaryDirectory() as folder:
        database = filled(Path(folder), rows)
        cells = some_cells(database, Path(folder) / "ours.xlsx")
        ours, bare = [], []
        for _ in range(rounds):
            ours.append(seconds(lambda: workbook(database, Path(folder) / "ours.xlsx")))
            bare.append(seconds(lambda: bare_loop(cells, rows, Path(folder) / "bare.xlsx")))
        database.close()
    ratio = statistics.median(theirs / our for our, theirs in zip(ours, bare, strict=True))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {rows:,} responses, {rounds} rounds, medians")
    print(f"workbook   {rows / statistics.median(ours):8,.0f} responses/s")
    print(f"bare loop  {rows / statistics.median(bare):8,.0f} responses/s")
    print(f"ratio      {ratio:8.2f}, at least {AT_LEAST}: {'holds' if ratio >= AT_LEAST else 'FAILS'}")
    raise SystemExit(ratio < AT_LEAST)


def filled(folder: Path, rows: int) -> Database:
    """A database of so many responses, in ``folder``."""
    url = f"sqlite:///{folder / 'responses.db'}"
    migrate(url)
    database = connect(url)
    for first in range(0, rows, _CHUNK):
        with database.begin() as connection:
            connection.execute(insert(Response), [_response(n) for n in range(first, min(first + _CHUNK, rows))])
    return database


def _response(number: int) -> dict[str, object]:
    began = datetime(2026, 1, 5, 14, tzinfo=UTC) + timedelta(minutes=number % 100_000)
    point = number % 5 + 1
    shown = "positive" if point > 3 else "negative"
    return {
        "response_id": str(uuid.UUID(int=number)),
        "source": "aftercall",
        "source_id": str(uuid.UUID(int=number)),
        "line_id": "enrollment",
        "turn": 4,
        "survey_hash": "a" * 64,
        "entry": "handed_over",
        "survey_id": "a11-tapped",
        "survey_version": 1,
        "instrument": "a11-tapped",
        "channel": "sms_text_messages" if number % 3 else "automated_phone",
        "channels_used": ["sms_text_messages" if number % 3 else "automated_phone"],
        "language": "en",
        "service": "Benefits enrollment",
        "contact_ended_at": began - timedelta(seconds=5),
        "wait_seconds": number % 900,
        "respondent_key": f"{number:064x}",
        "offered_at": began,
        "started_at": began,
        "ended_at": began + timedelta(seconds=95),
        "duration_seconds": 95.25,
        "status": "complete",
        "asked_count": 4,
        "answered_count": 3,
        "trust": point,
        "trust_scale": "likert_5",
        "satisfaction": 5 - number % 5,
        **{name: number % 2 if name.startswith(shown) else None for name in INDICATORS},
        "comment": "The wait was long,\nbut the agent knew what to do." if number % 3 else None,
        "tags": [],
        "created_at": began,
        "updated_at": began,
        "change_seq": number + 1,
    }


def workbook(database: Database, path: Path) -> None:
    """The export as the command writes it."""
    with path.open("wb") as out:
        export(database, "xlsx", Asked(Selection(ZoneInfo("America/New_York"))), out)


def some_cells(database: Database, path: Path) -> list[list[object]]:
    """The cells of the first responses as a workbook holds them, days as numbers."""
    workbook(database, path)
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book["Responses"].iter_rows(min_row=2, max_row=_SOME + 1, values_only=True)
    cells = [[_plain(cell) for cell in row] for row in rows]
    book.close()
    return cells


def _plain(cell: object) -> object:
    return (cell - _DAY_ZERO) / timedelta(days=1) if isinstance(cell, datetime) else cell


def bare_loop(cells: list[list[object]], rows: int, path: Path) -> None:
    """As many rows, made of these cells over and over, in memory that does not grow."""
    book = Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(rows):
        for column, value in enumerate(cells[row % len(cells)]):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif value is not None:
                sheet.write_number(row, column, value)
    book.close()


def seconds(work) -> float:
    """How long the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
