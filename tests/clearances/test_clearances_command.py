"""``aftercall clearances``: how long each lasts, and how much of it is used."""

import json
from datetime import UTC, datetime

import pytest
import yaml
from clearance_examples import CLEARANCE, EXTENSION, NEW_YORK, NUMBER, respond, standing
from click.testing import CliRunner
from planned_invitations import line
from service import environment_on
from sqlalchemy import insert

from app.clearances.warnings import warn
from app.cli import main
from app.records.clearances import Clearance

LONG = {**CLEARANCE, "expires": "2098-12-31", "issued": "2020-01-01", "title": "Calls", "approved_hours": 50}


@pytest.fixture
def run(database, database_url, tmp_path):
    """Runs the command over lines with these clearances."""

    def runs(*clearances, arguments=()):
        numbered = [
            {**line(), "id": f"line-{place}", "number": f"+1202555010{place}", "clearance": one}
            for place, one in enumerate(clearances)
        ]
        path = tmp_path / "lines.yaml"
        path.write_text(yaml.safe_dump({"lines": numbered}), encoding="utf-8")
        environment = environment_on(database_url, LINES_FILE=str(path))
        ended = CliRunner(env=environment).invoke(main, ["clearances", *arguments])
        assert (ended.exit_code, ended.stderr) == (0, "")
        return ended.stdout

    return runs


def test_each_clearance_is_told_with_what_is_used_of_it(run, database):
    respond(database, 3, datetime.now(UTC))
    told = run(LONG, LONG)
    year = datetime.now(NEW_YORK).year
    assert told.startswith(f"{NUMBER} Calls\n  valid through 2098-12-31, ")
    assert f"  year from {year}-01-01 to {year}-12-31\n" in told
    assert "  responses 3 of 1,000 (0.3%)\n  hours 0.1 of 50.0 (0.2%)\n  lines line-0, line-1\n" in told
    assert "stopped" not in told
    assert "sampling" not in told


def test_a_program_is_told_the_same(run, database):
    respond(database, 900, datetime.now(UTC))
    told = json.loads(run(LONG, arguments=["--json"]))
    shown = {name: told[name] for name in ("control_number", "responses", "approved_responses", "limit", "lines")}
    assert shown == {
        "control_number": NUMBER, "responses": 900, "approved_responses": 1000, "limit": 1000, "lines": ["line-0"],
    }  # fmt: skip
    assert (told["hours"], told["approved_hours"], told["stopped"], told["warnings"]) == (30, 50, False, [])
    assert 0 < told["sampling"] <= 1


def test_warnings_extensions_and_the_stop_are_told(run, database):
    respond(database, 1, datetime.now(UTC))
    now = datetime.now(UTC)
    with database.begin() as connection:
        warn(connection, [standing(950, now), standing(0, now)], now)
        warn(connection, [standing(1000, now)], now)
    told = run({**CLEARANCE, **EXTENSION, "expires": "2020-01-31", "extended_until": "2020-02-29"})
    assert "  valid through 2020-02-29, expired\n" in told
    assert "  extended from 2020-01-31: under review at OMB (A. Person)\n" in told
    assert "  stopped: nobody is invited, and no session begins\n" in told
    assert f"  warned {now:%Y-%m-%d}: 95 % used, 950 responses\n" in told
    assert f"  warned {now:%Y-%m-%d}: the approved responses of the year were used up\n" in told


def test_a_clearance_that_no_line_asks_under_is_told_too(run, database):
    now = datetime.now(UTC)
    other = {"control_number": "9999-0001", "expires_on": datetime(2098, 1, 1, tzinfo=UTC).date(), "source": "the API"}
    with database.begin() as connection:
        connection.execute(insert(Clearance).values(**other, created_at=now, updated_at=now))
    respond(database, 2, now, clearance="9999-0001")
    told = run(LONG)
    assert told.count("\n\n") == 2
    assert "9999-0001\n" in told
    assert "  responses 2, no limit known\n  lines none\n" in told


def test_lines_without_clearances_have_nothing_to_tell(run):
    assert run(None) == ""
