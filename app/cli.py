"""``aftercall``: the command line. Every command stands in a file of its own under ``app/commands``."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from app import __version__, log
from app.errors import Away, BadInput
from flows.located import SurveyError

COMMANDS = (
    "alerts",
    "check",
    "clearances",
    "contacts",
    "doctor",
    "export",
    "funnel",
    "opt-outs",
    "outbox",
    "person",
    "published",
    "report",
    "responses",
    "schema",
    "simulate",
    "token",
    "understand",
    "volumes",
)
"""The modules under ``app/commands``, each with a command of its own name, its ``_`` written ``-``."""


class _Commands(click.Group):
    """The one place where what commands raise becomes one line and an exit code.

    A command's module is imported only where the command is used: together they take a second and 100 MB.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = cmd_name.replace("-", "_")
        # What an import makes stays until the end: looking through it for garbage costs a third of the start.
        gc.disable()
        found = getattr(import_module(f"app.commands.{module}"), module)
        gc.freeze()
        gc.enable()
        assert isinstance(found, click.Command)
        return found

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
