"""``aftercall outbox``: what waits between the live store and the database."""

from __future__ import annotations

import click

from app.live import outbox as streams
from app.live.client import connect
from app.settings import Settings

_TIMEOUT_SECONDS = 10.0


@click.group()
def outbox() -> None:
    """What waits between the live store and the database."""


@outbox.command()
def replay() -> None:
    """Give the recorder everything again that the outbox still keeps; nothing is recorded twice."""
    client = connect(Settings.of_command().redis_url, _TIMEOUT_SECONDS)
    try:
        kept = streams.replay(client)
    finally:
        client.close()
    click.echo(f"The recorder goes through {kept} kept entries again.", err=True)
