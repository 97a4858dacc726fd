"""Importing published quarterly figures, with the traps that real files hold."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from import_examples import FILES, Heard
from sqlalchemy import select

from app.errors import BadInput
from app.records.published import PublishedItem, PublishedSurvey
from app.reporting.imports.keyed import Saved
from app.reporting.imports.published import rows_of
from app.reporting.imports.published_saving import save_published
from app.reporting.imports.running import run
from app.reporting.touchpoints.columns import QUARTERLY_V1

PUBLISHED = FILES / "published-fy2021.csv"
WHOLE = Path(__file__).parents[4] / "shared" / "data" / "hisp" / "hisp_quarters_fy2021.csv"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def brought(database, path, heard=None, on_error="skip", **choices):
    def save(connection, rows):
        return save_published(connection, rows, "published", NOW)

    return run(database, [rows_of(path)], save, (heard or Heard()).manner(on_error=on_error, **choices))


def surveys(database):
    with database.read() as connection:
        return {row.source_id: row for row in connection.execute(select(PublishedSurvey))}


def items(database, survey):
    with database.read() as connection:
        chosen = select(PublishedItem).where(PublishedItem.survey_id == survey.id).order_by(PublishedItem.number)
        return connection.execute(chosen).all()


def noted(heard):
    return {(note.line, note.what) for note in heard.notes}


def edited(path, **changes):
    """The first row of the published file with other cells."""
    with PUBLISHED.open(newline="") as file:
        row = next(csv.DictReader(file)) | {
            name if name == "id" else f"attributes_{name}": cell for name, cell in changes.items()
        }
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "published.csv"


def test_published_rows_are_kept_with_their_counts(database):
    heard = Heard()
    done = brought(database, PUBLISHED, heard)
    assert (done.saved, done.bad_records) == (Saved(3, 0, 0), 2)
    first = surveys(database)["1"]
    assert (first.organization, first.organization_abbreviation) == ("Department of Veterans Affairs", "VA")
    assert (first.fiscal_year, first.quarter, first.channel, first.clearance) == (2021, 2, "email", "2900-0770")
    assert (first.customers, first.offered, first.respondents) == (9707552, 1774363, 320979)
    asked = items(database, first)
    assert [item.number for item in asked] == [1, 2, 3, 4, 5, 6, 7]
    assert (asked[0].n1, asked[0].n5, asked[0].stated_point_scale) == (2302, 249586, "4.7")
    assert asked[2].text == "My need was addressed."


def test_a_second_run_changes_nothing(database):
    brought(database, PUBLISHED)
    before = surveys(database)
    assert brought(database, PUBLISHED).saved == Saved(0, 0, 3)
    assert surveys(database) == before


def test_traps_are_named(sqlite_database):
    heard = Heard()
    brought(sqlite_database, PUBLISHED, heard)
    assert noted(heard) >= {
        (2, "a volume is not digits alone and was taken as a whole number"),
        (2, "a control number was cleaned"),
        (2, "a question has more answers than respondents"),
        (3, "a question that says there is none was left out"),
        (4, "a control number is none and was left out"),
    }
    assert [(cell.line, cell.value, cell.why) for cell in heard.bad] == [
        (5, "86,0,0,0,0", "are averages where counts belong: one point alone in every question (2574 respondents)"),
        (6, "20,11,11,25,33", "are percentages or fractions where counts belong (18366 respondents)"),
    ]


def test_bad_rows_refuse_the_file_where_that_is_asked(sqlite_database):
    done = brought(sqlite_database, PUBLISHED, on_error="refuse")
    assert (done.refused, surveys(sqlite_database)) == (True, {})


def test_a_changed_row_replaces_its_questions(database, path):
    brought(database, PUBLISHED)
    changed = edited(path, q7_text="NONE", q1_1="2303", **{f"q7_{point}": "0" for point in range(1, 6)})
    assert brought(database, changed).saved == Saved(0, 1, 0)
    asked = items(database, surveys(database)["1"])
    assert [item.number for item in asked] == [1, 2, 3, 4, 5, 6]
    assert asked[0].n1 == 2303


def test_a_dry_run_keeps_nothing(database):
    assert brought(database, PUBLISHED, dry_run=True).saved == Saved(3, 0, 0)
    assert surveys(database) == {}


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"q1_1": "0.2"}, "attributes_q1_1 to _5", "are percentages or fractions"),
        ({"q1_1": "many"}, "attributes_q1_1", "is no number"),
        ({"volume_of_customers": "-3"}, "attributes_volume_of_customers", "is below 0"),
        ({"volume_of_respondents": "1.5"}, "attributes_volume_of_respondents", "is no whole number"),
        ({"collection_quarter": "5"}, "attributes_collection_quarter", "is not 1 to 4"),
        ({"collection_year": ""}, "attributes_collection_year", "is not 2000 to 2100"),
        ({"q1_point_scale": "4\0"}, "attributes_q1_point_scale", "holds a NUL character"),
        ({"id": "1\0"}, "id", "holds a NUL character"),
        ({"id": "7" * 201}, "id", "is longer than 200 characters"),
        ({"id": " "}, "id", "is missing"),
    ],
)
def test_a_bad_cell_is_named(sqlite_database, path, changes, column, why):
    heard = Heard()
    brought(sqlite_database, edited(path, **changes), heard)
    assert [(cell.line, cell.column) for cell in heard.bad] == [(2, column)]
    assert heard.bad[0].why.startswith(why)


def test_the_quarterly_row_of_touchpoints_is_read_too(database, path):
    with PUBLISHED.open(newline="") as file:
        row = next(csv.DictReader(file))
    cells = {name: row.get(f"attributes_{name}", "") for name in QUARTERLY_V1} | {"id": "77"}
    # Touchpoints wrote the two into each other's column.
    cells |= {
        "collection_organization_name": "VA",
        "collection_organization_abbreviation": "Department of Veterans Affairs",
    }
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, QUARTERLY_V1)
        writer.writeheader()
        writer.writerow(cells)
    heard = Heard()
    assert brought(database, path, heard).saved == Saved(1, 0, 0)
    survey = surveys(database)["77"]
    assert (survey.organization, survey.organization_abbreviation) == ("Department of Veterans Affairs", "VA")
    assert (2, "organization name and abbreviation stand in each other's column") in noted(heard)
    assert {item.stated_point_scale for item in items(database, survey)} == {None}


def test_another_file_is_refused(sqlite_database):
    with pytest.raises(BadInput, match="the header differs: missing id, service_provider_name"):
        brought(sqlite_database, FILES / "combined.csv")


@pytest.mark.skipif(not WHOLE.exists(), reason="the whole published file is not at hand")
def test_the_whole_published_file_comes_in_but_for_six_rows(sqlite_database):
    done = brought(sqlite_database, WHOLE)
    assert (done.saved, done.bad_records) == (Saved(182, 0, 0), 6)
