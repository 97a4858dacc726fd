"""``aftercall clearances``: OMB control numbers with their dates and limits, and how much of each is used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from app.assembly import lines_file_of
from app.clearances.overview import Overview, overview
from app.clearances.warnings import said
from app.commands.import_runs import FILE, carry_out, import_options
from app.lines import load_lines
from app.records.database import connect
from app.records.queries import require_tables
from app.reporting.imports.clearances import CLEARANCES, ClearanceRow, save_clearances
from app.reporting.imports.csv_rows import rows_of
from app.reporting.imports.running import OnError, run
from app.settings import Settings


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def clearances(context: click.Context, *, as_json: bool) -> None:
    """Say how long each OMB clearance lasts, and how much of it is used."""
    if context.invoked_subcommand is not None:
        return
    settings, now = Settings.of_command(), datetime.now(UTC)
    lines = load_lines(lines_file_of(settings))
    database = connect(settings.database_url, statement_seconds=0)
    try:
        with database.read() as connection:
            require_tables(connection)
            found = overview(connection, lines, now)
    finally:
        database.close()
    for one in found:
        told = as_object(one, now)
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_told(one, told)) + "\n")


@clearances.command("import")
@click.argument("file", type=FILE)
@import_options
def import_(file: Path, *, on_error: OnError, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of clearances; importing it again changes nothing.

    Its columns: control_number, expires_on, and where known title, issued_on, burden_minutes, approved_responses,
    approved_hours, extended_until with extended_reason and extended_by, and federal_register_url.
    """
    save = partial(save_clearances, source=file.name, now=datetime.now(UTC))
    carry_out(
        lambda database, manner: run(database, [rows_of(file, ClearanceRow, CLEARANCES.keys)], save, manner),
        Settings.of_command(),
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )


def as_object(one: Overview, now: datetime) -> dict[str, Any]:
    """A clearance as the command tells it to programs: days as ISO 8601, counts as they are, null where unknown."""
    approval, standing = one.standing.approval, one.standing
    return {
        "control_number": approval.control_number,
        "title": approval.title,
        "expires_on": str(approval.expires_on),
        "valid_through": str(approval.valid_through),
        "days_left": standing.days_left(now),
        "year_begins": str(standing.year.begins),
        "year_ends": str(standing.year.ends),
        "responses": standing.used,
        "approved_responses": approval.approved_responses,
        "hours": None if standing.hours_used is None else round(standing.hours_used, 2),
        "approved_hours": approval.approved_hours,
        "limit": approval.limit,
        "sampling": standing.factor(now),
        "stopped": standing.days_left(now) < 0 or standing.used_up(now),
        "lines": list(one.lines),
        "warnings": [
            {"kind": row.kind, "level": row.level, "found": row.found, "warned_at": row.warned_at.isoformat()}
            for row in one.warnings
        ],
    }


def _told(one: Overview, told: Mapping[str, Any]) -> Iterator[str]:
    days = told["days_left"]
    ends = f"{days:,} days left" if days >= 0 else "expired"
    yield " ".join(part for part in (told["control_number"], told["title"]) if part)
    yield f"  valid through {told['valid_through']}, {ends}"
    if one.extension is not None:
        yield f"  extended from {told['expires_on']}: {one.extension[0]} ({one.extension[1]})"
    yield f"  year from {told['year_begins']} to {told['year_ends']}"
    yield f"  responses {_of(told['responses'], told['approved_responses'])}"
    if told["hours"] is not None:
        yield f"  hours {_of(told['hours'], told['approved_hours'])}"
    if told["sampling"] < 1:
        yield f"  sampling rates times {told['sampling']:.3f}, so that it lasts"
    if told["stopped"]:
        yield "  stopped: nobody is invited, and no session begins"
    yield f"  lines {', '.join(told['lines']) or 'none'}"
    for row in one.warnings:
        yield f"  warned {row.warned_at:%Y-%m-%d}: {said(row.kind, row.level, row.found)}"


def _of(used: float, approved: float | None) -> str:
    if approved is None:
        return f"{used:,}, no limit known"
    return f"{used:,} of {approved:,}" + (f" ({used / approved:.1%})" if approved else "")
