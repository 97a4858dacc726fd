"""Importing the 17-column response file: what is stored, what is refused, and that a second run changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from import_examples import (
    FILES,
    HEADER,
    SOURCE,
    Heard,
    answers,
    bring_in,
    change_seqs,
    exported,
    last_change,
    only,
    responses,
    told,
    v2_file,
    v2_row,
)
from sqlalchemy import select, update

from app.errors import BadInput
from app.records.responses import Response
from app.reporting.fiscal import FiscalQuarter
from app.reporting.imports.tables import records
from app.reporting.selection import Selection

SAMPLE = FILES / "v2-bom-crlf.csv"
THUMBS = told(trust_scale="thumbs")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "responses.csv"


def test_a_file_with_a_mark_and_crlf_comes_in_whole(database):
    assert bring_in(database, SAMPLE, said=THUMBS) == (4, 0, 0)
    rows = responses(database)
    assert [row.source_id for row in rows] == ["100001", "100002", "100003", "100004"]
    assert [row.comment for row in rows] == ["alright", "", "Excellent listening", "Very intuitive experience, easy!"]
    first = rows[0]
    assert (first.source, first.entry, first.status, first.turn) == (SOURCE, "imported", "complete", 0)
    assert (first.survey_id, first.instrument, first.channel, first.channels_used) == (
        "web",
        "a11-tapped",
        "website",
        ["website"],
    )
    assert (first.trust, first.trust_scale, first.positive_other, first.negative_ease) == (1, "thumbs", 0, None)
    assert (first.started_at, first.ended_at, first.respondent_key, first.line_id) == (None, None, None, None)
    assert answers(database, "100001") == {
        "trust": "1",
        "went_well": "effectiveness,ease,efficiency,transparency,humanity,employee",
        "went_wrong": "not_applicable",
        "comment": None,
    }


def test_it_goes_out_again_with_the_same_values(database, path):
    bring_in(database, SAMPLE, said=THUMBS)
    path.write_bytes(exported(database))
    assert [record.cells for record in records(path)] == [record.cells for record in records(SAMPLE)]


def test_what_the_command_says_of_the_file_is_kept(database, path):
    about = {
        "service": "Benefits",
        "survey_version": 2,
        "language": "es",
        "location_code": "DC",
        "clearance": "1234-5678",
    }
    bring_in(database, v2_file(path, v2_row("a")), said=told(about=about, test=True, channel="mobile"))
    row = only(database)
    assert {name: getattr(row, name) for name in about} == about
    assert (row.test, row.channel) == (True, "mobile")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Pacific/Guam", "UTC"])
def test_a_file_without_dates_counts_in_its_quarter(database, path, zone):
    quarter = FiscalQuarter(2026, 2)
    bring_in(database, v2_file(path, v2_row("a")), said=told(quarter=quarter, zone=ZoneInfo(zone)))
    local = only(database).created_at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour) == (quarter.last_day, 12)
    days = Selection(ZoneInfo(zone), since=quarter.first_day, until=quarter.last_day)
    with database.read() as connection:
        assert len(connection.execute(select(Response.id).where(*days.respondents())).all()) == 1


def test_a_second_run_changes_nothing(database):
    bring_in(database, SAMPLE, said=THUMBS)
    before = responses(database)
    assert bring_in(database, SAMPLE, said=THUMBS) == (0, 0, 4)
    assert responses(database) == before
    assert last_change(database) == 4


def test_a_changed_row_is_updated_and_counted_as_a_change(database, path):
    bring_in(database, v2_file(path, v2_row("a", "5", "1" + "0" * 13, "good"), v2_row("b"), v2_row("c")))
    path.unlink()
    changed = v2_file(path, v2_row("a", "2", "0" * 7 + "1" + "0" * 6, "bad"), v2_row("b"), v2_row("d"))
    assert bring_in(database, changed) == (1, 1, 1)
    first = responses(database)[0]
    assert (first.trust, first.positive_ease, first.negative_effectiveness, first.comment) == (2, None, 1, "bad")
    assert answers(database, "a") == {
        "trust": "2",
        "went_well": "not_applicable",
        "went_wrong": "effectiveness",
        "comment": None,
    }
    assert sorted(change_seqs(database)) == [2, 3, 4, 5]
    assert [row.source_id for row in responses(database)] == ["a", "b", "c", "d"]


def test_what_people_set_stays(database, path):
    bring_in(database, v2_file(path, v2_row("a")))
    with database.begin() as connection:
        connection.execute(update(Response).values(flagged=True, tags=["seen"], spam=True))
    assert bring_in(database, v2_file(path, v2_row("a"))) == (0, 0, 1)
    assert bring_in(database, v2_file(path, v2_row("a", "4"))) == (0, 1, 0)
    assert (only(database).flagged, only(database).spam, only(database).tags) == (True, True, ["seen"])


def test_what_is_not_said_again_keeps_its_value(database, path):
    v2_file(path, v2_row("a"))
    bring_in(database, path, said=told(about={"service": "Benefits"}))
    assert bring_in(database, path) == (0, 0, 1)
    assert bring_in(database, path, said=told(about={"service": "Claims"})) == (0, 1, 0)
    assert only(database).service == "Claims"


def test_ids_are_unique_only_within_their_source(database, path):
    v2_file(path, v2_row("a"))
    assert bring_in(database, path) == (1, 0, 0)
    assert bring_in(database, path, said=told(source="touchpoints:other")) == (1, 0, 0)


def test_dummy_cells_are_named_column_by_column(database):
    heard = Heard()
    bring_in(database, FILES / "v2-dummy.csv", said=THUMBS, heard=heard)
    assert responses(database) == []
    assert {(cell.line, cell.column) for cell in heard.bad} == {
        (row, column) for row in (2, 3, 4) for column in HEADER[1:-1]
    }
    assert heard.bad[0].value == "Data 1-1"


def test_a_row_without_trust_counts_if_something_else_is_answered(sqlite_database, path):
    heard = Heard()
    v2_file(path, v2_row("a", "", comment="only words"), v2_row("b", None, "1" + "0" * 13), v2_row("c", None))
    assert bring_in(sqlite_database, path, heard=heard, on_error="skip") == (2, 0, 0)
    assert [str(cell) for cell in heard.bad] == [f"{path}:4: 'c' answers nothing: no trust, nothing chosen, no comment"]
    assert {(row.trust, row.trust_scale) for row in responses(sqlite_database)} == {(None, None)}


def test_columns_come_in_any_order_but_must_be_the_17(sqlite_database, path):
    row = dict(zip(HEADER, v2_row("a", "2", "0" * 13 + "1", "x"), strict=True))
    turned = HEADER[::-1]
    v2_file(path, [row[name] for name in turned], header=turned)
    assert bring_in(sqlite_database, path) == (1, 0, 0)
    assert (only(sqlite_database).negative_other, only(sqlite_database).comment) == (1, "x")
    v2_file(path, header=("question1", *HEADER[2:], "id"))
    with pytest.raises(BadInput) as refused:
        bring_in(sqlite_database, path)
    assert str(refused.value) == (
        f"{path}:1: the header differs: missing external_id, question_1; "
        "unknown 'question1': did you mean question_1?; unknown 'id'"
    )


def test_an_ids_only_thumbs_file_is_ambiguous_so_the_scale_must_be_said(sqlite_database, path):
    v2_file(path, v2_row("a", "1"))
    for missing in ("channel", "trust_scale", "quarter"):
        with pytest.raises(BadInput, match=f"--{missing.replace('_', '-')}"):
            bring_in(sqlite_database, path, said=told(**{missing: None}))
    bring_in(sqlite_database, path, said=THUMBS)
    assert only(sqlite_database).trust_scale == "thumbs"
    assert bring_in(sqlite_database, path) == (0, 1, 0)
    assert only(sqlite_database).trust_scale == "likert_5"


def test_options_of_other_formats_are_refused(sqlite_database, path):
    v2_file(path, v2_row("a"))
    for given in ({"form_kind": "a11"}, {"offered": ("ease",)}):
        with pytest.raises(BadInput, match="is not for this format"):
            bring_in(sqlite_database, path, said=told(**given))


def test_a_file_of_no_known_columns_is_not_guessed(sqlite_database, path):
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="name its --format"):
        bring_in(sqlite_database, path)
    with pytest.raises(BadInput, match="the header differs: missing external_id, "):
        bring_in(sqlite_database, path, form="touchpoints-v2")


def test_imports_are_respondents_and_never_walk_ins(sqlite_database):
    bring_in(sqlite_database, SAMPLE, said=THUMBS)
    with sqlite_database.read() as connection:
        conditions = Selection(ZoneInfo("UTC")).respondents()
        assert len(connection.execute(select(Response.id).where(*conditions)).all()) == 4


def test_times_are_stored_in_utc(sqlite_database):
    bring_in(sqlite_database, SAMPLE, said=THUMBS)
    assert responses(sqlite_database)[0].created_at == datetime(2025, 12, 31, 17, tzinfo=UTC)
