"""``aftercall funnel``."""

from __future__ import annotations

import json
from datetime import timedelta

import offers
import pytest
import yaml
from click.testing import CliRunner
from planned_invitations import NOON, line
from service import environment_on

from app.cli import main

BENEFITS = """benefits, 2026-11-24 to 2026-11-25: 5 contacts
  not asked                            2   40.0%
    not drawn                          2   40.0%
  open                                 1   20.0%
    planned                            1   20.0%
  ended                                2   40.0%
    broken off                         1   20.0%
    complete                           1   20.0%
  how far
    asked                              3   60.0%
    went out                           2   40.0%
    offered                            2   40.0%
    started                            2   40.0%
    answered                           2   40.0%
    complete                           1   20.0%
  left at question                     1   20.0%
    3                                  1   20.0%
  apart: 0 walk-ins, 0 tests
  spent: 2 texts delivered, 4 segments, $0.0158, the price of 1 not known
  AAPOR outcome rates (not OMB's response rate), without open cases: RR1 50.0% (n = 2), RR2 50.0% (n = 2), \
COOP1 50.0% (n = 2), REF1 50.0% (n = 2), CON1 100.0% (n = 2), coverage 50.0% (n = 4)
"""


@pytest.fixture
def command(database, database_url, tmp_path):
    """Runs the command over two lines, the second of which has one contact."""
    appeals = {**line(), "id": "appeals", "number": "+12025550101"}
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump({"lines": [line(), appeals]}), encoding="utf-8")
    with database.begin() as connection:
        offers.talked(connection, 1)
        offers.talked(connection, 2, "hung_up", status="broken_off", asked_count=3, answered_count=2)
        offers.contact(connection, 3)
        offers.invitation(connection, 3)
        offers.contact(connection, 4, decision="not_drawn", draw=0.9)
        offers.contact(connection, 5, decision="not_drawn", draw=0.9, created_at=NOON + timedelta(days=1))
        direct = {"kind": "direct", "door": "voice", "state": None}
        offers.contact(connection, 6, line_id="appeals", queue="appeals", agent_key="ann")
        offers.invitation(connection, 6, line_id="appeals", **direct)
        connection.exec_driver_sql("update sends set price = 0.0158 where invitation_id = 'invitation-1'")
    environment = environment_on(database_url, LINES_FILE=str(path))

    def run(*options):
        return CliRunner(env=environment).invoke(main, ["funnel", *options])

    return run


def test_it_tells_where_contacts_stand_with_all_counts(command):
    result = command("--line", "benefits", "--since", "2026-11-24", "--until", "2026-11-25")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == BENEFITS + "\n"


def test_daily_tells_each_day_by_itself(command):
    result = command("--line", "benefits", "--since", "2026-11-24", "--until", "2026-11-26", "--daily")
    heads = [text for text in result.stdout.splitlines() if text.startswith("benefits")]
    assert heads == [f"benefits, 2026-11-{day}: {n} contacts" for day, n in ((24, 4), (25, 1), (26, 0))]


def test_json_has_an_object_a_line_and_day(command):
    result = command("--since", "2026-11-24", "--until", "2026-11-25", "--json", "--agents")
    told = [json.loads(text) for text in result.stdout.splitlines()]
    assert [(one["line"], one["since"], one["contacts"]) for one in told] == [
        ("benefits", "2026-11-24", 4),
        ("benefits", "2026-11-25", 1),
        ("appeals", "2026-11-24", 1),
        ("appeals", "2026-11-25", 0),
    ]
    assert told[0]["aapor"] | {"I": 1, "R": 1, "not in the sample": 1} == told[0]["aapor"]
    row = {"queue": "appeals", "agent_key": "ann", "handed_over": 0, "not_handed_over": 1}
    assert told[2]["handed_over"] == [row]
    for one in told:
        parts = (one["not_asked"], one["open"], one["ended"])
        assert sum(sum(part.values()) for part in parts) == one["contacts"]


def test_agents_are_named_only_where_asked_for(command):
    days = ("--line", "appeals", "--since", "2026-11-24", "--until", "2026-11-24")
    assert "ann" not in command(*days).stdout
    assert "    appeals, ann                       0 of 1" in command(*days, "--agents").stdout.splitlines()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--line", "nowhere", "--since", "2026-11-24", "--until", "2026-11-25"), "no line has the id nowhere"),
        (("--since", "2026-11-25", "--until", "2026-11-24"), "--until: is before --since"),
    ],
)
def test_bad_input_ends_with_one_line(command, options, words):
    result = command(*options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
