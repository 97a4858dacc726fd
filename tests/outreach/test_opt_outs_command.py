"""``aftercall opt-outs import``."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from service import environment_on
from sqlalchemy import select

from app.cli import main
from app.phone_numbers import respondent_key
from app.records.contacts import OptOut

LIST = """number,at
(202) 555-0143,2026-11-01T09:00:00-05:00
+1 202.555.0144,
12025550145,
+44 20 7946 0958,
"""


@pytest.fixture
def command(database_url, tmp_path):
    """Runs the import of a text."""
    environment = environment_on(database_url)

    def run(text, *options):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return CliRunner(env=environment).invoke(main, ["opt-outs", "import", str(path), *options])

    return run


def register(database):
    with database.read() as connection:
        return {row.respondent_key: row for row in connection.execute(select(OptOut))}


def key(number):
    return respondent_key(b"r" * 40, number)


def test_numbers_in_any_spelling_are_put_down_once(command, database):
    result = command(LIST)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "4 new, 0 changed, 0 unchanged")
    found = register(database)
    numbers = ["+12025550143", "+12025550144", "+12025550145", "+442079460958"]
    assert found.keys() == {key(number) for number in numbers}
    assert {row.how for row in found.values()} == {"upload"}
    assert found[key(numbers[0])].at.isoformat() == "2026-11-01T14:00:00+00:00"
    assert command(LIST).stderr.splitlines()[-1] == "0 new, 0 changed, 4 unchanged"


def test_bad_lines_are_named_and_the_good_ones_kept(command, database):
    result = command("number\n2025550143\nsoon\n\n911\n")
    assert result.exit_code == 0
    assert "list.csv:3: number: 'soon'" in result.stderr
    assert "list.csv:5: number: '911'" in result.stderr
    assert result.stderr.splitlines()[-1] == "1 new, 0 changed, 0 unchanged; 2 records with bad cells left out"
    assert register(database).keys() == {key("+12025550143")}


def test_a_time_without_a_zone_is_refused(command, database):
    result = command("number,at\n2025550143,2026-11-01T09:00:00\n", "--on-error", "refuse")
    assert result.exit_code == 2
    assert "list.csv:2: at:" in result.stderr
    assert register(database) == {}


@pytest.mark.parametrize(
    ("at", "why"),
    [
        pytest.param((datetime.now(UTC) + timedelta(hours=1)).isoformat(), "lies in the future", id="in an hour"),
        ("9999-12-31T23:59:59Z", "lies in the year 9999"),
        ("0026-11-01T09:00:00Z", "lies in the year 26"),
        ("1767225600", "is no time with a zone, such as 2026-01-31T14:05:00-05:00"),
        ("2026-11-01", "is no time with a zone, such as 2026-01-31T14:05:00-05:00"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_line_and_value(command, database, at, why):
    result = command(f"number,at\n2025550143,{at}\n2025550144,\n")
    assert result.stderr.splitlines()[0].endswith(f"list.csv:2: at: {at!r} {why}")
    assert register(database).keys() == {key("+12025550144")}


def test_times_without_a_zone_are_local_where_one_is_named(command, database):
    rows = "2025550143,2026-10-31T09:00\n2025550144,2026-10-31T09:00-04:00\n2025550145,2026-10-31\n"
    result = command(f"number,at\n{rows}", "--zone", "America/Chicago")
    assert "list.csv:4: at: '2026-10-31' is no time" in result.stderr
    moments = {name: row.at.isoformat() for name, row in register(database).items()}
    assert moments == {
        key("+12025550143"): "2026-10-31T14:00:00+00:00",
        key("+12025550144"): "2026-10-31T13:00:00+00:00",
    }


def test_an_hour_over_which_the_clocks_go_is_refused_and_one_that_comes_twice_is_the_first(command, database):
    rows = "2025550143,2026-03-08T02:30\n2025550144,2026-11-01T01:30\n"
    result = command(f"number,at\n{rows}", "--zone", "America/New_York")
    assert "list.csv:2: at: '2026-03-08T02:30' is no time in America/New_York" in result.stderr
    assert {row.at.isoformat() for row in register(database).values()} == {"2026-11-01T05:30:00+00:00"}
    assert "is no time zone" in command("number\n2025550143\n", "--zone", "Mars/Olympus").stderr


def test_a_dry_run_changes_nothing(command, database):
    result = command(LIST, "--dry-run", "--json")
    assert json.loads(result.stdout.splitlines()[-1])["new"] == 4
    assert register(database) == {}


def test_an_older_word_does_not_undo_a_newer_one(command, database):
    command("number,at\n2025550143,2026-11-02T09:00:00Z\n")
    with database.begin() as connection:
        connection.execute(OptOut.__table__.update().values(lifted=True))
    result = command("number,at\n2025550143,2026-11-01T09:00:00Z\n")
    assert result.stderr.splitlines()[-1] == "0 new, 0 changed, 1 unchanged"
    assert register(database)[key("+12025550143")].lifted
