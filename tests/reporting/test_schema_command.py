"""``aftercall schema`` prints the dictionary in three forms."""

from __future__ import annotations

import csv
import io
import json

from click.testing import CliRunner

from app.cli import main
from app.reporting.dictionary import DICTIONARY_COLUMNS, dictionary_rows, markdown_tables
from app.reporting.row_schema import row_schema


def printed(*arguments):
    done = CliRunner().invoke(main, ["schema", *map(str, arguments)])
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_markdown_is_the_tables_with_their_headings():
    text = printed("--format", "markdown")
    assert text == printed()
    for heading, table in markdown_tables().items():
        assert f"## {heading}\n\n{table}" in text


def test_json_schema_is_the_schema_of_a_row():
    assert json.loads(printed("--format", "json-schema")) == row_schema()


def test_csv_is_the_dictionary():
    rows = list(csv.reader(io.StringIO(printed("--format", "csv")), strict=True))
    assert rows == [list(row) for row in (DICTIONARY_COLUMNS, *dictionary_rows())]


def test_out_writes_the_same_to_a_file(tmp_path):
    assert printed("--format", "csv", "--out", tmp_path / "dictionary.csv") == ""
    assert (tmp_path / "dictionary.csv").read_bytes().decode() == printed("--format", "csv")


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    done = CliRunner().invoke(main, ["schema", "--out", str(tmp_path / "nowhere" / "x.md")])
    assert done.exit_code == 2
    assert "nowhere" in done.stderr
