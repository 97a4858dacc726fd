"""``aftercall doctor``: is everything in order here, and what is to be entered at the provider."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, cast

import click
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from redis.exceptions import RedisError

from app.activation import refuse_surveys
from app.assembly import survey_files_of
from app.errors import AftercallError, BadSetting
from app.lines import LOCAL_LINES, Line, load_lines
from app.live.client import connect as connect_live
from app.live.client import reaching_redis
from app.records.database import connect
from app.records.migrate import MIGRATIONS
from app.settings import Settings
from app.surveying.line_findings import line_findings
from app.telephony.webhooks import webhook_urls
from flows.load import SurveyError

OLDEST_REDIS = (6, 2)
_TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is in order, and what was seen."""

    name: str
    ok: bool
    seen: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines of text.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Check settings, database, Redis, surveys and lines, and print the URLs to enter at the provider."""
    try:
        settings = Settings.of_command()
    except BadSetting as error:
        checks, urls = [Check("settings", False, str(error).removeprefix("settings: "))], {}
    else:
        checks = list(_checks(settings))
        urls = _urls(settings)
    if as_json:
        click.echo(json.dumps({"checks": [asdict(check) for check in checks], "webhooks": urls}, indent=2))
    else:
        _tell(checks, urls)
    context.exit(0 if all(check.ok for check in checks) else 1)


def _checks(settings: Settings) -> Iterator[Check]:
    looks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("settings", _settings),
        ("database", _database),
        ("redis", lambda settings: _redis(settings.redis_url)),
        ("queue redis", lambda settings: _redis(settings.queue_redis_url)),
        ("surveys", _surveys_may_be_used),
        ("lines", _lines_fit),
    )
    for name, look in looks:
        try:
            yield Check(name, True, look(settings))
        except (AftercallError, SurveyError, RedisError) as error:
            yield Check(name, False, str(error))


def _settings(settings: Settings) -> str:
    """Secrets have their lengths checked when they are loaded; here what loading cannot know."""
    for key in settings.encryption_keys:
        try:
            Fernet(key.get_secret_value())
        except ValueError as error:
            raise BadSetting("ENCRYPTION_KEYS: each is 32 bytes in URL-safe base64, 44 characters") from error
    if not settings.local_mode and not settings.public_url.startswith("https://"):
        raise BadSetting(f"PUBLIC_URL: {settings.public_url} is not https: numbers and answers would travel open")
    if settings.secret_key == settings.respondent_secret:
        raise BadSetting("RESPONDENT_SECRET: is the same as SECRET_KEY; it has to outlive that one's rotation")
    return "complete, local mode" if settings.local_mode else "complete"


def _database(settings: Settings) -> str:
    database = connect(settings.database_url)
    try:
        with database.read() as connection:
            present = MigrationContext.configure(connection).get_current_heads()
            kind = connection.dialect.name
    finally:
        database.close()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    newest = tuple(ScriptDirectory.from_config(config).get_heads())
    if present != newest:
        raise BadSetting(f"{kind} is at migration {present or 'none'}, the newest is {newest}: run the release process")
    return f"{kind}, migrated"


def _redis(url: str) -> str:
    client = connect_live(url, _TIMEOUT_SECONDS)
    try:
        with reaching_redis():
            seen = _of_one_node(client.info())
    finally:
        client.close()
    name, version = ("valkey", seen["valkey_version"]) if "valkey_version" in seen else ("redis", seen["redis_version"])
    told = f"{name} {version}, {seen['maxmemory_policy']}, append-only file {'on' if seen['aof_enabled'] else 'off'}"
    if tuple(int(part) for part in str(seen["redis_version"]).split(".")[:2]) < OLDEST_REDIS:
        raise BadSetting(f"{told}: 6.2 or newer is needed")
    if seen["maxmemory_policy"] != "noeviction":
        raise BadSetting(f"{told}: set maxmemory-policy noeviction, or answers may be thrown out")
    if not seen["aof_enabled"]:
        raise BadSetting(f"{told}: set appendonly yes, or a restart forgets answers")
    return told


def _of_one_node(seen: dict[str, Any]) -> dict[str, Any]:
    """A cluster answers with one report a node."""
    return seen if "redis_version" in seen else cast("dict[str, Any]", next(iter(seen.values())))


def _surveys_may_be_used(settings: Settings) -> str:
    files = survey_files_of(settings)
    refuse_surveys(files)
    return f"{len(files)} loaded"


def _lines(settings: Settings) -> tuple[Line, ...]:
    if settings.lines_file is None and not settings.local_mode:
        raise BadSetting("LINES_FILE: is needed outside local mode")
    return load_lines(settings.lines_file or LOCAL_LINES).lines


def _lines_fit(settings: Settings) -> str:
    lines, surveys = _lines(settings), list(survey_files_of(settings).values())
    now = datetime.now(UTC)
    errors = [
        f"{line.id}: {finding.message}"
        for place, line in enumerate(lines)
        for finding in line_findings(place, line, surveys, now)
        if finding.severity == "error"
    ]
    if errors:
        raise BadSetting("; ".join(errors))
    return f"{len(lines)} loaded"


def _urls(settings: Settings) -> dict[str, dict[str, dict[str, str]]]:
    """By line and door, what to enter at the provider; empty while the lines cannot be read, which a check tells."""
    try:
        lines = _lines(settings)
    except (AftercallError, SurveyError):
        return {}
    return {line.number: {door: webhook_urls(settings.public_url, door) for door in line.surveys} for line in lines}


def _tell(checks: list[Check], urls: dict[str, dict[str, dict[str, str]]]) -> None:
    for check in checks:
        click.echo(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.seen}")
    for number, doors in urls.items():
        click.echo(f"\nEnter at the provider for {number}, each with HTTP POST:")
        for door, asked in doors.items():
            for words, url in asked.items():
                click.echo(f"  {door + ':':<6} {words:<24} {url}")
