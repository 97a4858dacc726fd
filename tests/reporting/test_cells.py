"""The quoting rule, held against PostgreSQL's own and against Python's reader."""

from __future__ import annotations

import csv
import io

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.reporting.formats.cells import harmless, line, quoted

CELLS = st.text(
    st.one_of(st.sampled_from(",\"\r\n\t \\.'=;\ufeff\u2028"), st.characters(exclude_characters="\x00", codec="utf-8"))
)
ROWS = st.lists(st.tuples(st.none() | CELLS, st.none() | CELLS, CELLS), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("a,b", '"a,b"'),
        ('say "hi"', '"say ""hi"""'),
        ("two\nlines", '"two\nlines"'),
        ("old\rmac", '"old\rmac"'),
        (" blanks stay bare ", " blanks stay bare "),
        ("l'été", "l'été"),
    ],
)
def test_a_cell_is_quoted_only_where_it_must_be(cell, expected):
    assert quoted(cell) == expected


def test_nothing_stands_for_null_and_quotes_for_an_empty_text():
    assert line(["a", None, "", "null"]) == 'a,,"",null\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"1{start}1") == f"1{start}1"


@pytest.fixture
def postgres_cells(postgres_url):
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("create temporary table cells (n serial, a text, b text, c text)")
        yield connection


@given(rows=ROWS)
@example(rows=[(None, None, ""), ("\\.", "\\N", '"')])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_are_those_that_postgresql_copies_out(postgres_cells, rows):
    postgres_cells.execute("truncate cells")
    with postgres_cells.cursor() as cursor:
        cursor.executemany("insert into cells (a, b, c) values (%s, %s, %s)", rows)
        with cursor.copy("copy (select a, b, c from cells order by n) to stdout (format csv)") as copied:
            theirs = b"".join(copied)
    assert "".join(map(line, rows)).encode() == theirs


@given(rows=ROWS)
def test_python_reads_the_same_cells_back(rows):
    read = list(csv.reader(io.StringIO("".join(map(line, rows)), newline=""), strict=True))
    assert read == [[cell or "" for cell in row] for row in rows]
