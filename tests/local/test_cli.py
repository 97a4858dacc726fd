import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from redis import Redis

from app.cli import main
from app.embedded.surroundings import local_environment
from app.live import keys, outbox


@pytest.fixture
def environment(valkey, sqlite_url, tmp_path):
    given = {"DATABASE_URL": sqlite_url, "REDIS_URL": valkey.url, "PUBLIC_URL": "https://aftercall.example.gov"}
    return local_environment(given, tmp_path, tmp_path / "valkey.sock")


@pytest.fixture
def command(environment, monkeypatch):
    """Runs ``aftercall`` in this process with only the settings of ``environment`` and what is given."""
    monkeypatch.setattr("app.cli.log.configure", lambda *_: None)

    def run(*arguments, **changed):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (environment | changed).items():
                patch.setenv(name, value)
            return CliRunner().invoke(main, arguments)

    return run


def test_a_healthy_service_is_ok_and_its_urls_are_told(command):
    result = command("doctor")
    assert result.exit_code == 0, result.output
    assert "FAIL" not in result.output
    for path in ("/voice", "/voice/fallback", "/voice/status", "/sms", "/sms/fallback", "/sms/status"):
        assert f"https://aftercall.example.gov{path}#ct=1000&rt=4000&tt=15000&rc=2&rp=5xx,ct,rt\n" in result.output


def test_the_doctor_speaks_json(command):
    told = json.loads(command("doctor", "--json").output)
    assert {check["name"] for check in told["checks"]} == {
        "settings",
        "database",
        "redis",
        "queue redis",
        "surveys",
        "lines",
    }
    assert all(check["ok"] for check in told["checks"])
    assert told["webhooks"]["+12025550100"]["voice"]["A call comes in"].startswith(
        "https://aftercall.example.gov/voice#"
    )


@pytest.mark.parametrize(
    ("changed", "failed"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:9/0"}, "redis"),
        ({"DATABASE_URL": "sqlite:////nowhere/aftercall.db"}, "database"),
        ({"DATABASE_URL": "sqlite://"}, "database"),
        ({"LINES_FILE": "/nowhere/lines.yaml"}, "lines"),
        ({"SURVEYS_DIR": "/nowhere"}, "surveys"),
        ({"ENCRYPTION_KEYS": "short"}, "settings"),
        ({"AFTERCALL_LOCAL": "0", "PUBLIC_URL": "http://aftercall.example.gov"}, "settings"),
        ({"AFTERCALL_LOCAL": "0"}, "lines"),
        ({"SECRET_KEY": "short"}, "settings"),
    ],
)
def test_what_is_wrong_is_named_and_exits_1(command, changed, failed):
    result = command("doctor", **changed)
    assert result.exit_code == 1
    assert f"FAIL {failed}: " in result.output


def test_an_active_survey_that_a_rule_keeps_from_starting_is_told_with_its_line(command, tmp_path):
    broken = Path(__file__).parents[1] / "surveys" / "rules" / "trust-asked.yaml"
    surveys = tmp_path / "surveys"
    surveys.mkdir()
    (surveys / broken.name).write_text(broken.read_text())
    result = command("doctor", SURVEYS_DIR=str(surveys))
    assert result.exit_code == 1
    assert f"FAIL surveys: {surveys}/trust-asked.yaml:" in result.output


def test_a_redis_that_may_throw_answers_out_is_told(command, valkey):
    with Redis.from_url(valkey.url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            result = command("doctor")
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    assert "FAIL redis: " in result.output
    assert "noeviction" in result.output


def test_a_replay_has_kept_entries_delivered_again(command, redis_client):
    stream = keys.outbox(3)
    redis_client.xadd(stream, {"e": "{}"})
    outbox.acknowledge(redis_client, outbox.read(redis_client, "one", 10))
    result = command("outbox", "replay")
    assert result.exit_code == 0, result.output
    assert "1 kept entries" in result.output
    assert len(outbox.read(redis_client, "two", 10)) == 1


def test_bad_input_is_one_line_and_exits_2(command):
    result = command("outbox", "replay", PORT="0")
    assert result.exit_code == 2
    (line,) = result.output.splitlines()
    assert line.startswith("aftercall: settings: PORT: ")


def test_a_part_that_is_away_is_one_line_and_exits_1(command):
    result = command("outbox", "replay", REDIS_URL="redis://127.0.0.1:9/0")
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert line.startswith("aftercall: ")


def test_a_wrong_command_exits_2(command):
    assert command("nonsense").exit_code == 2
