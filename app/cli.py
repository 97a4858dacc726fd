"""``aftercall``: the command line. Every command stands in a file of its own under ``app/commands``."""

from __future__ import annotations

import os
import sys

import click

from app import __version__, log
from app.commands.check import check
from app.commands.doctor import doctor
from app.commands.export import export
from app.commands.outbox import outbox
from app.commands.simulate import simulate
from app.errors import Away, BadInput
from flows.load import SurveyError


class _Commands(click.Group):
    """The one place where what commands raise becomes one line and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Bad input ends with 2, a part that is away with 1."""
        try:
            return super().invoke(ctx)
        except (BadInput, SurveyError) as error:
            click.echo(f"aftercall: {error}", err=True)
            ctx.exit(2)
        except Away as error:
            click.echo(f"aftercall: {error}; nothing more was done", err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aftercall")
def main() -> None:
    """Phone and text surveys after contact-center calls."""
    log.configure("console" if sys.stderr.isatty() else "json")


@main.command()
def run() -> None:
    """Start the whole service on this machine, on embedded parts; settings come from the environment."""
    # Local mode stands above this command, and its process should hold nothing that it does not need.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "app.local"])  # noqa: S606  # no shell is wanted


for command in (check, doctor, export, outbox, simulate):
    main.add_command(command)
