"""Importing the combined file: the submission export followed by the 17 columns."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from import_examples import FILES, Heard, answers, bring_in, exported, responses, told
from sqlalchemy import update

from app.errors import BadInput
from app.records.responses import Response
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.cells import line
from app.reporting.imports.tables import records

COMBINED = FILES / "combined.csv"
SAID = told(quarter=None, trust_scale="thumbs")


def edited(path, old, new, times=1):
    text = COMBINED.read_text()
    assert text.count(old) >= times
    path.write_text(text.replace(old, new))
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "combined.csv"


def test_it_brings_times_marks_and_places(database):
    assert bring_in(database, COMBINED, said=SAID) == (2, 0, 0)
    first, second = responses(database)
    assert (first.source_id, first.created_at) == ("101", datetime(2026, 1, 1, tzinfo=UTC))
    assert (first.archived, first.flagged, first.tags, first.location_code) == (True, False, ["praise"], "DC")
    assert (second.archived, second.flagged, second.tags, second.location_code) == (False, True, [], None)
    assert (first.positive_ease, first.positive_transparency, first.comment) == (1, None, "Quick, and kind")
    assert answers(database, "102") == {
        "trust": "0",
        "went_well": "not_applicable",
        "went_wrong": "efficiency",
        "comment": "no_input",
    }
    assert bring_in(database, COMBINED, said=SAID) == (0, 0, 2)


def test_nothing_that_tells_who_answered_is_stored(sqlite_database):
    bring_in(sqlite_database, COMBINED, said=SAID)
    stored = repr([tuple(row) for row in responses(sqlite_database)])
    for secret in ("203.0.113", "Mozilla", "example.gov", "7bfdc460"):
        assert secret not in stored


def test_a_file_without_ip_addresses_is_one_too(sqlite_database, path):
    rows = [record.cells for record in records(COMBINED)]
    gone = rows[0].index("IP Address")
    path.write_text("".join(line([*row[:gone], *row[gone + 1 :]]) for row in rows))
    assert bring_in(sqlite_database, path, said=SAID) == (2, 0, 0)


def test_marks_are_added_and_never_taken_away(database, path):
    bring_in(database, COMBINED, said=SAID)
    with database.begin() as connection:
        ours = update(Response).where(Response.source_id == "101")
        connection.execute(ours.values(tags=["ours"], archived=False, flagged=True))
    assert bring_in(database, COMBINED, said=SAID) == (0, 1, 1)
    first = responses(database)[0]
    assert (first.tags, first.archived, first.flagged) == (["ours", "praise"], True, True)
    deleted = edited(path, "false,true,false,,/", "false,true,true,2026-02-01 00:00:00 UTC,/")
    assert bring_in(database, deleted, said=SAID) == (0, 1, 1)
    assert responses(database)[1].deleted_at == datetime(2026, 2, 1, tzinfo=UTC)
    assert bring_in(database, COMBINED, said=SAID) == (0, 0, 2)
    assert responses(database)[1].deleted


def test_the_17_columns_alone_bring_the_same_response_and_leave_its_marks_and_its_time(database, path):
    bring_in(database, COMBINED, said=SAID)
    before = responses(database)
    rows = [record.cells[-17:] for record in records(COMBINED)]
    path.write_text("".join(map(line, rows)))
    said = told(trust_scale="thumbs", quarter=FiscalQuarter(2026, 2), zone=ZoneInfo("UTC"))
    assert bring_in(database, path, said=said) == (0, 0, 2)
    assert responses(database) == before


def test_the_17_columns_said_to_be_of_another_quarter_move_the_response_there(database, path):
    bring_in(database, COMBINED, said=SAID)
    rows = [record.cells[-17:] for record in records(COMBINED)]
    path.write_text("".join(map(line, rows)))
    assert bring_in(database, path, said=told(trust_scale="thumbs", quarter=FiscalQuarter(2025, 4))) == (0, 2, 0)
    assert {row.created_at for row in responses(database)} == {datetime(2025, 9, 30, 16, tzinfo=UTC)}


@pytest.mark.parametrize("name", ["ID", "UUID", "Tags", "Created at", "external_id", "question_1"])
def test_a_question_may_be_called_like_a_column(sqlite_database, path, name):
    rows = [record.cells for record in records(COMBINED)]
    rows[0][2] = name
    path.write_text("".join(map(line, rows)))
    assert bring_in(sqlite_database, path, said=SAID) == (2, 0, 0)
    assert bring_in(sqlite_database, COMBINED, said=SAID) == (0, 0, 2)


def test_what_came_in_goes_out_as_a_combined_file_that_changes_nothing_when_it_comes_again(database, path):
    bring_in(database, edited(path, "false,true,false,,/", "false,false,false,,/"), said=SAID)
    path.write_bytes(exported(database, "touchpoints-combined"))
    assert bring_in(database, path, said=SAID) == (0, 0, 2)


@pytest.mark.parametrize(
    ("old", "new", "column", "why"),
    [
        ("\n101,", "\n100,", "ID", "is not the external_id of its row, 101"),
        ("2026-01-01 00:00:00 UTC", "yesterday", "Created at", "is no time such as"),
        ("2026-01-01 00:00:00 UTC", "0001-01-01 00:00:00 UTC", "Created at", "is no time such as"),
        ("2026-01-01 00:00:00 UTC", "", "Created at", "is missing"),
        ("received,true", "received,yes", "Archived", "is not true or false"),
        ('"[""praise""]"', "praise", "Tags", "is no list"),
        (",101,1,", ",101,5,", "question_1", "is not 0 or 1, the scale thumbs; it is one of likert_5"),
    ],
)
def test_a_bad_cell_is_named(sqlite_database, path, old, new, column, why):
    heard = Heard()
    bring_in(sqlite_database, edited(path, old, new), said=SAID, heard=heard)
    assert [(cell.line, cell.column) for cell in heard.bad] == [(2, column)]
    assert heard.bad[0].why.startswith(why)


def test_a_column_that_is_missing_is_named(sqlite_database, path):
    with pytest.raises(BadInput, match=r"the header differs: missing Tags$"):
        bring_in(sqlite_database, edited(path, ",Tags,", ",tags,"), said=SAID)


def test_it_says_its_own_dates(sqlite_database):
    with pytest.raises(BadInput, match="--quarter is not for this format"):
        bring_in(sqlite_database, COMBINED, said=told(trust_scale="thumbs"))
    with pytest.raises(BadInput, match="touchpoints-combined: needs --channel and --trust-scale"):
        bring_in(sqlite_database, COMBINED, said=told(quarter=None, channel=None, trust_scale=None))
