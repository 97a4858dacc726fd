"""What the database gives for a cell, so that it prints as the same bytes from SQLite and from PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Boolean, ColumnElement, Float, Text, Uuid

from app.records.base import UtcTime
from app.reporting.formats.cells import harmless, quoted

Kind = Literal["plain", "text", "guarded", "id", "opaque", "boolean", "number", "json", "list", "uuid", "day", "moment"]
"""How a value becomes a cell.

``plain`` never needs quotes and prints alike everywhere: whole numbers and checked words. ``text`` is quoted where it
must be, ``guarded`` is also kept from running as a formula; an ``id`` is guarded and an
``opaque`` id quoted, but not those that this service made. ``json`` is compact, a ``list`` is written
with blanks, as Ruby prints an array. A time leaves as its local ``day`` or as a ``moment``.
"""

CHECKED_WORDS = frozenset({"entry", "instrument", "channel", "status", "trust_scale", "measure", "missing"})
"""Text columns that the database checks against a list of words."""

MADE_IDS = frozenset({"source", "source_id", "line_id", "invitation_id", "survey_hash", "survey_id", "respondent_key"})
"""Columns of ``responses`` that in a response of our own hold letters, digits and hyphens alone."""

_CANNOT_BE_TEXT = r"\\u(0000|d[89ab])"
"""Escapes that PostgreSQL refuses to turn into text: NUL, and half a pair of surrogates, which a whole pair holds."""


_KEPT = 4096
_WRITTEN = re.compile(r"'((?:[^']|'')*)'|NULL")
"""A text as SQLite writes it into SQL."""


class Cell(NamedTuple):
    """One cell: an expression over the tables of its query, and the kind of its value."""

    sql: str
    kind: Kind


def cell_of(column: ColumnElement[Any], *, identifying: bool) -> Cell:
    """The cell that a column leaves as in a file for spreadsheets."""
    kinds: tuple[tuple[type, Kind], ...] = (
        (UtcTime, "moment" if identifying else "day"),
        (Text, "plain" if column.name in CHECKED_WORDS else "id" if column.name in MADE_IDS else "guarded"),
        (Boolean, "boolean"),
        (Float, "number"),
        (JSON, "json"),
        (Uuid, "uuid"),
    )
    kind: Kind = next((kind for type_, kind in kinds if isinstance(column.type, type_)), "plain")
    return Cell(f"{column.table.name}.{column.name}", kind)


_GUARDED = "case when ascii({0}) in (61, 43, 45, 64, 9, 13) then '''' || {0} else {0} end"
"""The characters are those of ``harmless``; ascii() looks at one without making a text of it."""

_POSTGRES: dict[Kind, str] = {
    "guarded": _GUARDED,
    "id": _GUARDED,
    "boolean": "({0})::text",
    # Stripping the nulls of an object, of which ours have none, is the one way to write stored JSON compactly.
    "json": "case when strpos({0}::text, ' ') + strpos({0}::text, '\\') = 0 or {0}::text ~ '"
    + _CANNOT_BE_TEXT
    + "' then {0}::text else json_strip_nulls({0})::text end",
    "list": "case when {0}::text ~ '" + _CANNOT_BE_TEXT + "' then {0}::text else {0}::jsonb::text end",
    "day": "({0})::date",
    "moment": "date_trunc('second', ({0}) at time zone 'UTC')::text || ' UTC'",
}


def on_postgres(cell: Cell) -> str:
    """The expression that COPY prints as the cell, with the session's time zone as that of local days."""
    return _POSTGRES.get(cell.kind, "{0}").format(cell.sql)


_SQLITE: dict[Kind, str] = {
    "text": "quoted({0})",
    "guarded": "guarded({0})",
    "id": "case when {1}.source = 'aftercall' then {0} else guarded({0}) end",
    "opaque": "case when {1}.source = 'aftercall' then {0} else quoted({0}) end",
    "boolean": "case {0} when 0 then 'false' when 1 then 'true' end",
    "number": "number({0})",
    "json": "case {0} when '[]' then '[]' else compact({0}) end",
    "list": "case {0} when '[]' then '[]' else list({0}) end",
    "uuid": "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4) || '-' || substr({0}, 17, 4)"
    " || '-' || substr({0}, 21)",
    "moment": "substr({0}, 1, 19) || ' UTC'",
    "day": "local_day({0})",
}


def on_sqlite(cell: Cell, same_day: tuple[int, int]) -> str:
    """The expression whose text is the cell, by the functions of ``functions``.

    In the hours of UTC ``same_day``, the last not included, the local day is that of UTC.
    """
    first, end = same_day
    if cell.kind == "day":
        hour = f"substr({cell.sql}, 12, 2)"
        utc = f"when {hour} >= '{first:02}' and {hour} < '{end:02}' then substr({cell.sql}, 1, 10)"
        return f"case when {cell.sql} is null then null {utc} else local_day({cell.sql}) end"
    made = _SQLITE.get(cell.kind, "{0}").format(cell.sql, cell.sql.partition(".")[0])
    # To call Python costs more than all else, and most cells of a row are null.
    return f"case when {cell.sql} is null then null else {made} end" if "(" in made else made


def run_on_sqlite(cells: Sequence[Cell]) -> str:
    """The expression of neighbouring guarded cells: one call for all, which often stand together as before."""
    return f"guarded_run(printf('{','.join(['%Q'] * len(cells))}', {', '.join(cell.sql for cell in cells)}))"


def functions(zone: ZoneInfo) -> Mapping[str, Callable[[Any], str | None]]:
    """The functions of one argument that the expressions for SQLite call."""
    return {
        "quoted": quoted,
        "guarded": _guarded,
        "guarded_run": _guarded_run,
        "number": number,
        "compact": lru_cache(_KEPT)(lambda stored: quoted(compact(stored))),
        "list": lru_cache(_KEPT)(lambda stored: quoted(compact(stored, blank=" "))),
        "local_day": local_days(zone),
    }


@lru_cache(_KEPT)
def _guarded(text: str) -> str:
    return quoted(harmless(text))


@lru_cache(_KEPT)
def _guarded_run(written: str) -> str:
    found = _WRITTEN.finditer(written)
    return ",".join("" if text[1] is None else _guarded(text[1].replace("''", "'")) for text in found)


def same_days(zone: ZoneInfo) -> tuple[int, int]:
    """The hours of UTC, first and end, in which the local day of the zone is that of UTC, whatever the season."""
    offsets = [
        datetime(year, month, 1, tzinfo=zone).utcoffset() for year in range(1970, 2100) for month in (1, 4, 7, 10)
    ]
    hours = [offset.total_seconds() / 3600 for offset in offsets if offset is not None]
    # An hour to spare: a short rule of a year long ago may not be among the days looked at.
    return max(0, ceil(-min(hours)) + 1), min(24, 23 - ceil(max(hours)))


def number(value: float) -> str:
    """The shortest digits that read back as the same number, as PostgreSQL prints it below 1e15."""
    return repr(float(value)).removesuffix(".0")


def compact(stored: str, blank: str = "") -> str:
    """Stored JSON without escapes that it can do without; as it is where PostgreSQL cannot make a text of it."""
    if re.search(_CANNOT_BE_TEXT, stored):
        return stored
    return json.dumps(json.loads(stored), ensure_ascii=False, separators=(f",{blank}", f":{blank}"))


def local_days(zone: ZoneInfo) -> Callable[[str], str]:
    """Turns a time as SQLite keeps it, UTC in ISO form, into its local day."""

    def exact(time: str) -> str:
        return datetime.fromisoformat(time).replace(tzinfo=UTC).astimezone(zone).date().isoformat()

    @lru_cache(maxsize=1 << 14)
    def of_hour(hour: str) -> str | None:
        first, last = exact(f"{hour}:00:00"), exact(f"{hour}:59:59.999999")
        return first if first == last else None

    # An hour is asked for again and again, and few of them hold a midnight of the zone.
    return lambda time: of_hour(time[:13]) or exact(time)
