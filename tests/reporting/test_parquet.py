"""Parquet, read back with pyarrow."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from entry_examples import BEGAN, Conversation, answer
from fixed_responses import NEW_YORK, entries, exported, store

from app.errors import BadInput
from app.records.entries import write_entries
from app.reporting.dictionary import columns
from app.reporting.export import export
from app.reporting.formats import parquet
from app.reporting.formats.rows import one_state
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection


@pytest.fixture
def full(database):
    store(database, entries())
    return database


def read(database, **asked):
    return pq.ParquetFile(io.BytesIO(exported(database, "parquet", **asked)))


@pytest.mark.parametrize("identifying", [False, True])
def test_it_holds_what_jsonl_holds_but_the_answers(full, identifying):
    expected = [json.loads(line) for line in exported(full, "jsonl", identifying=identifying).splitlines()]
    found = read(full, identifying=identifying).read().to_pylist()
    assert [list(row) for row in found] == [list(row)[:-1] for row in expected]
    for row, response in zip(found, expected, strict=True):
        assert {name: plain(value) for name, value in row.items()} == {name: response[name] for name in row}


def plain(value):
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def test_columns_have_the_types_of_the_model(full):
    days, moments = (read(full, identifying=asked).schema_arrow for asked in (False, True))
    assert days.field("trust").type == days.field("positive_ease").type == pa.int8()
    assert days.field("wait_seconds").type == pa.int32()
    assert days.field("seed").type == days.field("change_seq").type == pa.int64()
    assert days.field("late").type == pa.bool_()
    assert days.field("duration_seconds").type == pa.float64()
    assert days.field("tags").type == days.field("channels_used").type == pa.list_(pa.string())
    assert days.field("label_order").type == days.field("comment").type == pa.string()
    assert days.field("started_at").type == pa.date32()
    assert moments.field("started_at").type == pa.timestamp("us", tz="UTC")
    described = columns("responses")
    assert {field.name: field.nullable for field in moments} == {
        name: column.nullable for name, column in described.items() if name != "id"
    }


def test_columns_are_those_of_the_csv_file(full):
    for identifying in (False, True):
        names = read(full, identifying=identifying).schema_arrow.names
        assert ",".join(names) == exported(full, "csv", identifying=identifying).decode().split("\n")[0]


def test_exact_times_keep_their_fractions(full):
    started = read(full, identifying=True).read(["started_at"]).to_pylist()[0]["started_at"]
    assert started == datetime(2026, 9, 21, 14, 13, 20, 500_000, tzinfo=UTC)


def test_each_column_carries_its_meaning(full):
    metadata = read(full).schema_arrow.field("wait_seconds").metadata
    assert metadata == {b"description": b"how long the caller waited for an agent", b"unit": b"seconds"}
    assert read(full).schema_arrow.field("satisfaction").metadata[b"values"] == b"1 to 5"


def test_texts_that_repeat_are_kept_once(full):
    group = read(full).metadata.row_group(0)
    dictionaries = {
        group.column(place).path_in_schema
        for place in range(group.num_columns)
        if group.column(place).has_dictionary_page
    }
    assert {"channel", "status", "survey_id", "service"} <= dictionaries
    assert not {"response_id", "comment", "trust"} & dictionaries


def test_a_list_of_orders_is_json(database):
    order = {"went_well": ["2", "1"]}
    store(database, [Conversation(1).entry(2, label_order=order), Conversation(2).entry(2)])
    assert read(database).read(["label_order"]).to_pylist() == [
        {"label_order": '{"went_well":["2","1"]}'},
        {"label_order": None},
    ]


def test_rows_are_written_in_groups_in_their_order(sqlite_database):
    with sqlite_database.begin() as connection:
        write_entries(connection, [Conversation(n).entry(2) for n in range(1300)])
    out = io.BytesIO()
    with one_state(sqlite_database) as connection:
        list(parquet.write(connection, Asked(Selection(NEW_YORK)), out, rows_a_group=500))
    file = pq.ParquetFile(out)
    assert file.num_row_groups > 1
    assert read(sqlite_database).num_row_groups == 1
    assert file.read(["response_id"]).to_pylist() == [
        {"response_id": json.loads(line)["response_id"]} for line in exported(sqlite_database, "jsonl").splitlines()
    ]


def test_an_empty_selection_is_a_file_without_rows(database):
    assert read(database).metadata.num_rows == 0
    assert read(database).schema_arrow.names[0] == "response_id"


def test_the_same_responses_make_the_same_bytes(full):
    assert exported(full, "parquet") == exported(full, "parquet")


def test_a_pipe_takes_it_too(full):
    read_end, write_end = os.pipe()
    with open(write_end, "wb") as out:  # noqa: PTH123 (a file descriptor)
        export(full, "parquet", Asked(Selection(NEW_YORK)), out)
    with open(read_end, "rb") as file:  # noqa: PTH123
        assert pq.read_table(io.BytesIO(file.read())).num_rows == 13


def test_counts_go_up_to_the_number_written(full):
    told = []
    export(full, "parquet", Asked(Selection(NEW_YORK)), io.BytesIO(), progress=told.append)
    assert told[-1] == 13


def test_without_pyarrow_the_extra_is_named(full, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    out = io.BytesIO()
    with pytest.raises(BadInput, match=r"pip install 'aftercall\[parquet\]'"):
        export(full, "parquet", Asked(Selection(NEW_YORK)), out)
    assert out.getvalue() == b""


def test_other_formats_do_not_load_pyarrow():
    check = "import sys, app.reporting.export; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_memory_does_not_grow_with_the_number_of_responses(sqlite_database):
    made = [
        Conversation(n, line="few" if n < 1000 else "many").entry(
            2, [answer("trust", 2)], status="partial", ended_at=BEGAN, comment="x" * 1000
        )
        for n in range(4000)
    ]
    with sqlite_database.begin() as connection:
        write_entries(connection, made)
    _warmed_up, few, many = (peak(sqlite_database, line) for line in ("few", "few", "many"))
    assert many < 1.5 * few


def peak(database, line):
    """The most memory that Python and Arrow held at once, in bytes, while they exported to nowhere."""
    usual = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(usual)
    pa.set_memory_pool(pool)
    tracemalloc.start()
    with Path(os.devnull).open("wb") as nowhere, one_state(database) as connection:
        list(parquet.write(connection, Asked(Selection(NEW_YORK, line=line)), nowhere, rows_a_group=1000))
    most = tracemalloc.get_traced_memory()[1] + pool.max_memory()
    tracemalloc.stop()
    pa.set_memory_pool(usual)
    return most
