"""Fills a new database with three months that end now; one that has contacts is left as it is."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime

import click
from sqlalchemy import select

from app import log
from app.assembly import build_runtime
from app.demo.filling import Filling
from app.errors import Away, BadInput
from app.records.contacts import Contact
from app.records.database import Database
from app.settings import Settings

_PATIENCE_SECONDS = 30.0
_EVERY = 7


def main() -> None:
    """Exits 1 where a part of the service is away, 2 where something given is wrong."""
    log.configure("console" if sys.stderr.isatty() else "json")
    try:
        fill(Settings.load())
    except BadInput as error:
        click.echo(f"aftercall: {error}", err=True)
        sys.exit(2)
    except Away as error:
        click.echo(f"aftercall: {error}", err=True)
        sys.exit(1)


def fill(settings: Settings) -> None:
    """Play three months, unless there are contacts already. Raises BadInput, Away."""
    runtime = build_runtime(settings, _PATIENCE_SECONDS, _PATIENCE_SECONDS)
    runtime.catalogue.publish()
    with closing(runtime.database), closing(runtime.breaker.client), closing(runtime.queues):
        if _is_new(runtime.database):
            click.echo("The demonstration is made: three months of contacts. This takes some minutes, once.", err=True)
            Filling(runtime, datetime.now(UTC), progress=_tell).run()


def _is_new(database: Database) -> bool:
    with database.read() as connection:
        return connection.execute(select(Contact.id).limit(1)).first() is None


def _tell(done: int, of: int) -> None:
    if done % _EVERY == 0 or done == of:
        click.echo(f"  {done} of {of} days", err=True)


if __name__ == "__main__":
    main()
