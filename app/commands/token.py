"""``aftercall token``: the tokens of programs that use the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from app.access import tokens
from app.access.scopes import Scope
from app.records.database import Database, connect
from app.settings import Settings


@click.group()
def token() -> None:
    """Tokens of programs that use the API."""


@token.command()
@click.option("--name", required=True, help="What the token is for; no two have the same name.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    metavar="SCOPE",
    help=f"What it may do; repeat for several. One of {', '.join(Scope)}.",
)
@click.option(
    "--unit", "units", multiple=True, help="An organizational unit that it may see; repeat for several. Without: all."
)
def create(name: str, scopes: tuple[str, ...], units: tuple[str, ...]) -> None:
    """Make a token and print it, once, as the last line."""
    with _database() as database:
        made = tokens.create(database, name, map(Scope, scopes), datetime.now(UTC), units=units or None)
    seen = f" for {', '.join(sorted(set(units)))} alone" if units else ""
    click.echo(f"The token {name} may{seen}: {', '.join(sorted(set(scopes)))}. It is not shown again.", err=True)
    click.echo(made)


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_all(*, as_json: bool) -> None:
    """Show all tokens by name, what they may do and when they were last used."""
    with _database() as database:
        rows = tokens.listed(database)
    for row in rows:
        used, revoked = _hour(row.last_used_at), _hour(row.revoked_at)
        if as_json:
            made = {"name": row.name, "scopes": row.scopes, "units": row.units, "created_at": _hour(row.created_at)}
            click.echo(json.dumps({**made, "last_used_at": used, "revoked_at": revoked}, ensure_ascii=False))
        else:
            state = f"revoked {revoked}" if revoked else f"last used {used or 'never'}"
            seen = "all units" if row.units is None else f"units: {', '.join(row.units)}"
            click.echo(f"{row.name}  {' '.join(row.scopes)}  {seen}  {state}")


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take a token back: from now on it opens nothing."""
    with _database() as database:
        tokens.revoke(database, name, datetime.now(UTC))
    click.echo(f"The token {name} is revoked.", err=True)


def _hour(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:00Z}"


@contextmanager
def _database() -> Iterator[Database]:
    database = connect(Settings.of_command().database_url)
    try:
        yield database
    finally:
        database.close()
