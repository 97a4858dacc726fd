"""The ``--zone`` option of commands that count in local days."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from app.zones import zone


def chosen_zone(_context: click.Context, _parameter: click.Parameter, name: str | None) -> ZoneInfo | None:
    """The zone that was named; None where none was. Raises BadParameter for what is no zone."""
    try:
        return None if name is None else zone(name)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


times_zone = click.option(
    "--zone", callback=chosen_zone, help="Where times are local that name no zone, such as America/Chicago."
)
"""The option of files whose times may be written without a zone."""
