"""How an import runs: what bad records do to it, dry, at once with another, interrupted, and in how much memory."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from import_examples import (
    HEADER,
    Heard,
    bring_in,
    change_seqs,
    last_change,
    responses,
    told,
    v2_file,
    v2_row,
)

from app.errors import BadInput
from app.reporting.imports.keyed import Saved
from app.reporting.imports.responses import origin_of
from app.reporting.imports.running import run
from app.reporting.imports.touchpoints_v2 import responses_of

NO_PHONE = "an id must not tell who answered; give each response another one"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "responses.csv"


def test_one_bad_cell_refuses_the_whole_file(database, path):
    v2_file(path, v2_row("a", comment="two\nlines"), v2_row("b", "7", "00x" + "0" * 11), v2_row("+12025550143"))
    heard = Heard()
    assert bring_in(database, path, heard=heard) == (0, 0, 0)
    assert responses(database) == []
    assert [str(cell) for cell in heard.bad] == [
        f"{path}:4: question_1: '7' is not 1 to 5, the scale likert_5",
        f"{path}:4: positive_efficiency: 'x' is not 0, 1 or null",
        f"{path}:5: external_id: '+1202***0143' is a phone number: {NO_PHONE}",
    ]


def test_bad_rows_can_be_left_out(database, path):
    v2_file(path, v2_row("a"), v2_row("b", "7"), v2_row("c"))
    with path.open("a") as file:
        file.write("too,short\n")
    heard = Heard()
    assert bring_in(database, path, heard=heard, on_error="skip") == (2, 0, 0)
    assert [row.source_id for row in responses(database)] == ["a", "c"]
    assert [(cell.line, cell.column) for cell in heard.bad] == [(3, "question_1"), (5, None)]


def test_a_dry_run_says_what_would_change_and_changes_nothing(database, path):
    bring_in(database, v2_file(path, v2_row("a"), v2_row("b")))
    v2_file(path, v2_row("a"), v2_row("b", "1"), v2_row("c"))
    before = responses(database)
    assert bring_in(database, path, dry_run=True) == (1, 1, 1)
    assert (responses(database), last_change(database)) == (before, 2)
    assert bring_in(database, path) == (1, 1, 1)


def test_the_same_row_twice_is_taken_once_with_a_note(sqlite_database, path):
    heard = Heard()
    v2_file(path, v2_row("a"), v2_row("b"), v2_row("a"))
    assert bring_in(sqlite_database, path, heard=heard) == (2, 0, 0)
    assert [(note.line, note.what, note.detail) for note in heard.notes] == [
        (4, "a record came twice and was taken once", f"first at {path}:2")
    ]


def test_one_id_with_two_answers_is_bad_also_across_files(sqlite_database, path, tmp_path):
    heard = Heard()
    other = v2_file(tmp_path / "other.csv", v2_row("a", "4"))
    assert bring_in(sqlite_database, v2_file(path, v2_row("a")), other, heard=heard) == (0, 0, 0)
    assert [str(cell) for cell in heard.bad] == [
        f"{other}:2: external_id: 'a' is also at {path}:2, which says something else"
    ]


def test_a_run_that_ended_half_way_is_completed_by_the_next(database, path):
    rows = [v2_row(str(number), str(number % 5 + 1)) for number in range(1100)]
    v2_file(path, *rows)

    def stop(what, records):
        if (what, records) == ("written", 1000):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(database, path, heard=Heard(stop))
    assert len(responses(database)) == 1000
    assert bring_in(database, path) == (100, 0, 1000)
    assert [row.source_id for row in responses(database)] == [row[0] for row in rows]
    assert change_seqs(database) == list(range(1, 1101))


def test_memory_does_not_grow_with_the_file(sqlite_database, path, tmp_path):
    small = v2_file(tmp_path / "small.csv", *(v2_row(str(number)) for number in range(3000)))
    large = v2_file(path, *(v2_row(str(number)) for number in range(9000)))
    peaks = []
    for file in (small, small, large, large):
        source = responses_of(file, origin_of("touchpoints-v2", told()))
        tracemalloc.start()
        run(sqlite_database, [source], lambda _connection, _portion: Saved(), Heard().manner())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # What else the process keeps meanwhile is in one of the two, seldom in both.
    assert min(peaks[2:]) < 1.3 * peaks[1]


def test_two_imports_at_once_make_each_response_once(database, path):
    v2_file(path, *(v2_row(str(number)) for number in range(1200)))
    with ThreadPoolExecutor(2) as both:
        done = [both.submit(bring_in, database, path) for _ in range(2)]
        assert all(sum(one.result()) == 1200 for one in done)
    assert change_seqs(database) == list(range(1, 1201))
    assert bring_in(database, path) == (0, 0, 1200)


def test_two_files_of_the_same_responses_in_another_order_do_not_wait_for_each_other(database, path, tmp_path):
    rows = [v2_row(str(number)) for number in range(900)]
    v2_file(path, *rows)
    other = v2_file(tmp_path / "other.csv", *rows[::-1])
    with ThreadPoolExecutor(2) as both:
        done = [both.submit(bring_in, database, file) for file in (path, other)]
        assert sorted(one.result() for one in done) == [(0, 0, 900), (900, 0, 0)]
    assert change_seqs(database) == list(range(1, 901))


@pytest.mark.parametrize("header", [HEADER, HEADER[::-1]])
def test_a_file_that_changes_while_it_is_read_is_told(sqlite_database, path, header):
    v2_file(path, v2_row("a"), v2_row("b"))

    def change(what, records):
        if (what, records) == ("checked", 2):
            v2_file(path, v2_row("a"), header=header)

    with pytest.raises(BadInput, match="changed while it was read"):
        bring_in(sqlite_database, path, heard=Heard(change))
