"""What the databases print as a cell is what the plain rules make of the stored value."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

import pytest
from entry_examples import Conversation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.errors import BadInput
from app.records.database import connect
from app.records.entries import write_entries
from app.records.responses import Answer, Response
from app.reporting.export import export
from app.reporting.formats.cells import harmless, line
from app.reporting.formats.expressions import same_days
from app.reporting.formats.plain import column_names
from app.reporting.formats.rows import batches, one_state
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection

ZONES = ["America/New_York", "UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"]
CHARACTERS = st.one_of(
    st.sampled_from(",\"\r\n\t \\'=+-@;|%{}\x01\x02\x1f\ufeff"), st.characters(exclude_characters="\x00", codec="utf-8")
)
TEXTS = st.none() | st.text(CHARACTERS, max_size=8)
TIMES = st.none() | st.integers(0, 4_000_000_000).map(lambda seconds: seconds + 0.25)
ROWS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("comment", "service", "agency", "queue", "stratum", "language", "contact_id"), TEXTS),
        **dict.fromkeys(("contact_ended_at", "offered_at", "started_at"), TIMES),
        "tags": st.lists(st.text(CHARACTERS, max_size=4), max_size=2),
        "duration_seconds": st.none() | st.floats(0, 1e9),
        "draw_probability": st.none() | st.floats(0, 1),
        "late": st.booleans(),
        "seed": st.none() | st.integers(-(2**63), 2**63 - 1),
    }
)


def plain(value, zone, identifying):
    """The cell by the plain rules: None, or its text before it is quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S UTC}" if identifying else str(value.astimezone(zone).date())
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, str):
        return harmless(value)
    return value if value is None else str(value)


def plain_csv(database, asked):
    names = column_names(identifying=asked.identifying)
    with one_state(database) as connection:
        columns = [Response.__table__.c[name] for name in names]
        rows = [row for batch in batches(connection, columns, asked.selection.responses()) for row in batch]
    cells = ((plain(value, asked.selection.zone, asked.identifying) for value in row) for row in rows)
    return line(names) + "".join(map(line, cells))


def with_whole_pairs_left_out(row):
    """Tags outside the basic plane are left as they are stored; the plain rule does not know that."""
    return row | {"tags": [tag for tag in row["tags"] if all(ord(letter) < 0xD800 for letter in tag)]}


@given(
    rows=st.lists(ROWS.map(with_whole_pairs_left_out), max_size=4),
    zone=st.sampled_from(ZONES),
    identifying=st.booleans(),
)
@example(rows=[{"tags": ['x", ', "é"], "comment": "'"}, {"service": ""}], zone="UTC", identifying=False)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_csv_file_is_what_the_plain_rules_make_of_the_rows(database, rows, zone, identifying):
    with database.begin() as connection:
        connection.execute(delete(Answer))
        connection.execute(delete(Response))
        for number, row in enumerate(rows):
            write_entries(connection, [Conversation(number).entry(1, **row)])
    asked = Asked(Selection(ZoneInfo(zone)), identifying=identifying)
    out = io.BytesIO()
    export(database, "csv", asked, out)
    assert out.getvalue().decode() == plain_csv(database, asked)


def test_tags_that_no_text_can_hold_are_left_as_they_are_stored(database):
    tags = ["\x00", "\U0001f44d", "\ud800"]
    with database.begin() as connection:
        write_entries(connection, [Conversation(1).entry(2, status="complete", survey_version=None, tags=tags)])
    for form in ("csv", "touchpoints-combined"):
        out = io.BytesIO()
        export(database, form, Asked(Selection(ZoneInfo("UTC"), survey="a11-likert")), out)
        assert r"\u0000" in out.getvalue().decode()


@pytest.mark.parametrize("zone", ZONES)
def test_where_the_local_day_is_said_to_be_that_of_utc_it_is(zone):
    first, end = same_days(ZoneInfo(zone))
    for seconds in range(0, 4_000_000_000, 1_000_003):
        moment = datetime.fromtimestamp(seconds, UTC)
        if first <= moment.hour < end:
            assert moment.astimezone(ZoneInfo(zone)).date() == moment.date()


def test_a_zone_that_the_database_does_not_know_is_bad_input(postgres_url):
    database = connect(postgres_url)
    path = next(
        Path(folder, "Asia", "Tokyo") for folder in (*TZPATH, files("tzdata") / "zoneinfo") if Path(folder).is_dir()
    )
    with path.open("rb") as rules, pytest.raises(BadInput, match="Nowhere/There"):
        export(database, "csv", Asked(Selection(ZoneInfo.from_file(rules, key="Nowhere/There"))), io.BytesIO())
    database.close()
