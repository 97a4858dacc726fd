import pytest
from cryptography.fernet import Fernet

from app.embedded.surroundings import local_environment
from app.errors import BadInput
from app.settings import SECRETS_FILE, Settings


def test_made_up_surroundings_are_complete_settings(tmp_path):
    settings = Settings.load(local_environment({}, tmp_path, tmp_path / "valkey.sock"))
    assert settings.local_mode
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.twilio_api_url == "http://127.0.0.1:8000/provider"
    assert settings.redis_url != settings.queue_redis_url
    Fernet(settings.encryption_keys[0].get_secret_value())


def test_secrets_stay_and_addresses_follow_the_latest_start(tmp_path):
    first = local_environment({"PORT": "8001"}, tmp_path, tmp_path / "valkey.sock")
    second = local_environment({"PORT": "8002"}, tmp_path, tmp_path / "valkey.sock")
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert second["PUBLIC_URL"] == "http://127.0.0.1:8002"
    assert Settings.of_command({"DATA_DIR": str(tmp_path)}).port == 8002


def test_what_the_environment_gives_wins_and_given_secrets_are_not_written_down(tmp_path):
    given = {"SECRET_KEY": "g" * 40, "REDIS_URL": "redis://127.0.0.1:6379/5", "DATABASE_URL": "sqlite:///mine.db"}
    environment = local_environment(given, tmp_path, tmp_path / "valkey.sock")
    assert {name: environment[name] for name in given} == given
    assert environment["QUEUE_REDIS_URL"] == given["REDIS_URL"]
    assert "g" * 40 not in (tmp_path / SECRETS_FILE).read_text()


def test_an_empty_setting_counts_as_none(tmp_path):
    assert local_environment({"PORT": ""}, tmp_path, tmp_path / "valkey.sock")["PORT"] == "8000"


def test_only_the_owner_can_read_the_secrets(tmp_path):
    local_environment({}, tmp_path, tmp_path / "valkey.sock")
    local_environment({}, tmp_path, tmp_path / "valkey.sock")
    assert (tmp_path / SECRETS_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["{", "[]", "\xff"])
def test_a_broken_secrets_file_is_named_and_left_alone(tmp_path, text):
    (tmp_path / SECRETS_FILE).write_text(text, encoding="latin-1")
    with pytest.raises(BadInput, match=SECRETS_FILE):
        local_environment({}, tmp_path, tmp_path / "valkey.sock")
    assert (tmp_path / SECRETS_FILE).read_text(encoding="latin-1") == text
