"""``aftercall token``: what it prints, what it keeps, what it refuses."""

import hashlib
import json
import re

import pytest
from click.testing import CliRunner
from service import SECRETS
from sqlalchemy import select

from app.access.scopes import Scope
from app.cli import main
from app.records.access import ApiToken

TOKEN = re.compile(r"aftercall_[A-Za-z0-9_-]{43}")


@pytest.fixture
def command(database_url, monkeypatch):
    """Runs ``aftercall token`` on the database in this process."""
    monkeypatch.setattr("app.cli.log.configure", lambda *_: None)
    environment = {**SECRETS, "AFTERCALL_LOCAL": "1", "DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:9"}
    for name, value in {**environment, "PUBLIC_URL": "http://127.0.0.1:8000"}.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, ["token", *arguments])


def test_a_token_is_printed_once_last_on_standard_output_and_only_its_hash_is_kept(command, database):
    result = command("create", "--name", "nightly", "--scope", "exports:read", "--scope", "responses:read")
    assert result.exit_code == 0, result.output
    token = result.stdout.splitlines()[-1]
    assert TOKEN.fullmatch(token)
    with database.read() as connection:
        (row,) = connection.execute(select(ApiToken)).mappings().all()
    assert row["sha256"] == hashlib.sha256(token.encode()).hexdigest()
    assert row["scopes"] == ["exports:read", "responses:read"]
    assert token not in str(dict(row))


def test_tokens_are_listed_and_taken_back(command):
    for name in ("one", "two"):
        assert command("create", "--name", name, "--scope", "exports:read").exit_code == 0
    result = command("revoke", "one")
    assert result.exit_code == 0, result.output
    assert command("revoke", "one").exit_code == 0
    assert re.findall(
        r"^(\w+)  exports:read  all units  (revoked|last used never)", command("list").stdout, re.MULTILINE
    ) == [
        ("one", "revoked"),
        ("two", "last used never"),
    ]
    told = [json.loads(line) for line in command("list", "--json").stdout.splitlines()]
    assert [(token["name"], token["revoked_at"] is None) for token in told] == [("one", False), ("two", True)]
    assert not TOKEN.search(command("list").output)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create", "--name", "taken", "--scope", "exports:read"], "is taken"),
        (["create", "--name", " ", "--scope", "exports:read"], "needs 1 to 100 printable characters"),
        (["create", "--name", "red \x1b[31m", "--scope", "exports:read"], r"'red \x1b[31m': needs 1 to 100 printable"),
        (["create", "--name", "caf\udce9", "--scope", "exports:read"], r"'caf\udce9': needs 1 to 100 printable"),
        (["revoke", "caf\udce9"], r"no token is called 'caf\udce9'"),
        (["create", "--name", "x", "--scope", "everything"], "'everything' is not one of"),
        (["create", "--name", "x"], "Missing option '--scope'"),
        (["create", "--scope", "exports:read"], "Missing option '--name'"),
        (["revoke", "unknown"], "no token is called 'unknown'"),
    ],
)
def test_what_is_wrong_is_told_and_exits_2(command, arguments, said):
    assert command("create", "--name", "taken", "--scope", "exports:read").exit_code == 0
    result = command(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert not TOKEN.search(result.output)


def test_every_scope_can_be_given(command):
    given = [part for scope in Scope for part in ("--scope", scope.value)]
    assert command("create", "--name", "all", *given).exit_code == 0
    assert all(scope.meaning for scope in Scope)


def test_units_are_kept_and_listed_and_a_token_without_any_is_for_all(command):
    made = ["create", "--scope", "exports:read", "--name"]
    assert command(*made, "one", "--unit", "north", "--unit", "east").exit_code == 0
    assert command(*made, "two").exit_code == 0
    rows = [json.loads(line) for line in command("list", "--json").stdout.splitlines()]
    assert {row["name"]: row["units"] for row in rows} == {"one": ["east", "north"], "two": None}
    assert "one  exports:read  units: east, north  last used never" in command("list").stdout


def test_what_is_of_the_whole_agency_goes_to_no_token_of_units(command):
    refused = command("create", "--name", "one", "--scope", "volumes:read", "--unit", "north")
    assert refused.exit_code == 2
    assert "volumes:read: is of the whole agency" in refused.stderr
