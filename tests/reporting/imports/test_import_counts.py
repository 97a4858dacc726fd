"""Volumes and clearances, from files, the API and the lines file: writing them once more changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_examples import Heard
from pydantic import ValidationError
from sqlalchemy import delete, select

from app.errors import BadInput
from app.lines import LOCAL_LINES, Lines, load_lines
from app.records.clearances import Clearance, Volume
from app.reporting.imports.clearances import CLEARANCES, ClearanceRow, publish_clearances, save_clearances
from app.reporting.imports.csv_rows import rows_of
from app.reporting.imports.keyed import Saved
from app.reporting.imports.running import run
from app.reporting.imports.volumes import VOLUMES, VolumeRow, save_volumes

NOW, LATER = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)
DAY = date(2026, 1, 1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "counts.csv"


def volume(**changes):
    return VolumeRow(**({"day": DAY, "service": "Benefits", "channel": "phone", "customers": 12} | changes))


def clearance(**changes):
    return ClearanceRow(**({"control_number": "1234-5678", "expires_on": date(2027, 5, 31)} | changes))


def kept(database, model):
    with database.read() as connection:
        return connection.execute(select(model)).all()


def saved(database, save, rows, now=NOW, source="the API"):
    with database.begin() as connection:
        return save(connection, rows, source, now)


def test_the_same_volume_again_changes_nothing(database):
    assert saved(database, save_volumes, [volume(), volume(channel="email")]) == Saved(2, 0, 0)
    assert saved(database, save_volumes, [volume(), volume(channel="email")], LATER, "b.csv") == Saved(0, 0, 2)
    assert {(row.source, row.updated_at) for row in kept(database, Volume)} == {("the API", NOW)}


def test_another_count_replaces_it_and_what_is_not_named_stays(database):
    saved(database, save_volumes, [volume(abandoned=3, offered=4)])
    assert saved(database, save_volumes, [volume(customers=20, offered=None)], LATER, "b.csv") == Saved(0, 1, 0)
    (row,) = kept(database, Volume)
    assert (row.customers, row.abandoned, row.offered) == (20, 3, None)
    assert (row.source, row.created_at, row.updated_at) == ("b.csv", NOW, LATER)


def test_two_rows_of_one_key_are_refused(database):
    with pytest.raises(BadInput, match="rows 1 and 3 are both of day 2026-01-01, service Benefits, channel phone"):
        saved(database, save_volumes, [volume(), volume(channel="email"), volume(customers=1)])
    assert kept(database, Volume) == []


def test_a_row_that_does_not_go_with_what_is_stored_is_refused(database):
    saved(database, save_volumes, [volume(abandoned=10)])
    told = "channel phone: with what is stored, abandoned, 10, is more than customers, 9"
    with pytest.raises(BadInput, match=told):
        saved(database, save_volumes, [volume(channel="email"), volume(customers=9)])
    assert [row.customers for row in kept(database, Volume)] == [12]
    saved(database, save_clearances, [clearance(issued_on=date(2026, 1, 1))])
    with pytest.raises(BadInput, match="1234-5678: with what is stored, issued_on, 2026-01-01, comes after"):
        saved(database, save_clearances, [clearance(expires_on=date(2025, 1, 1))])


def test_two_writers_of_the_same_new_rows_in_another_order_do_not_wait_for_each_other(database):
    rows = [volume(service=f"Service {number}") for number in range(1000)]
    with ThreadPoolExecutor(2) as both:
        done = [both.submit(saved, database, save_volumes, batch) for batch in (rows, rows[::-1])]
        assert sorted(one.result().new for one in done) == [0, 1000]


def test_more_rows_than_one_statement_takes_are_written(database):
    rows = [volume(service=f"Service {number}") for number in range(2001)]
    assert saved(database, save_volumes, rows) == Saved(2001, 0, 0)
    assert saved(database, save_volumes, rows) == Saved(0, 0, 2001)


def test_no_rows_are_no_change(database):
    assert saved(database, save_volumes, []) == Saved()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"channel": "telephone"}, "is no channel"),
        ({"channel": "automated phone"}, "did you mean automated_phone"),
        ({"customers": -1}, "greater than or equal to 0"),
        ({"customers": 2**31}, "less than"),
        ({"customers": 1.5}, "integer"),
        ({"customers": True}, "is no number"),
        ({"customers": "about 12"}, "is no number"),
        ({"abandoned": 13}, "abandoned, 13, is more than customers, 12"),
        ({"day": "01/02/2026"}, "is no day such as 2026-01-31"),
        ({"day": 20000}, "is no day such as"),
        ({"service": " "}, "at least 1 character"),
        ({"service": "a\x00"}, "NUL"),
        ({"speed_of_answer_seconds": float("nan")}, "finite"),
        ({"speed": 1}, "Extra inputs"),
    ],
)
def test_a_volume_that_cannot_be_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        volume(**changes)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"control_number": "12345678"}, "is not written like 1234-5678"),
        ({"issued_on": date(2028, 1, 1)}, "issued_on, 2028-01-01, comes after expires_on, 2027-05-31"),
        ({"burden_minutes": 0}, "greater than 0"),
        ({"federal_register_url": "notice"}, "match"),
        ({"approved_hours": -1}, "greater than or equal to 0"),
        ({"extended_until": date(2027, 8, 31)}, "an extension needs extended_reason and extended_by too"),
    ],
)
def test_a_clearance_that_cannot_be_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        clearance(**changes)


def brought(database, path, model, keys, save, heard):
    source = rows_of(path, model, keys.keys)
    return run(database, [source], lambda connection, rows: save(connection, rows, path.name, NOW), heard.manner())


def test_a_file_of_volumes_comes_in_with_any_order_of_columns(database, path):
    path.write_text(
        "customers,channel,day,service,speed_of_answer_seconds\r\n"
        '9707552.0,phone,2026-01-01,"Benefits, enrollment",31.5\r\n'
        '"1,200",email,2026-01-01, Benefits ,\r\n'
    )
    heard = Heard()
    assert brought(database, path, VolumeRow, VOLUMES, save_volumes, heard).saved == Saved(2, 0, 0)
    assert [(row.service, row.customers, row.speed_of_answer_seconds) for row in kept(database, Volume)] == [
        ("Benefits, enrollment", 9707552, 31.5),
        ("Benefits", 1200, None),
    ]
    assert brought(database, path, VolumeRow, VOLUMES, save_volumes, heard).saved == Saved(0, 0, 2)


def test_every_bad_cell_of_a_file_is_named(sqlite_database, path):
    path.write_text(
        "day,service,channel,customers\n2026-02-30,,telefon,x\n2026-01-01,A,phone,1\n2026-01-01,A,phone,2\n"
    )
    heard = Heard()
    done = brought(sqlite_database, path, VolumeRow, VOLUMES, save_volumes, heard)
    assert (done.refused, done.bad_records, done.bad_cells) == (True, 2, 5)
    assert [(cell.line, cell.column) for cell in heard.bad] == [
        (2, "day"),
        (2, "service"),
        (2, "channel"),
        (2, "customers"),
        (4, "channel"),
    ]
    assert str(heard.bad[1]) == f"{path}:2: service: is missing"
    assert kept(sqlite_database, Volume) == []


def test_a_file_of_clearances_comes_in(database, path):
    path.write_text("control_number,expires_on,title,burden_minutes\n1234-5678,2027-05-31,Calls,2.5\n")
    heard = Heard()
    assert brought(database, path, ClearanceRow, CLEARANCES, save_clearances, heard).saved == Saved(1, 0, 0)
    (row,) = kept(database, Clearance)
    assert (row.title, row.burden_minutes, row.source) == ("Calls", 2.5, "counts.csv")


def lines_with(*clearances):
    usual = {
        "surveys": {"voice": "a11-likert"},
        "languages": ["en"],
        "agency": "Department of Example",
        "program": "Benefits Help Line",
    }
    numbered = [
        usual | {"id": f"line-{place}", "number": f"+1202555010{place}", "clearance": one}
        for place, one in enumerate(clearances)
    ]
    return Lines.model_validate({"lines": numbered})


def published(database, lines, now=NOW):
    with database.begin() as connection:
        return publish_clearances(connection, lines, now)


def test_the_lines_file_wins_for_what_it_says_of_clearances(database):
    saved(database, save_clearances, [clearance(title="Calls", approved_responses=900, burden_minutes=9)])
    shipped = load_lines(LOCAL_LINES)
    assert published(database, shipped, LATER) == Saved(0, 1, 0)
    (row,) = kept(database, Clearance)
    assert (row.control_number, row.expires_on, row.burden_minutes) == ("1234-5678", date(2099, 5, 31), 2)
    assert (row.title, row.approved_responses, row.source) == ("Calls", 900, "lines file")
    assert published(database, shipped, LATER) == Saved(0, 0, 1)


def test_an_extension_is_as_the_lines_file_says_also_where_it_says_none(database):
    until = {"extended_until": "2027-08-31", "extended_reason": "under review", "extended_by": "A. Person"}
    one = {"control_number": "1234-5678", "expires": "2027-05-31", "burden_minutes": 2}
    published(database, lines_with({**one, **until, "approved_hours": 40}))
    (row,) = kept(database, Clearance)
    assert (row.extended_until, row.extended_by, row.approved_hours) == (date(2027, 8, 31), "A. Person", 40)
    with pytest.raises(BadInput, match=r"line line-1: clearance 1234-5678: extended_until is None, another line says"):
        published(database, lines_with({**one, **until}, one))
    published(database, lines_with(one))
    (row,) = kept(database, Clearance)
    assert (row.extended_until, row.extended_reason, row.approved_hours) == (None, None, 40)


def test_lines_without_clearances_publish_none(database):
    assert published(database, lines_with(None)) == Saved()


def test_two_lines_must_not_disagree_about_a_clearance(database):
    one = {"control_number": "1234-5678", "expires": "2027-05-31", "burden_minutes": 2}
    assert published(database, lines_with(one, one, {**one, "title": "Calls"})) == Saved(1, 0, 0)
    with pytest.raises(BadInput, match=r"line line-1: clearance 1234-5678: expires is 2028-01-01, another line says"):
        published(database, lines_with(one, {**one, "expires": "2028-01-01"}))


ROWS = st.lists(
    st.builds(
        volume,
        day=st.dates(DAY, date(2026, 1, 3)),
        service=st.sampled_from(["A", "B"]),
        channel=st.sampled_from(["phone", "email"]),
        customers=st.integers(5, 9),
        abandoned=st.none() | st.integers(0, 5),
    ),
    max_size=6,
    unique_by=lambda row: (row.day, row.service, row.channel),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(ROWS, max_size=3))
def test_the_table_is_what_the_last_word_on_each_key_was(database, batches):
    with database.begin() as connection:
        connection.execute(delete(Volume))
    plain = {}
    for rows in batches:
        before = dict(plain)
        plain |= {(row.day, row.service, row.channel): (row.customers, row.abandoned) for row in rows}
        counts = saved(database, save_volumes, rows)
        assert counts.new == len(plain) - len(before)
        assert counts.changed == sum(key in before and before[key] != plain[key] for key in plain)
    rows = kept(database, Volume)
    assert {(row.day, row.service, row.channel): (row.customers, row.abandoned) for row in rows} == plain
