import json

from click.testing import CliRunner
from service import environment_on

from app.cli import main


def listed(database_url, monkeypatch, *options):
    for name, value in environment_on(database_url).items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, ["alerts", *options])


def test_alerts_are_listed_newest_first_with_who_was_told(post, database_url, monkeypatch):
    here = post()
    here.distress("SM1")
    here.tell()
    here.wait(minutes=1)
    here.distress("SM2")
    ran = listed(database_url, monkeypatch)
    assert ran.exit_code == 0, ran.output
    first, second, told = ran.stdout.splitlines()
    assert first == ("2026-11-24 17:01:00 UTC  distress  line benefits  response 6f1c0c39-6d0a-4a5e-9d3f-0f6d1f6f6f6f")
    assert second.startswith("2026-11-24 17:00:00 UTC  distress")
    assert told == "  Duty officer by text: sent at 17:00:00, 1 time(s) tried"


def test_programs_get_one_object_a_line(post, database_url, monkeypatch):
    here = post(staff=[{"name": "A", "mail": "a@example.gov"}])
    here.distress()
    here.tell()
    [line] = listed(database_url, monkeypatch, "--json").stdout.splitlines()
    alert = json.loads(line)
    assert (alert["kind"], alert["source"]) == ("distress", "SM1")
    assert [(one["name"], one["state"]) for one in alert["told"]] == [("A", "failed")]


def test_a_line_without_staff_is_told_apart(post, database_url, monkeypatch):
    here = post(staff=[])
    here.distress()
    here.tell()
    assert "nobody was told" in listed(database_url, monkeypatch).stdout
