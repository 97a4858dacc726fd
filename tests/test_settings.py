import json
import re
from pathlib import Path

import pytest

from app import process
from app.errors import BadSetting
from app.settings import SECRETS_FILE, Settings

DOCUMENT = Path(__file__).parents[1] / "docs" / "settings.md"
READ_BESIDE_THE_MODEL = {"VCAP_SERVICES", process.DIE_WITH_PARENT}
COMPLETE = {
    "DATABASE_URL": "sqlite:///aftercall.db",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "PUBLIC_URL": "https://aftercall.example.gov",
    "SECRET_KEY": "k" * 32,
    "RESPONDENT_SECRET": "r" * 32,
    "ENCRYPTION_KEYS": "one",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "token",
}


def test_every_setting_is_documented_and_every_documented_setting_exists():
    documented = re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    known = {str(field.alias) for field in Settings.model_fields.values()}
    assert sorted(documented) == sorted(known | READ_BESIDE_THE_MODEL)


def test_documented_defaults_are_the_real_ones():
    rows = re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| `([^`]*)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    fields = {field.alias: field for field in Settings.model_fields.values()}
    shown = dict(rows) | {"AFTERCALL_LOCAL": "False"}
    assert {name: str(fields[name].default) for name in shown if not fields[name].is_required()} == {
        name: value for name, value in shown.items() if not fields[name].is_required()
    }


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_missing_setting_stops_the_start_and_is_named(name):
    with pytest.raises(BadSetting, match=f"{name}: Field required"):
        Settings.load({key: value for key, value in COMPLETE.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "http"),
        ("SECRET_KEY", "short"),
        ("RESPONDENT_SECRET", "short"),
        ("PUBLIC_URL", "aftercall.example.gov"),
        ("PUBLIC_URL", "https://aftercall.example.gov/path"),
        ("ENCRYPTION_KEYS", " , "),
        ("TEXT_SETTLE_SECONDS", "-1"),
        ("WEB_WORKERS", "0"),
        ("VCAP_SERVICES", "{"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(name, value):
    with pytest.raises(BadSetting) as caught:
        Settings.load(COMPLETE | {name: value})
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "short" not in str(caught.value)


def test_the_queue_is_on_the_same_redis_unless_told_otherwise():
    assert Settings.load(COMPLETE).queue_redis_url == COMPLETE["REDIS_URL"]
    assert Settings.load(COMPLETE | {"QUEUE_REDIS_URL": ""}).queue_redis_url == COMPLETE["REDIS_URL"]
    assert Settings.load(COMPLETE | {"QUEUE_REDIS_URL": "redis://queue"}).queue_redis_url == "redis://queue"


def test_several_tokens_are_split_at_commas():
    tokens = Settings.load(COMPLETE | {"TWILIO_AUTH_TOKEN": "new, old"}).twilio_auth_tokens
    assert [token.get_secret_value() for token in tokens] == ["new", "old"]


def test_services_of_the_platform_fill_what_is_missing_only():
    services = {
        "aws-rds": [{"credentials": {"uri": "postgres://u:p@db/x"}}],
        "aws-elasticache-redis": [{"credentials": {"uri": "redis://:p@redis:6379"}}],
    }
    given = {name: value for name, value in COMPLETE.items() if name != "DATABASE_URL"}
    settings = Settings.load(given | {"VCAP_SERVICES": json.dumps(services)})
    assert settings.database_url == "postgresql+psycopg://u:p@db/x"
    assert settings.redis_url == COMPLETE["REDIS_URL"]


def test_commands_find_what_local_mode_keeps_and_the_environment_wins(tmp_path):
    (tmp_path / SECRETS_FILE).write_text(json.dumps(COMPLETE))
    kept = Settings.of_command({"DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite:///other.db", "REDIS_URL": ""})
    assert kept.database_url == "sqlite:///other.db"
    assert kept.redis_url == COMPLETE["REDIS_URL"]


def test_commands_of_a_deployment_never_look_at_local_secrets(tmp_path):
    (tmp_path / SECRETS_FILE).write_text(json.dumps(COMPLETE))
    with pytest.raises(BadSetting, match="REDIS_URL"):
        Settings.of_command({"DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 32})


def test_a_broken_secrets_file_is_named(tmp_path):
    (tmp_path / SECRETS_FILE).write_text("{")
    with pytest.raises(BadSetting, match=r"secrets\.json cannot be read"):
        Settings.of_command({"DATA_DIR": str(tmp_path)})


def test_secrets_are_not_shown():
    assert "k" * 32 not in repr(Settings.load(COMPLETE))
