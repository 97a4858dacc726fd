"""The commands that import: what is said where, and how they end."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner
from import_examples import FILES, HEADER, responses, v2_file, v2_row
from service import environment_on

from app.cli import main
from app.records.clearances import Clearance, Volume
from app.records.database import connect

SAID = ("--source", "touchpoints:0a1b2c3d", "--survey", "web")
V2 = (*SAID, "--channel", "website", "--trust-scale", "likert_5", "--quarter", "2026-Q1")


@pytest.fixture
def run(sqlite_url):
    def invoke(*arguments, **environment):
        runner = CliRunner(env=environment_on(sqlite_url) | environment)
        return runner.invoke(main, [str(argument) for argument in arguments])

    return invoke


@pytest.fixture
def path(tmp_path):
    return tmp_path / "responses.csv"


def test_words_go_to_standard_error(run, path):
    ended = run("responses", "import", v2_file(path, v2_row("a"), v2_row("b")), *V2)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "2 new, 0 changed, 0 unchanged\n")
    ended = run("responses", "import", path, *V2, "--dry-run")
    assert ended.stderr == "would be: 0 new, 0 changed, 2 unchanged\n"


def test_bad_cells_end_with_2_and_the_first_are_shown(run, path, sqlite_database):
    v2_file(path, v2_row("good"), *(v2_row(str(number), "9") for number in range(30)))
    ended = run("responses", "import", path, *V2)
    lines = ended.stderr.splitlines()
    assert ended.exit_code == 2
    assert lines[0] == f"{path}:3: question_1: '9' is not 1 to 5, the scale likert_5"
    assert len(lines) == 22
    assert lines[20] == "… and 10 more bad cells; in all question_1 30; --json tells each"
    assert lines[21] == (
        "aftercall: 30 bad cells in 30 records: nothing was written; --on-error skip leaves those records out"
    )
    assert responses(sqlite_database) == []


def test_good_rows_are_kept_where_bad_ones_may_be_left_out(run, path):
    ended = run("responses", "import", v2_file(path, v2_row("a"), v2_row("b", "9")), *V2, "--on-error", "skip")
    assert ended.exit_code == 0
    assert ended.stderr.endswith("\n1 new, 0 changed, 0 unchanged; 1 records with bad cells left out\n")


def test_json_tells_everything_a_script_may_want(run, path):
    v2_file(path, *(v2_row(str(number), "9") for number in range(30)), v2_row("a"), v2_row("a"))
    ended = run("responses", "import", path, *V2, "--json", "--on-error", "skip")
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["kind"] for one in told] == ["bad_cell"] * 30 + ["note", "summary"]
    assert told[0] == {
        "kind": "bad_cell",
        "file": str(path),
        "line": 2,
        "column": "question_1",
        "value": "9",
        "why": "is not 1 to 5, the scale likert_5",
    }
    assert told[-1] == {
        "kind": "summary",
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "records": 1,
        "bad_records": 30,
        "bad_cells": 30,
        "refused": False,
        "dry_run": False,
    }
    assert ended.stderr == ""


def test_half_a_character_can_be_told(run, path):
    attributes = {"created_at": "2026-01-01T00:00:00Z", "answer_01": "1", "answer_04": "\ud83d"}
    path.write_text(json.dumps({"data": [{"id": "1", "type": "submissions", "attributes": attributes}]}))
    said = ("responses", "import", path, *SAID, "--form-kind", "a11_v2")
    assert json.loads(run(*said, "--json").stdout.splitlines()[0])["value"] == "\ud83d"
    assert "answer_04: '\\ud83d' holds half a character" in run(*said).stderr


def test_every_option_says_something_of_the_responses(run, path, sqlite_database):
    about = {
        "--service": "service",
        "--touchpoint": "touchpoint",
        "--stage": "service_stage",
        "--unit": "organizational_unit",
        "--location": "location_code",
        "--agency": "agency",
        "--bureau": "bureau",
        "--language": "language",
    }
    given = [part for option, column in about.items() for part in (option, f"our {column}")]
    more = ("--survey-version", 3, "--transaction-point", "relational", "--clearance", "1234-5678", "--test")
    ended = run("responses", "import", v2_file(path, v2_row("a")), *V2, *given, *more, "--zone", "Pacific/Honolulu")
    assert ended.exit_code == 0
    (row,) = responses(sqlite_database)
    assert {getattr(row, column) for column in about.values()} == {f"our {column}" for column in about.values()}
    assert (row.survey_version, row.transaction_point, row.clearance, row.test) == (3, "relational", "1234-5678", True)
    assert row.created_at.hour == 22


def test_the_quarter_lies_in_the_zone_of_the_lines_file(run, path, sqlite_database, tmp_path):
    lines = tmp_path / "lines.yaml"
    lines.write_text(
        "lines:\n"
        "- {id: one, number: '+12025550100', surveys: {voice: a11-likert}, languages: [en], agency: A, program: P}\n"
        "reporting: {time_zone: Pacific/Guam}\n"
    )
    ended = run("responses", "import", v2_file(path, v2_row("a")), *V2, LINES_FILE=str(lines))
    assert ended.exit_code == 0
    assert responses(sqlite_database)[0].created_at.hour == 2


def test_pages_and_combined_files_are_recognised(run):
    ended = run("responses", "import", FILES / "page-a11-v2.json", *SAID, "--form-kind", "a11_v2")
    assert ended.stderr == "2 new, 0 changed, 0 unchanged\n"
    said = (*SAID, "--channel", "website", "--trust-scale", "thumbs")
    ended = run("responses", "import", FILES / "combined.csv", *said, "--dry-run")
    assert ended.stderr == "would be: 0 new, 2 changed, 0 unchanged\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("responses", "import", "gone.csv", *V2), "gone.csv"),
        (("responses", "import", "/dev/null", *V2), "is no regular file"),
        (("responses", "import", FILES / "v2-dummy.csv", "--survey", "web"), "--source"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--source", "web"), "is not written like touchpoints:"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--channel", "pigeon"), "pigeon"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--quarter", "2026"), "is no fiscal quarter"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--zone", "Mars"), "is no time zone"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--clearance", "1"), "is not written like 1234-5678"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--survey", ""), "'--survey': is empty"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--service", " "), "'--service': is empty"),
        (("responses", "import", FILES / "v2-dummy.csv", *V2, "--unit", "caf\udce9"), "'--unit': is not UTF-8"),
        (("published", "import", FILES / "published-fy2021.csv", "--source", ""), "'--source': is empty"),
        (("volumes", "import", FILES / "combined.csv"), "the header differs: missing day"),
        (("clearances", "import", FILES / "combined.csv"), "the header differs: missing control_number"),
        (("published", "import", FILES / "combined.csv"), "the header differs: missing id"),
    ],
)
def test_what_cannot_be_used_ends_with_2(run, arguments, told):
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert told in ended.stderr


def test_a_file_whose_name_is_not_utf_8_is_refused(run, tmp_path):
    path = tmp_path / "caf\udce9.csv"
    path.write_text("day,service,channel,customers\n2026-01-01,Benefits,phone,12\n")
    ended = run("volumes", "import", path)
    assert ended.exit_code == 2
    assert "the name of the file is not UTF-8; rename it" in ended.stderr


def test_volumes_and_clearances_come_in(run, path, sqlite_database):
    path.write_text("day,service,channel,customers\n2026-01-01,Benefits,phone,12\n")
    assert run("volumes", "import", path).stderr == "1 new, 0 changed, 0 unchanged\n"
    path.write_text("control_number,expires_on\n1234-5678,2027-05-31\n")
    assert run("clearances", "import", path).stderr == "1 new, 0 changed, 0 unchanged\n"
    with sqlite_database.read() as connection:
        sources = [
            connection.exec_driver_sql(f"select source from {one.__tablename__}").scalar_one()
            for one in (Volume, Clearance)
        ]
    assert sources == ["responses.csv", "responses.csv"]


def test_published_rows_come_in_but_for_the_bad_ones_and_notes_are_counted(run):
    ended = run("published", "import", FILES / "published-fy2021.csv")
    assert ended.exit_code == 0
    lines = ended.stderr.splitlines()
    assert lines[-1] == "3 new, 0 changed, 0 unchanged; 2 records with bad cells left out"
    assert any(
        line.startswith("note: a volume is not digits alone and was taken as a whole number (") for line in lines
    )


def test_a_database_without_tables_is_told_in_one_line(run, path, tmp_path, empty_postgres_url):
    v2_file(path, v2_row("a"))
    for url in (f"sqlite:///{tmp_path / 'empty.db'}", empty_postgres_url):
        ended = run("responses", "import", path, *V2, DATABASE_URL=url)
        assert ended.exit_code == 2
        assert ended.stderr == "aftercall: the database has no tables yet; starting the service makes them\n"


def test_a_terminal_shows_how_far_it_has_come(path, sqlite_url):
    v2_file(path, *(v2_row(str(number)) for number in range(1000)), header=HEADER)
    screen, terminal = pty.openpty()
    command = [sys.executable, "-c", "from app.cli import main; main()", "responses", "import", str(path), *V2]
    subprocess.run(command, env=environment_on(sqlite_url), stderr=terminal, timeout=60, check=True)
    os.close(terminal)
    with open(screen, "rb") as shown:  # noqa: PTH123 (a descriptor has no path)
        told = shown.read1()
    assert told == b"\r1,000 records checked\r1,000 records written\r1,000 new, 0 changed, 0 unchanged\r\n"


def test_a_killed_import_is_completed_by_running_it_again(path, sqlite_url):
    v2_file(path, *(v2_row(str(number)) for number in range(3000)))
    screen, terminal = pty.openpty()
    command = [sys.executable, "-c", "from app.cli import main; main()", "responses", "import", str(path), *V2]
    with subprocess.Popen(command, env=environment_on(sqlite_url), stderr=terminal) as process:
        os.close(terminal)
        seen = b""
        with open(screen, "rb", buffering=0) as shown:  # noqa: PTH123 (a descriptor has no path)
            while b"1,000 records written" not in seen:
                seen += shown.read(100)
            process.kill()
    database = connect(sqlite_url)
    written = len(responses(database))
    assert 1000 <= written <= 3000
    subprocess.run(command, env=environment_on(sqlite_url), stderr=subprocess.DEVNULL, timeout=60, check=True)
    rows = responses(database)
    database.close()
    assert [row.source_id for row in rows] == [str(number) for number in range(3000)]
    assert [row.change_seq for row in rows] == list(range(1, 3001))
