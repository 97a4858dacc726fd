"""``aftercall simulate``: a phone in the terminal, speaking real signed webhooks to a running service; and a crowd."""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click
import urllib3

from app.assembly import lines_file_of
from app.errors import BadInput
from app.lines import load_lines
from app.settings import Settings
from app.simulation.calls import ProviderCall
from app.simulation.conversations import NextStep, hold_call, hold_thread
from app.simulation.provider import Provider
from app.simulation.steps import Step, lines_of_script, step_of, steps_of_keys, steps_of_script
from app.simulation.texts import ProviderText
from app.simulation.transcript import Transcript

_NUMBER = click.option("--to", "line", metavar="NUMBER", help="The line. Default: the first of the lines file.")
_CALLER = click.option("--from", "person", metavar="NUMBER", help="The person. Default: a random +1202555 number.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_FILE = click.Path(path_type=Path)
MOST_PEOPLE = 10_000_000
_SCRIPT = click.option("--script", type=click.File(encoding="utf-8"), help="Read what is done from a file.")


@click.group(invoke_without_command=True, no_args_is_help=True)
@click.option("--people", type=click.IntRange(1, MOST_PEOPLE), help="So many simulated people take a survey.")
@click.option("--survey", metavar="ID", help="Its id, or its file.")
@click.option("--door", type=click.Choice(["voice", "text"]), default="voice", show_default=True)
@click.option("--language", help="All speak this one, known beforehand.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed brings the same people.")
@click.option("--population", type=_FILE, help="A file of what is assumed of people where it differs.")
@click.option("--surveys-dir", envvar="SURVEYS_DIR", type=_FILE, help="Surveys beside the shipped.")
@click.option("--lines", "lines_file", envvar="LINES_FILE", type=_FILE, help="The lines file: words and prices.")
@click.option("--price-minute", type=click.FloatRange(0), help="Dollars a begun minute. Default: the line's.")
@click.option("--price-segment", type=click.FloatRange(0), help="Dollars a segment. Default: the line's.")
@_JSON
@click.pass_context
def simulate(context: click.Context, /, people: int | None, survey: str | None, **options: Any) -> None:
    """Call or text a running service from this terminal, or let simulated people take a survey.

    With a command: nothing leaves the machine but the service's webhooks. With --people and --survey: no service is
    needed; completion, break-off, times and cost come from what docs/simulation.md says is assumed of people.
    """
    if context.invoked_subcommand is not None:
        if people is not None:
            raise BadInput(f"simulate: --people stands alone, without {context.invoked_subcommand}")
        return
    if people is None or survey is None:
        raise BadInput("simulate: --people and --survey belong together")
    # Its parts take a second to load, which no other command needs.
    from app.commands.simulated_people import Wanted, simulate_people  # noqa: PLC0415

    simulate_people(Wanted(people=people, survey=survey, **options))


@simulate.command()
@_NUMBER
@_CALLER
@click.option("--keys", help='What is pressed, one word a prompt: "4 5 * 13# -" (- is silence).')
@_SCRIPT
@click.option("--contact", metavar="ID", help="The contact that an agent handed over.")
@_JSON
@click.pass_context
def call(
    context: click.Context,
    line: str | None,
    person: str | None,
    keys: str | None,
    script: TextIO | None,
    contact: str | None,
    *,
    as_json: bool,
) -> None:
    """Call a line. Without --keys and --script the keys are read from the terminal.

    Each line read is one step: keys such as "4" or "1 3 #", an empty line, "-" or "silence" to let the wait pass,
    "say WORDS", "hangup". In a script, empty lines are left out, and lines that begin with // are comments. Keys that
    one prompt does not take go to the next. When nothing is left to do, the caller hangs up.
    """
    settings = _running_service()
    provider, transcript = _provider(settings), Transcript(click.echo, as_json=as_json)
    next_step = _steps(keys, script)
    caller, called = person or _some_number(), line or _first_line(settings)
    transcript.tell("calls", caller=caller, line=called)
    ended_well = hold_call(ProviderCall(provider, caller, called, contact), next_step, transcript)
    context.exit(0 if ended_well else 1)


@simulate.command()
@_NUMBER
@_CALLER
@_SCRIPT
@_JSON
@click.pass_context
def text(context: click.Context, line: str | None, person: str | None, script: TextIO | None, *, as_json: bool) -> None:
    """Text with a line. Each line read is one message, from --script or else from the terminal.

    In a script, empty lines are left out, and lines that begin with // are comments. Each message waits until a reply
    could have been read (TEXT_SETTLE_SECONDS).
    """
    settings = _running_service()
    transcript = Transcript(click.echo, as_json=as_json)
    sender, recipient = person or _some_number(), line or _first_line(settings)
    transcript.tell("texts", person=sender, line=recipient)
    bodies = (body for _, body in lines_of_script(script.read())) if script else _typed("text")
    pause = partial(time.sleep, settings.text_settle_seconds + 0.1)
    ended_well = hold_thread(ProviderText(_provider(settings), sender, recipient), bodies, transcript, pause)
    context.exit(0 if ended_well else 1)


@simulate.command()
@click.option("--number", help="Only what went to this number.")
@_JSON
def inbox(number: str | None, *, as_json: bool) -> None:
    """List the texts and calls that the built-in provider of local mode was given to send."""
    settings = _running_service()
    if not settings.local_mode:
        raise BadInput("simulate inbox: reads the built-in provider, which only local mode has")
    # The provider's library takes half a second to load, which no other command needs.
    from app.simulation.inbox import delivered  # noqa: PLC0415

    for item in delivered(settings, number):
        click.echo(
            json.dumps(item, ensure_ascii=False)
            if as_json
            else "{at}  {kind} to {to} ({status}) {body}".format_map(item)
        )


def _running_service() -> Settings:
    settings = Settings.of_command()
    try:
        urllib3.request("GET", f"{settings.public_url}/healthz", timeout=5.0, retries=False)
    except urllib3.exceptions.HTTPError as error:
        raise BadInput(f"no service answers at {settings.public_url}: start it with make run") from error
    return settings


def _provider(settings: Settings) -> Provider:
    token = settings.twilio_auth_tokens[0].get_secret_value()
    return Provider(settings.public_url, settings.twilio_account_sid, token)


def _some_number() -> str:
    """A number of the fictional exchange 555, most likely one that has not called before."""
    return f"+1202555{1000 + secrets.randbelow(9000)}"


def _first_line(settings: Settings) -> str:
    return load_lines(lines_file_of(settings)).lines[0].number


def _steps(keys: str | None, script: TextIO | None) -> NextStep:
    if keys is not None and script is not None:
        raise BadInput("simulate call: give --keys or --script, not both")
    if keys is not None:
        steps: Iterator[Step] = iter(steps_of_keys(keys))
    elif script is not None:
        steps = iter(steps_of_script(script.read(), script.name))
    else:
        steps = _typed_steps()
    return lambda: next(steps, None)


def _typed_steps() -> Iterator[Step]:
    """Steps from standard input; a person at a terminal may try again after a slip."""
    for line in _typed("keys"):
        try:
            yield step_of(line, "input")
        except BadInput as error:
            if not sys.stdin.isatty():
                raise
            click.echo(str(error), err=True)


def _typed(prompt: str) -> Iterator[str]:
    """Lines from standard input up to its end; a person at a terminal sees a prompt."""
    while True:
        if sys.stdin.isatty():
            click.echo(f"{prompt}> ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.rstrip("\r\n")
