"""Reading CSV files record by record."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput
from app.reporting.formats.cells import line
from app.reporting.imports.headers import Table
from app.reporting.imports.tables import LONGEST, records

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELLS = st.none() | TEXTS | st.sampled_from(["", '"', ",", "\r\n", "\n", "\r", 'a"b', "=1+1", "👍", " x "])
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("tables") / "file.csv"


def read(path, content):
    path.write_bytes(content)
    return [(record.line, record.cells) for record in records(path)]


@given(rows=ROWS, bom=st.sampled_from([b"", b"\xef\xbb\xbf"]), ending=st.sampled_from(["\n", "\r\n"]))
def test_what_the_exports_write_is_read_back_whatever_the_line_end_and_mark(path, rows, bom, ending):
    lines = [line(row).removesuffix("\n") + ending for row in rows]
    content = bom + "".join(lines).encode()
    expected, at = [], 1
    for row, written in zip(rows, lines, strict=True):
        expected.append((at, row))
        at += written.count("\n")
    assert read(path, content) == expected


def test_nothing_and_the_empty_text_differ(path):
    assert read(path, b'a,"",\n,"x",""') == [(1, ["a", "", None]), (2, [None, "x", ""])]


def test_blank_lines_are_no_records_but_count_as_lines(path):
    assert read(path, b"a,b\n\n\r\nc,d\n\n") == [(1, ["a", "b"]), (4, ["c", "d"])]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\nc,\xe9t\xe9\n", r"file\.csv:2: is not UTF-8 at byte 6 of the file"),
        (b'\xef\xbb\xbfa\n"x\ny\xff"\n', r"file\.csv:3: is not UTF-8 at byte 9 of the file"),
        ("a,b\n".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        (b"PK\x03\x04\xff", "is a workbook or a zip file; save the sheet as CSV"),
        (b'a,b\nc,"d\ne,f\n', r"file\.csv:2: a quote in the record that begins here is never closed"),
        (b'a,b\n5" pipe,6" pipe\n', r"file\.csv:2: cell 1 has a quote or CR inside that is not quoted"),
        (b'a,"b"c\n', r"file\.csv:1: cell 2 has a quote"),
        (b"a\rb,c\n", r"file\.csv:1: cell 1 has a quote or CR"),
        (b"x" * (LONGEST + 2), r"file\.csv:1: the record that begins here is longer than 1,048,576 bytes"),
        (b'a\n"' + b"x\n" * LONGEST, r"file\.csv:2: the record that begins here is longer"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(path, content, told):
    with pytest.raises(BadInput, match=told):
        read(path, content)


def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(BadInput, match=r"gone\.csv: cannot be read: No such file"):
        list(records(path.with_name("gone.csv")))


def test_memory_does_not_grow_with_the_file(path):
    path.write_bytes(b'1,"two ""2""",three\n' * 50_000)
    tracemalloc.start()
    assert sum(1 for _ in records(path)) == 50_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


def test_columns_may_come_in_any_order(path):
    path.write_bytes(b"b,more,a\n1,2,3\n")
    assert list(Table(path, ["a", "b"], more=True).rows()) == [(2, {"a": "3", "b": "1"})]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("a_b,b", r"file\.csv:1: the header differs: missing c$"),
        ("a_b,b,C", "missing c; unknown 'C': did you mean c\\?"),
        ("A B,b,c", "missing a_b; unknown 'A B': did you mean a_b\\?"),
        ("a_b,b,c,wholly_else", "differs: unknown 'wholly_else'$"),
        ("a_b,b,c,b", "differs: twice b"),
        ("a_b,b,c,", "differs: unknown ''"),
        ("a_b;b;c", r"file\.csv: its cells are separated by ';', not by commas"),
        ("a_b\tb\tc", r"its cells are separated by '\\t'"),
    ],
)
def test_a_header_that_differs_says_how(path, header, told):
    path.write_text(header + "\n")
    with pytest.raises(BadInput, match=told):
        Table(path, ["a_b", "b", "c"])


def test_an_empty_file_says_so(path):
    path.write_bytes(b"\n")
    with pytest.raises(BadInput, match="is empty"):
        Table(path, ["a"])


def test_a_record_of_another_width_is_named_with_its_line(path):
    path.write_bytes(b'a,b\n"1\n2",3\n4\n5,6,7\n')
    found = list(Table(path, ["a", "b"]).rows())
    assert found[0] == (2, {"a": "1\n2", "b": "3"})
    assert [str(bad) for bad in found[1:]] == [
        f"{path}:4: has 1 cells where the header has 2",
        f"{path}:5: has 3 cells where the header has 2",
    ]
