"""The environment of local mode: what is given wins, what is missing is made up and kept in ``DATA_DIR``."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from app.errors import BadInput
from app.settings import PROVIDER_PATH, SECRETS_FILE

_MADE_UP: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "RESPONDENT_SECRET": lambda: secrets.token_urlsafe(48),
    "ENCRYPTION_KEYS": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),
    "TWILIO_ACCOUNT_SID": lambda: "AC" + secrets.token_hex(16),
    "TWILIO_AUTH_TOKEN": lambda: secrets.token_hex(16),
}


def local_environment(given: Mapping[str, str], data_dir: Path, socket: Path) -> dict[str, str]:
    """The whole environment of the processes of local mode; ``socket`` is where an embedded Valkey would listen.

    Secrets that nobody gave are taken from ``SECRETS_FILE`` or made up. That file also tells the commands of this
    machine the addresses of the latest start. Raises BadInput if it cannot be read.
    """
    environment = {name: value for name, value in given.items() if value}
    kept = _kept(data_dir / SECRETS_FILE)
    made = {name: kept.get(name) or make() for name, make in _MADE_UP.items()}
    own = f"http://127.0.0.1:{environment.get('PORT', '8000')}"
    redis = environment.get("REDIS_URL")
    addresses = {
        "AFTERCALL_LOCAL": "1",
        "PORT": "8000",
        "DATABASE_URL": f"sqlite:///{data_dir / 'aftercall.db'}",
        "REDIS_URL": f"unix://{socket}?db=0",
        "QUEUE_REDIS_URL": redis or f"unix://{socket}?db=1",
        "PUBLIC_URL": own,
        "TWILIO_API_URL": own + PROVIDER_PATH,
    }
    latest = {name: environment.get(name, value) for name, value in addresses.items()}
    latest |= {"AFTERCALL_LOCAL": "1", "DATA_DIR": str(data_dir)}
    _keep(data_dir / SECRETS_FILE, made | latest)
    return made | environment | latest


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise BadInput(f"{path}: is not the JSON object that an earlier start wrote")
    return content


def _keep(path: Path, content: dict[str, str]) -> None:
    """Replace the file in one step, readable by its owner only from the first byte on."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
