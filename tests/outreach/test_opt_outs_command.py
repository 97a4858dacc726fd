"""``aftercall opt-outs import``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from service import SECRETS
from sqlalchemy import select

from app.cli import main
from app.phone_numbers import respondent_key
from app.records.contacts import OptOut

ADDRESSES = {"REDIS_URL": "redis://127.0.0.1:1/0", "PUBLIC_URL": "http://127.0.0.1:8000"}
LIST = """number,at
(202) 555-0143,2026-11-01T09:00:00-05:00
+1 202.555.0144,
12025550145,
+44 20 7946 0958,
"""


@pytest.fixture
def command(database_url, tmp_path):
    """Runs the import of a text."""
    environment = {**SECRETS, **ADDRESSES, "DATABASE_URL": database_url}

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
