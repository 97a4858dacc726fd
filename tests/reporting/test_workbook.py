"""The workbook, opened as a spreadsheet program would."""

from __future__ import annotations

import io
import json
import os
import tempfile
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import time_machine
from entry_examples import BEGAN, Conversation, answer
from fixed_responses import NEW_YORK, entries, exported, store, tapped

from app.records.entries import write_entries
from app.reporting.dictionary import code_rows, leaving
from app.reporting.export import export
from app.reporting.formats import workbook
from app.reporting.formats.rows import one_state
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def full(database):
    store(database, entries())
    return database


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """An empty folder, where temporary files go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def opened(database, **asked):
    return openpyxl.load_workbook(io.BytesIO(exported(database, "xlsx", **asked)))


def contents(book, *sheets):
    """The rows of the sheets as JSON, each cell with its type unless that is plain to see; empty ends left out."""
    for name in sheets:
        for row in book[name].iter_rows():
            cells = [shown(cell) for cell in row]
            while cells and cells[-1] is None:
                cells.pop()
            yield json.dumps([name, *cells], ensure_ascii=False)


def shown(cell):
    if isinstance(cell.value, datetime):
        return {cell.number_format: cell.value.isoformat()}
    if cell.data_type == "n" and cell.number_format != "General":
        return {cell.number_format: cell.value}
    return cell.value


def column(book, name, sheet="Responses"):
    """The cells of a column by its header, without it."""
    header, *rows = book[sheet].iter_rows()
    place = [cell.value for cell in header].index(name)
    return [row[place] for row in rows]


@pytest.mark.parametrize(
    ("name", "asked"),
    [("workbook.jsonl", {}), ("workbook-identifying.jsonl", {"identifying": True, "include_test": True})],
)
def test_a_workbook_has_the_contents_kept(full, name, asked):
    found = "".join(f"{line}\n" for line in contents(opened(full, **asked), "Responses", "Summary"))
    assert found == (GOLDEN / name).read_text(encoding="utf-8")


def test_columns_are_those_of_the_csv_file(full):
    for identifying in (False, True):
        header = next(opened(full, identifying=identifying)["Responses"].iter_rows(max_row=1, values_only=True))
        assert ",".join(header) == exported(full, "csv", identifying=identifying).decode().split("\n")[0]


def test_cells_have_the_type_of_their_column(full):
    book = opened(full)
    types = {name: {cell.data_type for cell in column(book, name) if cell.value is not None} for name in FIRST_OF}
    assert types == FIRST_OF
    assert column(book, "late")[0].value is False
    assert column(book, "started_at")[0].value == datetime(2026, 9, 21)  # noqa: DTZ001 (a sheet knows no zone)
    assert column(book, "started_at")[0].number_format == "yyyy-mm-dd"


FIRST_OF = {
    "response_id": {"s"},
    "trust": {"n"},
    "duration_seconds": {"n"},
    "late": {"b"},
    "started_at": {"d"},
    "status": {"s"},
    "tags": {"s"},
}


def test_exact_times_are_utc_and_only_where_asked_for(full):
    times = column(opened(full, identifying=True), "started_at")
    assert times[0].value == datetime(2026, 9, 21, 14, 13, 20)  # noqa: DTZ001
    assert times[0].number_format == "yyyy-mm-dd hh:mm:ss"


def test_text_that_would_run_is_text_with_an_apostrophe(full):
    comments = [cell for cell in column(opened(full), "comment") if cell.value]
    assert {cell.data_type for cell in comments} == {"s"}
    values = [cell.value for cell in comments]
    assert "'=HYPERLINK(1)" in values
    assert "'-- más rápido, señora Núñez 👍" in values
    assert 'Long wait, "very" long\nand slow' in values


def test_empty_text_is_a_cell_and_null_is_none(full):
    sheet = zipfile.ZipFile(io.BytesIO(exported(full, "xlsx"))).read("xl/worksheets/sheet1.xml").decode()
    place = next(cell.column_letter for cell in opened(full)["Responses"][1] if cell.value == "comment")
    # Of the five, the first left no comment and the last an empty one.
    assert f'r="{place}2"' not in sheet
    assert f'<c r="{place}6" t="inlineStr"><is><t></t></is></c>' in sheet


def test_the_header_stays_in_sight_and_filters(full):
    sheet = opened(full)["Responses"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(14, sheet.max_column).coordinate}"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > 36


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(full):
    out = io.BytesIO()
    with one_state(full) as connection:
        assert list(workbook.write(connection, Asked(Selection(NEW_YORK)), out, rows_a_sheet=6))[-1] == 13
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Responses", "Responses 2", "Responses 3", "Summary", "Dictionary"]
    sheets = book.sheetnames[:3]
    assert [book[name].max_row for name in sheets] == [7, 7, 2]
    together = [cell.value for name in sheets for cell in column(book, "response_id", name)]
    assert together == [cell.value for cell in column(opened(full), "response_id")]
    assert [book[name].auto_filter.ref.split(":")[1][-1] for name in sheets] == ["7", "7", "2"]


def test_an_empty_selection_makes_a_workbook_of_headers(database):
    book = opened(database)
    assert book["Responses"].max_row == 1
    assert book["Summary"]["B1"].value == 0


def test_the_same_responses_make_the_same_bytes(full, monkeypatch):
    first = exported(full, "xlsx")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with time_machine.travel(datetime(2031, 5, 5, tzinfo=UTC)):
        assert exported(full, "xlsx") == first


def test_long_text_is_cut_in_sight_and_told(database):
    store(database, [tapped(1, 5, ["ease"], "not_applicable", comment="👍" * 20_000)])
    out, asked = io.BytesIO(), Asked(Selection(NEW_YORK))
    notes = export(database, "xlsx", asked, out).notes
    comment = column(openpyxl.load_workbook(out), "comment")[0].value
    assert comment.endswith("👍…[cut]")
    assert len(comment.encode("utf-16-le")) // 2 <= 32_767
    assert notes == ("Texts longer than 32,767 characters, the most that a cell holds, end in “…[cut]”: 1.",)


def test_nothing_is_told_where_nothing_was_cut(full):
    assert export(full, "xlsx", Asked(Selection(NEW_YORK)), io.BytesIO()).notes == ()


def test_the_dictionary_explains_each_column_and_code(full):
    for identifying, kind in ((False, "local day"), (True, "time in UTC")):
        rows = list(opened(full, identifying=identifying)["Dictionary"].iter_rows(values_only=True))
        described = leaving(identifying=identifying)
        assert [row[0] for row in rows[1 : len(described) + 1]] == [column.name for column in described]
        assert {row[1] for row in rows if row[0] == "ended_at"} == {kind}
        assert [row[:3] for row in rows[len(described) + 3 :]] == list(code_rows())


def test_counts_go_up_and_temporary_files_go_away(full, temporary):
    told = []
    assert export(full, "xlsx", Asked(Selection(NEW_YORK)), io.BytesIO(), progress=told.append).responses == told[-1]
    assert list(temporary.iterdir()) == []


class _Cancelled(Exception):
    pass


def test_a_cancelled_workbook_leaves_no_temporary_files(full, temporary):
    def cancel(_written):
        assert list(temporary.iterdir())
        raise _Cancelled

    with pytest.raises(_Cancelled):
        export(full, "xlsx", Asked(Selection(NEW_YORK)), io.BytesIO(), progress=cancel)
    assert list(temporary.iterdir()) == []


def test_a_disk_that_takes_no_more_is_an_oserror(full, temporary):
    class Full(io.RawIOBase):
        def write(self, _bytes):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        export(full, "xlsx", Asked(Selection(NEW_YORK)), Full())
    assert list(temporary.iterdir()) == []


def test_memory_does_not_grow_with_the_number_of_responses(sqlite_database):
    made = [
        Conversation(n, line="few" if n < 1000 else "many").entry(
            2, [answer("trust", 2)], status="partial", ended_at=BEGAN, comment="x" * 1000
        )
        for n in range(2600)
    ]
    with sqlite_database.begin() as connection:
        write_entries(connection, made)
    _warmed_up, few, many = (peak(sqlite_database, line) for line in ("none", "few", "many"))
    assert many < 1.3 * few


def peak(database, line):
    """The most memory that Python held at once, in bytes, while it exported to nowhere."""
    tracemalloc.start()
    with Path(os.devnull).open("wb") as nowhere:
        export(database, "xlsx", Asked(Selection(NEW_YORK, line=line)), nowhere)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most
