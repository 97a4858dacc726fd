"""``aftercall report check``: what people and scripts see of the findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from correct_files import HEADERS, written

from app.cli import main
from app.reporting.check.findings import CODES

ROWS = Path(__file__).with_name("published_rows.csv")
PAGE = Path(__file__).parents[3] / "docs/report-check.md"


@pytest.fixture
def run():
    def with_arguments(*arguments):
        return CliRunner().invoke(main, ["report", "check", *map(str, arguments)], catch_exceptions=False)

    return with_arguments


def responses(path, *trusts):
    rows = [{**dict.fromkeys(HEADERS["responses"], "0"), "external_id": f"r{n}", "question_1": trust, "question_4": ""}
            for n, trust in enumerate(trusts)]  # fmt: skip
    path.write_bytes(written(HEADERS["responses"], rows)[0])
    return path


def test_a_correct_file_ends_with_0_and_the_closing_line(run, tmp_path):
    done = run(responses(tmp_path / "file.csv", "5", "3"))
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        f"{tmp_path / 'file.csv'}: response file, version 2, 2 row(s)",
        "2 row(s), 0 figure(s) recomputed: 0 error(s), 0 warning(s), 0 note(s)",
    ]


def test_warnings_alone_end_with_0_and_errors_with_1(run, tmp_path):
    assert run(responses(tmp_path / "file.csv", "5", "")).exit_code == 0
    assert run(responses(tmp_path / "file.csv", "5", "9")).exit_code == 1


def test_the_table_groups_by_code_and_shows_the_first_examples(run, tmp_path):
    done = run(responses(tmp_path / "file.csv", "5", "", "6", "7", "8", "9", "9"))
    assert done.stdout.splitlines()[1:] == [
        "error            5  off-scale: an answer or score outside of its scale",
        "                     line 4: question_1: “6”: is none of 0 to 5",
        "                     line 5: question_1: “7”: is none of 0 to 5",
        "                     line 6: question_1: “8”: is none of 0 to 5",
        "                     and 2 more",
        "warning          1  empty-trust: a response without an answer to the trust question",
        "                     line 3: question_1: “”: is empty",
        "7 row(s), 0 figure(s) recomputed: 5 error(s), 1 warning(s), 0 note(s)",
    ]


def test_all_shows_every_finding_in_a_line_with_its_file_and_row(run, tmp_path):
    file = responses(tmp_path / "file.csv", "5", "9", "9", "9", "9")
    lines = run("--all", file).stdout.splitlines()
    assert lines[:4] == [
        f"{file}: line {row}: question_1: error: off-scale: “9”: is none of 0 to 5" for row in range(3, 7)
    ]


def test_json_gives_an_object_a_finding_and_then_a_summary(run, tmp_path):
    file = responses(tmp_path / "file.csv", "5", "9")
    first, last = map(json.loads, run("--json", file).stdout.splitlines())
    assert first == {
        "code": "off-scale",
        "severity": "error",
        "file": str(file),
        "row": 3,
        "column": "question_1",
        "stated": "9",
        "recomputed": None,
        "why": "is none of 0 to 5",
    }
    assert last == {
        "summary": {
            "files": [{"file": str(file), "kind": "response file, version 2", "rows": 2}],
            "rows": 2,
            "recomputed": 0,
            "errors": 1,
            "warnings": 0,
            "notes": 0,
            "codes": {"off-scale": 1},
        }
    }


def test_figures_are_told_on_request(run):
    lines = run("--figures", ROWS).stdout.splitlines()
    assert f"{ROWS}: line 2: q1 point scale 4.70 (n = 320,979)" in lines
    objects = [json.loads(line) for line in run("--figures", "--json", ROWS).stdout.splitlines()]
    assert {"figure": "q1 point scale", "value": "4.70", "n": 320_979, "row": 2, "file": str(ROWS)} in objects


def test_a_file_that_cannot_be_recognised_ends_with_2_and_the_others_are_checked(run, tmp_path):
    (tmp_path / "other.csv").write_text("day,service,channel\n")
    done = run(tmp_path / "other.csv", ROWS, tmp_path / "missing.csv")
    assert done.exit_code == 2
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        str(tmp_path / "other.csv"),
        str(tmp_path / "missing.csv"),
    ]
    assert "59 figure(s) recomputed" in done.stdout


def test_nothing_in_a_cell_reaches_the_terminal_as_a_command(run, tmp_path):
    done = run(responses(tmp_path / "file.csv", "5", "\x1b[31m\n"))
    assert "“\\x1b[31m\\n”" in done.stdout
    assert "\x1b" not in done.stdout


def test_half_a_character_and_a_strange_file_name_are_told_all_the_same(tmp_path):
    name = os.fsencode(tmp_path) + b"/m\xe1s.json"
    attributes = dict.fromkeys(HEADERS["responses"], "0") | {"question_1": "\ud800"}
    Path(os.fsdecode(name)).write_text(json.dumps({"data": [{"id": "1", "type": "x", "attributes": attributes}]}))
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "report", "check", name],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert "“\\ud800”: is none of 0 to 5" in done.stdout
    assert "m\\xe1s.json: response file, version 2, 1 row(s)" in done.stdout
    assert done.stderr == ""


def test_every_code_stands_in_the_documentation_with_its_severity_and_meaning():
    page = PAGE.read_text(encoding="utf-8")
    rows = [f"| `{code}` | {told.severity} | {told.meaning} |" for code, told in CODES.items()]
    assert [row for row in rows if row not in page] == []
