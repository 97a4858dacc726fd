"""``aftercall report quarter``: what stands in the directory, what is said, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner
from quarter_responses import CLAIMS, RENEWAL, REPORTING, line, response, store
from servers import wait_until
from service import environment_on
from whole_quarter import store_whole_quarter

from app.commands.report import report
from app.errors import BadInput
from app.records.database import connect
from app.reporting.quarter.manifest import NAME


@pytest.fixture
def environment(database, database_url, tmp_path):
    store_whole_quarter(database)
    return settings_for(database_url, tmp_path)


def settings_for(database_url, folder, **reporting):
    given = {"lines": [line("calls"), line("claims-line", service=CLAIMS)], "reporting": REPORTING | reporting}
    (folder / "lines.yaml").write_text(yaml.safe_dump(given))
    return environment_on(database_url, LINES_FILE=str(folder / "lines.yaml"))


def run(environment, *arguments):
    asked = ["quarter", "--fy", "2026", "--q", "1", *map(str, arguments)]
    return CliRunner(env=environment).invoke(report, asked)


def test_the_summary_tells_colours_reasons_counts_and_the_due_date(environment, tmp_path):
    ended = run(environment, "--out", tmp_path / "out")
    assert (ended.exit_code, ended.stdout) == (0, "")
    said = ended.stderr.splitlines()
    assert said[0] == "Benefits enrollment: yellow"
    assert "  fy2026-q1_benefits-enrollment_sms_text_messages_process_a11-tapped_responses.csv: n = 4" in said
    assert "  - sms_text_messages: customers are known for 90 of 92 days; 2 are missing" in said
    assert {"Claims: red", "Renewal & changes: green"} <= set(said)
    assert said[-1] == "2025-10-01 to 2025-12-31, America/New_York; due 2026-01-30"


def test_json_is_the_self_check_of_the_directory(environment, tmp_path):
    ended = run(environment, "--out", tmp_path / "out", "--json")
    said = json.loads(ended.stdout)
    assert said == json.loads((tmp_path / "out" / "self-check.json").read_text())
    assert [(service["service"], service["rating"]) for service in said["services"]] == [
        ("Benefits enrollment", "PARTIAL"),
        ("Claims", "FALSE"),
        ("Renewal & changes", "TRUE"),
    ]


def test_services_and_zone_can_be_named(environment, tmp_path):
    asked = ("--service", RENEWAL, "--service", CLAIMS, "--zone", "Pacific/Honolulu", "--json")
    said = json.loads(run(environment, "--out", tmp_path / "out", *asked).stdout)
    assert [service["service"] for service in said["services"]] == [CLAIMS, RENEWAL]
    assert said["time_zone"] == "Pacific/Honolulu"
    assert not any("enrollment" in found.name for found in (tmp_path / "out").iterdir())


def test_accomplishments_are_put_in_as_they_are(environment, tmp_path):
    told = "We shortened the wait.\r\n¡Más rápido!"
    (tmp_path / "told.txt").write_bytes(told.encode())
    assert run(environment, "--out", tmp_path / "out", "--accomplishments", tmp_path / "told.txt").exit_code == 0
    assert (tmp_path / "out" / "accomplishments.txt").read_bytes() == told.encode()


def test_an_earlier_submission_goes_only_where_that_is_asked_for(environment, tmp_path):
    out = tmp_path / "out"
    assert run(environment, "--out", out).exit_code == 0
    refused = run(environment, "--out", out)
    assert isinstance(refused.exception, BadInput)
    assert str(refused.exception).endswith(
        "is not empty; --replace puts this submission in the place of the one that it holds"
    )
    assert run(environment, "--out", out, "--replace", "--service", RENEWAL).exit_code == 0
    listed = [file["name"] for file in json.loads((out / NAME).read_text())["files"]]
    assert {found.name for found in out.iterdir()} == {NAME, *listed}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--service", "Clams"], "no service is called 'Clams'"),
        (["--accomplishments", "gone.txt"], "gone.txt: cannot be read: No such file or directory"),
        (["--accomplishments", __file__.replace(".py", ".latin")], "cannot be read"),
    ],
)
def test_what_cannot_be_done_as_ordered_leaves_nothing(sqlite_database, sqlite_url, tmp_path, arguments, told):
    store(sqlite_database, [response(1)])
    ended = run(settings_for(sqlite_url, tmp_path), "--out", tmp_path / "made" / "out", *arguments)
    assert isinstance(ended.exception, BadInput)
    (tmp_path / "made").mkdir()
    ended = run(settings_for(sqlite_url, tmp_path), "--out", tmp_path / "made" / "out", *arguments)
    assert told in str(ended.exception)
    assert list((tmp_path / "made").iterdir()) == []


def test_accomplishments_that_are_no_text_are_bad_input(sqlite_url, tmp_path):
    (tmp_path / "told.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    ended = run(
        settings_for(sqlite_url, tmp_path), "--out", tmp_path / "out", "--accomplishments", tmp_path / "told.doc"
    )
    assert str(ended.exception) == f"{tmp_path / 'told.doc'}: is no text in UTF-8"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--fy", "2026", "--q", "5", "--out", "x"], "5 is not in the range"),
        (["--fy", "2026", "--q", "1"], "--out"),
        (["--fy", "soon", "--q", "1", "--out", "x"], "soon"),
        (["--fy", "2026", "--q", "1", "--out", "x", "--zone", "Mars/Olympus"], "is no time zone"),
    ],
)
def test_an_option_that_cannot_be_used_ends_with_2(arguments, told):
    ended = CliRunner().invoke(report, ["quarter", *arguments])
    assert ended.exit_code == 2
    assert told in ended.stderr


def test_a_file_size_limit_ends_with_one_clear_line_and_leaves_nothing(postgres_url, tmp_path):
    # A database in a file of this process could not put down in the audit who takes the quarter away.
    database = connect(postgres_url)
    store_whole_quarter(database)
    database.close()
    environment = settings_for(postgres_url, tmp_path)
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400));"
        "from app.cli import main; main()"
    )
    (tmp_path / "made").mkdir()
    asked = ["report", "quarter", "--fy", "2026", "--q", "1", "--out", str(tmp_path / "made" / "out")]
    ended = subprocess.run(
        [sys.executable, "-c", code, *asked],
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.decode() == f"aftercall: {tmp_path / 'made' / 'out'}: File too large; nothing was written\n"
    assert list((tmp_path / "made").iterdir()) == []


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_told_to_end_leaves_nothing(sqlite_database, sqlite_url, tmp_path, told):
    store(sqlite_database, [response(1)])
    os.mkfifo(tmp_path / "never-written")
    made = tmp_path / "made"
    made.mkdir()
    asked = ["report", "quarter", "--fy", "2026", "--q", "1", "--out", made / "out"]
    command = [sys.executable, "-c", "from app.cli import main; main()", *asked]
    running = subprocess.Popen(
        [*map(str, command), "--accomplishments", str(tmp_path / "never-written")],
        env=settings_for(sqlite_url, tmp_path),
        stderr=subprocess.PIPE,
    )
    with running:
        wait_until(lambda: list(made.iterdir()))
        running.send_signal(told)
        assert running.stderr.read().decode() == f"aftercall: interrupted; {made / 'out'} was not written\n"
    assert running.returncode == 1
    assert list(made.iterdir()) == []
