"""``aftercall responses import``: responses of the web survey, from the files of GSA Touchpoints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from app.commands.import_runs import FILE, WORDS, carry_out, import_options
from app.commands.zones import chosen_zone
from app.lines import LOCAL_LINES, load_lines
from app.reporting.fiscal import FiscalQuarter
from app.reporting.imports.responses import FORMATS, Told, import_responses
from app.reporting.imports.running import OnError
from app.reporting.imports.touchpoints_json import FORM_KINDS
from app.reporting.imports.web_response import ABOUT
from app.settings import Settings
from flows.channels import CHANNEL_NAMES

_AUTO = "auto"
_SOURCE = re.compile(r"touchpoints:[A-Za-z0-9._-]{1,80}")
_CLEARANCE = re.compile(r"\d{4}-\d{4}")
_NO_ZONE = "America/New_York"


def _matching(pattern: re.Pattern[str], example: str) -> Any:
    def check(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
        if given is not None and not pattern.fullmatch(given):
            raise click.BadParameter(f"{given} is not written like {example}")
        return given

    return check


def _quarter(_context: click.Context, _parameter: click.Parameter, given: str | None) -> FiscalQuarter | None:
    return None if given is None else FiscalQuarter.parse(given)


def _names(_context: click.Context, _parameter: click.Parameter, given: str | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(name.strip() for name in given.split(","))


@click.group()
def responses() -> None:
    """Responses that come in from elsewhere."""


@responses.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option(
    "--format", "form", type=click.Choice([*FORMATS, _AUTO]), default=_AUTO, show_default=True, help="What files are."
)
@click.option(
    "--source",
    required=True,
    callback=_matching(_SOURCE, "touchpoints:0a1b2c3d"),
    help="touchpoints: and the form; ids are unique within it.",
)
@click.option("--survey", type=WORDS, required=True, help="The id under which the form's survey is reported.")
@click.option("--survey-version", type=click.IntRange(1, 2**31 - 1), help="Its version.")
@click.option("--channel", type=click.Choice(CHANNEL_NAMES), metavar="CHANNEL", help="As Touchpoints names it.")
@click.option("--trust-scale", type=click.Choice(["likert_5", "thumbs"]), help="What the trust answers are.")
@click.option("--quarter", callback=_quarter, metavar="2026-Q1", help="touchpoints-v2: the fiscal quarter of all rows.")
@click.option("--zone", callback=chosen_zone, help="Where the quarter lies.  [default: that of the lines file]")
@click.option(
    "--form-kind", type=click.Choice([*FORM_KINDS]), help="touchpoints-json: which template the form follows."
)
@click.option("--offered", callback=_names, metavar="A,B", help="touchpoints-json: what the form asks.  [default: all]")
@click.option("--service", type=WORDS, help="The service it was about.")
@click.option("--touchpoint", type=WORDS, help="The touchpoint within the service journey.")
@click.option("--transaction-point", type=click.Choice(["post_interaction", "post_service_journey", "relational"]))
@click.option("--stage", type=WORDS, help="The stage of the service journey.")
@click.option("--unit", type=WORDS, help="The organizational unit.")
@click.option("--location", type=WORDS, help="The location, where the file names none.")
@click.option("--agency", type=WORDS, help="The agency.")
@click.option("--bureau", type=WORDS, help="Its bureau.")
@click.option("--language", type=WORDS, help="The language of the questions; Touchpoints writes en for every form.")
@click.option("--clearance", callback=_matching(_CLEARANCE, "1234-5678"), help="The OMB control number.")
@click.option("--test", is_flag=True, help="Trial responses, which count nowhere.")
@import_options
def import_(
    files: tuple[Path, ...],
    form: str,
    zone: ZoneInfo | None,
    *,
    on_error: OnError,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Import responses from files of GSA Touchpoints: the 17 columns, the combined file, or pages of its API.

    The files are checked whole before anything is written. Importing them again changes nothing.
    """
    settings = Settings.of_command()
    about = {column: said.pop(option) for option, column in ABOUT.items()}
    told = Told(zone=zone or _zone_of(settings), about=about, **said)
    chosen = None if form == _AUTO else form
    carry_out(
        lambda database, manner: import_responses(database, files, chosen, told, manner),
        settings,
        on_error=on_error,
        dry_run=dry_run,
        as_json=as_json,
    )


def _zone_of(settings: Settings) -> ZoneInfo:
    """Where the agency's quarters lie: as the lines file says, where there is one."""
    path = settings.lines_file or (LOCAL_LINES if settings.local_mode else None)
    return ZoneInfo(_NO_ZONE if path is None else load_lines(path).reporting.time_zone)
