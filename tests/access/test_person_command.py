"""``aftercall person``: who is added, what is printed, what is refused."""

import json
import re

import pytest
from click.testing import CliRunner
from service import SECRETS

from app.access import people
from app.cli import main

LINK = re.compile(r"http://127\.0\.0\.1:8000/sign-in/(link|password)\?token=[A-Za-z0-9_-]{43}")


@pytest.fixture
def command(database_url, monkeypatch):
    """Runs ``aftercall person`` on the database in this process."""
    monkeypatch.setattr("app.cli.log.configure", lambda *_: None)
    environment = {**SECRETS, "AFTERCALL_LOCAL": "1", "DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:9"}
    for name, value in {**environment, "PUBLIC_URL": "http://127.0.0.1:8000"}.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, ["person", *arguments])


def told(command):
    return {one["email"]: one for one in map(json.loads, command("list", "--json").stdout.splitlines())}


def test_a_person_is_added_and_the_link_that_sets_a_password_is_printed_alone(command):
    result = command("add", "Ann@Agency.gov", "--role", "manager", "--unit", "north", "--unit", "south")
    assert result.exit_code == 0, result.output
    assert LINK.fullmatch(result.stdout.strip())[1] == "password"
    assert told(command)["ann@agency.gov"] == {
        "email": "ann@agency.gov",
        "name": "Ann@Agency.gov",
        "roles": ["manager"],
        "units": ["north", "south"],
        "agent": None,
        "disabled": False,
        "second_factor": False,
    }


def test_roles_change_and_people_are_kept_out_and_let_in(command):
    for email, role in (("ann@agency.gov", "administrator"), ("bob@agency.gov", "analyst")):
        assert command("add", email, "--role", role).exit_code == 0
    assert command("change", "bob@agency.gov", "--role", "agent", "--agent", "A7").exit_code == 0
    assert command("disable", "bob@agency.gov").exit_code == 0
    assert "bob@agency.gov  agent  no unit  disabled" in command("list").stdout
    assert "is disabled" in command("link", "bob@agency.gov").output
    assert command("enable", "bob@agency.gov").exit_code == 0
    assert LINK.fullmatch(command("link", "bob@agency.gov").stdout.strip())
    assert command("reset-second-factor", "bob@agency.gov").exit_code == 0
    assert (told(command)["bob@agency.gov"]["agent"], told(command)["ann@agency.gov"]["units"]) == ("A7", None)


def test_the_last_administrator_stays(command):
    assert command("add", "ann@agency.gov", "--role", "administrator").exit_code == 0
    for arguments in (["disable", "ann@agency.gov"], ["change", "ann@agency.gov", "--role", "analyst"]):
        result = command(*arguments)
        assert (result.exit_code, "nobody would be left" in result.output) == (2, True)
    assert told(command)["ann@agency.gov"]["roles"] == ["administrator"]


def test_local_mode_prints_a_link_for_the_administrator_of_the_machine(command):
    first, second = command("link", "--sign-in"), command("link", "--sign-in")
    assert LINK.fullmatch(first.stdout.strip())[1] == "link"
    assert first.stdout != second.stdout
    assert told(command)["you@localhost"]["roles"] == ["administrator", "operator"]


def test_a_domain_is_invited_and_removed(command, database):
    assert command("invite-domain", "@Agency.gov", "--role", "analyst", "--every-unit").exit_code == 0
    with database.read() as connection:
        from_domain = connection.exec_driver_sql("select domain, role from invited_domains").all()
    assert [tuple(row) for row in from_domain] == [("agency.gov", "analyst")]
    assert command("remove-domain", "agency.gov").exit_code == 0
    assert command("remove-domain", "agency.gov").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "nobody", "--role", "analyst"], "is no mail address"),
        (["add", "a@b.gov\x1b[31m", "--role", "analyst"], r"\x1b[31m' is no mail address"),
        (["add", "taken@agency.gov", "--role", "analyst"], "is a person already"),
        (["add", "new@agency.gov"], "Missing option '--role'"),
        (["add", "new@agency.gov", "--role", "boss"], "'boss' is not one of"),
        (["add", "new@agency.gov", "--role", "agent"], "an agent needs the key"),
        (["add", "new@agency.gov", "--role", "analyst", "--unit", "x", "--every-unit"], "exclude each other"),
        (["link"], "whose link?"),
        (["link", "unknown@agency.gov"], "nobody has the address"),
        (["invite-domain", "agency", "--role", "analyst"], "is no mail domain"),
        (["invite-domain", "agency.gov", "--role", "administrator"], "one role: manager, analyst or operator"),
    ],
)
def test_what_is_wrong_is_told_and_exits_2(command, database, arguments, said):
    assert command("add", "taken@agency.gov", "--role", "administrator").exit_code == 0
    result = command(*arguments)
    assert (result.exit_code, said in result.output) == (2, True), result.output
    with database.read() as connection:
        assert len(people.listed(connection)) == 1
