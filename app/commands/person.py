"""``aftercall person``: the people who may sign in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from app.access import domains, factors, links, people
from app.access.audit import COMMAND
from app.access.links import Purpose
from app.access.people import Access, Person
from app.access.roles import Role
from app.access.starter import starter
from app.errors import BadInput
from app.records.database import connect
from app.settings import Settings

_role = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="Repeat for several.",
)
_unit = click.option("--unit", "units", multiple=True, help="Organizational unit to be seen; repeat for several.")
_every_unit = click.option("--every-unit", is_flag=True, help="All units are to be seen.")
_agent = click.option("--agent", help="The key by which contact reports name this agent.")


@click.group()
def person() -> None:
    """People who may sign in, what they may do and whose results they see."""


@person.command()
@click.argument("email")
@click.option("--name", help="What to call them; else their mail address.")
@_role
@_unit
@_every_unit
@_agent
def add(
    email: str, name: str | None, roles: tuple[str, ...], units: tuple[str, ...], agent: str | None, *, every_unit: bool
) -> None:
    """Add a person and print the link by which they set their password; it is good once, for 72 hours."""
    now = datetime.now(UTC)
    with _writing() as connection:
        added = people.add(connection, email, name or email, _access(roles, units, agent, every_unit), now, COMMAND)
        path = links.make(connection, added, Purpose.PASSWORD, links.INVITED_FOR, now, COMMAND)
    click.echo(f"{email} can set a password there, once, within 72 hours:", err=True)
    click.echo(Settings.of_command().public_url + path)


@person.command()
@click.argument("email")
@_role
@_unit
@_every_unit
@_agent
def change(email: str, roles: tuple[str, ...], units: tuple[str, ...], agent: str | None, *, every_unit: bool) -> None:
    """Give a person other roles and units instead of those they have."""
    with _writing() as connection:
        mine = _known(connection, email).id
        people.change(connection, mine, _access(roles, units, agent, every_unit), datetime.now(UTC), COMMAND)
    click.echo(f"{email} may now do what the new roles permit.", err=True)


@person.command()
@click.argument("email", required=False)
@click.option("--sign-in", is_flag=True, help="Sign in by the link, without a password; good for 12 hours.")
def link(email: str | None, *, sign_in: bool) -> None:
    """Print a link that lets a person set a new password, good once, for 72 hours.

    In local mode --sign-in needs no address: it is made for an administrator of this machine.
    """
    now, settings = datetime.now(UTC), Settings.of_command()
    purpose, good_for = (Purpose.SIGN_IN, links.STARTED_FOR) if sign_in else (Purpose.PASSWORD, links.INVITED_FOR)
    if email is None and not (sign_in and settings.local_mode):
        raise BadInput("whose link? Give a mail address")
    with _writing() as connection:
        mine = starter(connection, now) if email is None else _enabled(connection, email)
        path = links.make(connection, mine, purpose, good_for, now, COMMAND)
    click.echo(settings.public_url + path)


@person.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_all(*, as_json: bool) -> None:
    """Show everybody, their roles and their units."""
    with _writing() as connection:
        people.disable_inactive(connection, datetime.now(UTC))
        found = people.listed(connection)
    for one in found:
        access = people.told(one.access)
        if as_json:
            told = {"email": one.email, "name": one.name, **access, "disabled": one.disabled}
            click.echo(json.dumps({**told, "second_factor": one.has_second_factor}, ensure_ascii=False))
        else:
            units = "every unit" if access["units"] is None else ", ".join(access["units"]) or "no unit"
            state = "  disabled" if one.disabled else ""
            click.echo(f"{one.email}  {' '.join(access['roles'])}  {units}{state}")


@person.command()
@click.argument("email")
def disable(email: str) -> None:
    """Sign a person out everywhere and let them in no more."""
    with _writing() as connection:
        people.disable(connection, _known(connection, email).id, datetime.now(UTC), COMMAND, "by command")
        people.refuse_without_administrator(connection)
    click.echo(f"{email} cannot sign in any more.", err=True)


@person.command()
@click.argument("email")
def enable(email: str) -> None:
    """Let a person in again who was disabled, and lift a lock."""
    with _writing() as connection:
        people.enable(connection, _known(connection, email).id, datetime.now(UTC), COMMAND)
    click.echo(f"{email} can sign in again.", err=True)


@person.command()
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take the second factor away from a person who lost it; they are asked to set up a new one."""
    with _writing() as connection:
        factors.remove_second_factor(connection, _known(connection, email).id, datetime.now(UTC), COMMAND)
    click.echo(f"{email} has no second factor any more.", err=True)


@person.command()
@click.argument("domain")
@_role
@_unit
@_every_unit
def invite_domain(domain: str, roles: tuple[str, ...], units: tuple[str, ...], *, every_unit: bool) -> None:
    """Let in whoever has a mail address at DOMAIN, such as agency.gov, with a role and units."""
    with _writing() as connection:
        domains.invite(connection, domain, _access(roles, units, None, every_unit), datetime.now(UTC), COMMAND)
    click.echo(f"People with an address at {domain} become persons here when they first sign in.", err=True)


@person.command()
@click.argument("domain")
def remove_domain(domain: str) -> None:
    """Let nobody else in for a mail domain; who came in stays."""
    with _writing() as connection:
        domains.remove(connection, domain, datetime.now(UTC), COMMAND)
    click.echo(f"{domain} is not invited any more.", err=True)


def _access(roles: tuple[str, ...], units: tuple[str, ...], agent: str | None, every_unit: bool) -> Access:  # noqa: FBT001 (an option of all who call it)
    if every_unit and units:
        raise BadInput("--every-unit and --unit exclude each other")
    return Access(frozenset(map(Role, roles)), None if every_unit else frozenset(units), agent)


def _known(connection: Connection, email: str) -> Person:
    found = people.by_email(connection, email)
    if found is None:
        raise BadInput(f"nobody has the address {email[:60]!a}; aftercall person list shows all")
    return found


def _enabled(connection: Connection, email: str) -> str:
    found = _known(connection, email)
    if found.disabled:
        raise BadInput(f"{found.email} is disabled; aftercall person enable lets them in again")
    return found.id


@contextmanager
def _writing() -> Iterator[Connection]:
    database = connect(Settings.of_command().database_url)
    try:
        with database.begin() as connection:
            yield connection
    finally:
        database.close()
