"""``aftercall export``: where the data goes, what is said, and how it ends."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixed_responses import entries, store

from app.commands.export import export
from app.errors import BadInput

GOLDEN = Path(__file__).with_name("golden")
SECRET = "s" * 44
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def environment(database, database_url):
    store(database, entries())
    return settings_for(database_url)


def settings_for(database_url):
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": NOWHERE,
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "SECRET_KEY": SECRET,
        "RESPONDENT_SECRET": SECRET[::-1],
        "ENCRYPTION_KEYS": SECRET,
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "t",
    }


def run(environment, *arguments):
    return CliRunner(env=environment).invoke(export, [str(argument) for argument in arguments])


def program(environment, *arguments, **where):
    command = [sys.executable, "-c", "from app.cli import main; main()", "export", *map(str, arguments)]
    where = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | where
    return subprocess.run(command, env=environment, timeout=60, check=False, **where)


def test_data_goes_to_standard_output_and_words_to_standard_error(environment):
    ended = run(environment, "--format", "csv")
    assert (ended.exit_code, ended.stdout_bytes) == (0, (GOLDEN / "responses.csv").read_bytes())
    assert ended.stderr == "13 responses; days are those of America/New_York\n"


def test_out_writes_the_same_bytes_to_a_file(environment, tmp_path):
    out = tmp_path / "results" / "all.csv"
    out.parent.mkdir()
    ended = run(environment, "--format", "touchpoints-v2", "--out", out)
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert out.read_bytes() == (GOLDEN / "touchpoints-v2.csv").read_bytes()
    assert list(out.parent.iterdir()) == [out]
    assert "The file mixes channel: automated_phone, sms_text_messages." in ended.stderr


def test_every_option_selects(environment):
    common = ("--format", "touchpoints-v2", "--line", "demo-tapped", "--survey", "a11-tapped", "--status", "complete")
    days = (
        "--since",
        "2026-09-21",
        "--until",
        "2026-09-21",
        "--zone",
        "America/Chicago",
        "--channel",
        "automated_phone",
    )
    ended = run(environment, *common, *days, "--include-test", "--walk-ins")
    assert ended.exit_code == 0
    assert ended.stderr.startswith("4 responses; days are those of America/Chicago\n")
    assert "agent-17" in run(environment, "--format", "jsonl", "--identifying").stdout
    assert run(environment, "--format", "jsonl", "--until", "2026-09-20").stdout == ""


def test_an_empty_file_for_touchpoints_tells_of_walk_ins(environment):
    asked = ("--format", "touchpoints-v2", "--since", "2026-09-22")
    assert "--walk-ins takes them in" in run(environment, *asked).stderr
    assert "--walk-ins" not in run(environment, *asked, "--walk-ins").stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--format"),
        (["--format", "xml"], "xml"),
        (["--format", "csv", "--channel", "pigeon"], "pigeon"),
        (["--format", "csv", "--status", "done"], "done"),
        (["--format", "csv", "--since", "yesterday"], "yesterday"),
        (["--format", "csv", "--zone", "Mars/Olympus"], "Mars/Olympus is no time zone"),
        (["--format", "csv", "--zone", "../etc"], "is no time zone"),
    ],
)
def test_an_option_that_cannot_be_used_ends_with_2(arguments, told):
    ended = run({}, *arguments)
    assert ended.exit_code == 2
    assert told in ended.stderr


def test_days_in_the_wrong_order_are_bad_input():
    ended = run({}, "--format", "csv", "--since", "2026-10-01", "--until", "2026-09-30")
    assert isinstance(ended.exception, BadInput)
    assert str(ended.exception) == "--since 2026-10-01 comes after --until 2026-09-30"


def test_a_refusal_leaves_no_file(environment, tmp_path):
    ended = program(environment, "--format", "touchpoints-v2", "--identifying", "--out", tmp_path / "out.csv")
    assert ended.returncode == 2
    assert ended.stderr.decode().count("\n") == 1
    assert b"aftercall: touchpoints-v2: has no columns that identify" in ended.stderr
    assert list(tmp_path.glob("*out.csv*")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_one_clear_line(sqlite_database, sqlite_url):
    store(sqlite_database, entries())
    with Path("/dev/full").open("wb") as full:
        ended = program(settings_for(sqlite_url), "--format", "jsonl", stdout=full)
    assert ended.returncode == 1
    assert ended.stderr.decode() == (
        "aftercall: standard output: No space left on device; what was written is not all\n"
    )


def test_a_reader_that_went_away_is_no_error_to_tell(sqlite_database, sqlite_url):
    store(sqlite_database, entries())
    gone = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    gone.wait()
    with gone.stdin as pipe:
        ended = program(settings_for(sqlite_url), "--format", "jsonl", stdout=pipe)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_a_terminal_shows_how_far_it_has_come(sqlite_database, sqlite_url):
    store(sqlite_database, entries())
    screen, terminal = pty.openpty()
    ended = program(settings_for(sqlite_url), "--format", "jsonl", stderr=terminal)
    os.close(terminal)
    with open(screen, "rb") as shown:  # noqa: PTH123 (a descriptor has no path)
        assert shown.read1().startswith(b"\r13 responses\r13 responses; days are those of America/New_York")
    assert ended.stdout == (GOLDEN / "responses.jsonl").read_bytes()
