"""All settings, read once from the environment. docs/settings.md documents each; a test compares the two."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from app.errors import BadSetting

SECRETS_FILE = "secrets.json"
"""In ``DATA_DIR``: the secrets and addresses that local mode made up."""

PROVIDER_PATH = "/provider"
"""Where the web process of local mode serves the built-in provider."""


_MAIL_SERVER = re.compile(r"(smtp|smtps|smtp\+starttls)://([^/@\s]+@)?[^/@:\s]+(:\d{1,5})?")


class Settings(BaseModel):
    """One value a setting. ``load`` reads them; nothing else looks at the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    local_mode: Annotated[bool, Field(alias="AFTERCALL_LOCAL")] = False
    port: Annotated[int, Field(alias="PORT", ge=1, le=65535)] = 8000
    data_dir: Annotated[Path, Field(alias="DATA_DIR")] = Path(".local")
    database_url: Annotated[str, Field(alias="DATABASE_URL")]
    redis_url: Annotated[str, Field(alias="REDIS_URL")]
    queue_redis_url: Annotated[str, Field(alias="QUEUE_REDIS_URL")]
    public_url: Annotated[str, Field(alias="PUBLIC_URL", pattern=r"^https?://[^/?#]+$")]
    surveys_dir: Annotated[Path | None, Field(alias="SURVEYS_DIR")] = None
    lines_file: Annotated[Path | None, Field(alias="LINES_FILE")] = None
    secret_key: Annotated[SecretStr, Field(alias="SECRET_KEY", min_length=32)]
    respondent_secret: Annotated[SecretStr, Field(alias="RESPONDENT_SECRET", min_length=32)]
    encryption_keys: Annotated[tuple[SecretStr, ...], Field(alias="ENCRYPTION_KEYS", min_length=1)]
    twilio_account_sid: Annotated[str, Field(alias="TWILIO_ACCOUNT_SID", min_length=1)]
    twilio_auth_tokens: Annotated[tuple[SecretStr, ...], Field(alias="TWILIO_AUTH_TOKEN", min_length=1)]
    twilio_api_url: Annotated[str | None, Field(alias="TWILIO_API_URL")] = None
    smtp_url: Annotated[SecretStr | None, Field(alias="SMTP_URL")] = None
    mail_from: Annotated[str, Field(alias="MAIL_FROM", pattern=r"^[^@\s<>]+@[^@\s<>]+$")] = "aftercall@localhost"
    phone: Annotated[bool | None, Field(alias="PHONE")] = None
    oidc_issuer: Annotated[str | None, Field(alias="OIDC_ISSUER", pattern=r"^https?://[^?#\s]+$")] = None
    oidc_client_id: Annotated[str | None, Field(alias="OIDC_CLIENT_ID")] = None
    oidc_private_key: Annotated[SecretStr | None, Field(alias="OIDC_PRIVATE_KEY")] = None
    oidc_acr_values: Annotated[str | None, Field(alias="OIDC_ACR_VALUES")] = None
    text_settle_seconds: Annotated[float, Field(alias="TEXT_SETTLE_SECONDS", ge=0)] = 2
    files_kept_hours: Annotated[float, Field(alias="FILES_KEPT_HOURS", gt=0, le=8760)] = 24
    starter_hash: Annotated[str | None, Field(alias="AFTERCALL_STARTER_HASH", pattern=r"^[0-9a-f]{64}$")] = None
    web_workers: Annotated[int, Field(alias="WEB_WORKERS", ge=1)] = 2

    @property
    def shows_phone(self) -> bool:
        """Whether there is a phone on the screen: as is set, else in local mode only."""
        return self.local_mode if self.phone is None else self.phone

    @field_validator("encryption_keys", "twilio_auth_tokens", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and _MAIL_SERVER.fullmatch(given.get_secret_value()) is None:
            raise ValueError("is no address such as smtp+starttls://user:password@mail.example.gov:587")
        return given

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if len({self.oidc_issuer is None, self.oidc_client_id is None, self.oidc_private_key is None}) > 1:
            raise ValueError("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_PRIVATE_KEY go together")
        return self

    @field_validator("public_url", mode="before")
    @classmethod
    def _without_slash(cls, given: object) -> object:
        return given.rstrip("/") if isinstance(given, str) else given

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of the environment. Raises BadSetting naming every setting that is missing or wrong."""
        given = {name: value for name, value in (os.environ if environment is None else environment).items() if value}
        given = _from_services(given) | given
        if "REDIS_URL" in given:
            given.setdefault("QUEUE_REDIS_URL", given["REDIS_URL"])
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problems = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise BadSetting("settings: " + "; ".join(problems)) from error

    @classmethod
    def of_command(cls, environment: Mapping[str, str] | None = None) -> Self:
        """As ``load``, completed by what local mode keeps in ``DATA_DIR`` where the environment has no secrets.

        Raises BadSetting.
        """
        given = {name: value for name, value in (os.environ if environment is None else environment).items() if value}
        kept = Path(given.get("DATA_DIR") or ".local") / SECRETS_FILE
        if "SECRET_KEY" not in given and "VCAP_SERVICES" not in given and kept.is_file():
            try:
                given = {**json.loads(kept.read_text(encoding="utf-8")), **given}
            except (OSError, ValueError) as error:
                raise BadSetting(f"settings: {kept} cannot be read: {error}") from error
        return cls.load(given)


def _from_services(environment: Mapping[str, str]) -> dict[str, str]:
    """Database and Redis addresses out of cloud.gov's ``VCAP_SERVICES``, in the spelling of our drivers."""
    found: dict[str, str] = {}
    if not environment.get("VCAP_SERVICES"):
        return found
    try:
        services = json.loads(environment["VCAP_SERVICES"])
        addresses = [str(item["credentials"].get("uri", "")) for group in services.values() for item in group]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting("settings: VCAP_SERVICES: is not the JSON that cloud.gov sets") from error
    for address in addresses:
        if address.startswith(("postgres://", "postgresql://")):
            found["DATABASE_URL"] = "postgresql+psycopg://" + address.split("://", 1)[1]
        elif address.startswith(("redis://", "rediss://")):
            found["REDIS_URL"] = "rediss://" + address.split("://", 1)[1]
    return found
