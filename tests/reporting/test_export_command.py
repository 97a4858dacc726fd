"""``aftercall export``: where the data goes, what is said, and how it ends."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from entry_examples import Conversation
from fixed_responses import entries, store
from servers import wait_until
from service import environment_on
from sqlalchemy import select

from app.commands.export import export
from app.errors import BadInput
from app.lines import LOCAL_LINES
from app.records.entries import write_entries
from app.records.people import AuditEvent
from app.reporting.export import FORMATS, WRITERS

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def environment(database, database_url):
    store(database, entries())
    return environment_on(database_url)


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


def test_the_quarter_stands_for_its_days(environment):
    assert run(environment, "--format", "jsonl", "--quarter", "2026-Q4").stderr.startswith("13 responses")
    assert run(environment, "--format", "jsonl", "--quarter", "2027-Q1").stdout == ""
    both = run(environment, "--format", "jsonl", "--quarter", "2026-Q4", "--since", "2026-09-01").exception
    assert isinstance(both, BadInput)


@pytest.mark.parametrize(
    ("option", "value", "found"),
    [
        ("--service", "Benefits enrollment", 1),
        ("--language", "es", 1),
        ("--unit", "Nowhere", 0),
        ("--location", "DC", 0),
    ],
)
def test_an_option_selects_by_what_it_names(environment, option, value, found):
    assert len(run(environment, "--format", "jsonl", option, value).stdout.splitlines()) == found


def test_days_are_those_of_the_lines_file_unless_a_zone_is_given(environment, tmp_path):
    lines = tmp_path / "lines.yaml"
    lines.write_text(LOCAL_LINES.read_text(encoding="utf-8") + "  time_zone: Pacific/Guam\n", encoding="utf-8")
    with_lines = environment | {"LINES_FILE": str(lines)}
    assert run(with_lines, "--format", "csv").stderr.endswith("days are those of Pacific/Guam\n")
    assert run(with_lines, "--format", "csv", "--zone", "UTC").stderr.endswith("days are those of UTC\n")


def test_a_database_without_tables_is_one_clear_line(empty_database_url, tmp_path):
    ended = program(environment_on(empty_database_url), "--format", "csv", "--out", tmp_path / "out.csv")
    assert ended.returncode == 2
    assert ended.stderr.decode() == "aftercall: the database has no tables yet; starting the service makes them\n"
    assert list(tmp_path.glob("*out.csv*")) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return request.getfixturevalue("empty_postgres_url")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_export_that_is_ended_leaves_no_file(sqlite_database, sqlite_url, tmp_path, ending):
    with sqlite_database.begin() as connection:
        write_entries(connection, [Conversation(number).entry(2, comment="x" * 4000) for number in range(3000)])
    command = [sys.executable, "-c", "from app.cli import main; main()", "export", "--format", "jsonl"]
    where = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "env": environment_on(sqlite_url)}
    out = tmp_path / "results" / "out.jsonl"
    out.parent.mkdir()
    with subprocess.Popen([*command, "--out", str(out)], **where) as process:
        wait_until(lambda: process.poll() is not None or any(part.stat().st_size for part in out.parent.iterdir()))
        process.send_signal(ending)
        told = process.stderr.read().decode()
    assert (process.returncode, told) == (1, f"aftercall: interrupted; {out} was not written\n")
    assert list(out.parent.iterdir()) == []


def test_two_exports_to_one_file_are_each_whole(environment, tmp_path):
    out = tmp_path / "out.csv"
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda form: program(environment, "--format", form, "--out", out), ("csv", "jsonl")))
    assert [one.returncode for one in ended] == [0, 0]
    assert out.read_bytes() in {(GOLDEN / name).read_bytes() for name in ("responses.csv", "responses.jsonl")}
    assert list(tmp_path.glob("*.part")) == []


def test_every_format_has_a_writer_and_none_is_imported_before_it_is_wanted():
    assert all(callable(WRITERS[form]) for form in FORMATS)
    check = (
        "import sys, app.commands.export; "
        "sys.exit(any(name in sys.modules for name in ('xlsxwriter', 'numpy', 'scipy', 'flask', 'alembic', 'redis')))"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


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
        ended = program(environment_on(sqlite_url), "--format", "jsonl", stdout=full)
    assert ended.returncode == 1
    assert ended.stderr.decode() == (
        "aftercall: standard output: No space left on device; what was written is not all\n"
    )


def test_a_reader_that_went_away_is_no_error_to_tell(sqlite_database, sqlite_url):
    store(sqlite_database, entries())
    gone = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    gone.wait()
    with gone.stdin as pipe:
        ended = program(environment_on(sqlite_url), "--format", "jsonl", stdout=pipe)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_a_terminal_shows_how_far_it_has_come(sqlite_database, sqlite_url):
    store(sqlite_database, entries())
    screen, terminal = pty.openpty()
    ended = program(environment_on(sqlite_url), "--format", "jsonl", stderr=terminal)
    os.close(terminal)
    with open(screen, "rb") as shown:  # noqa: PTH123 (a descriptor has no path)
        assert shown.read1().startswith(b"\r13 responses\r13 responses; days are those of America/New_York")
    assert ended.stdout == (GOLDEN / "responses.jsonl").read_bytes()


def test_an_export_stands_in_the_audit_with_the_operating_user(environment, database, tmp_path):
    out = tmp_path / "responses.csv"
    done = run({**environment, "SUDO_USER": "ann"}, "--format", "csv", "--language", "en", "--out", str(out))
    assert done.exit_code == 0, done.output
    with database.read() as connection:
        (event,) = connection.execute(select(AuditEvent)).all()
    assert (event.actor, event.action, event.subject) == ("command", "exported", "command:export")
    assert event.details == {
        "user": "ann",
        "format": "csv",
        "out": str(out),
        "identifying": False,
        "filters": {"language": "en"},
    }
