"""``aftercall funnel``: how many contacts stand where, and what was spent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import click

from app.assembly import lines_file_of
from app.errors import BadInput
from app.lines import Line, load_lines
from app.outreach.accounts import Account, Accounted, SpentOn, account
from app.outreach.funnel import days
from app.records.database import connect
from app.reporting.figures.outcome_rates import LABEL, letters, outcome_rates
from app.reporting.figures.scores import Share
from app.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_WIDTH = 30


@click.command()
@click.option("--line", "line_id", help="The id of a line; all lines if left out.")
@click.option("--since", type=_DAY, required=True, help="The first local day, such as 2026-01-31.")
@click.option("--until", type=_DAY, required=True, help="The last local day; it is included.")
@click.option("--daily", is_flag=True, help="Each day by itself.")
@click.option("--agents", is_flag=True, help="Who handed over, by agent and not by queue alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: each line of the agency, each day.")
def funnel(line_id: str | None, since: datetime, until: datetime, *, daily: bool, agents: bool, as_json: bool) -> None:
    """Say how many contacts stand where, and what was spent.

    A contact counts on the day on which it was first heard of, and stands in exactly one place.
    """
    settings = Settings.of_command()
    lines = _lines(settings, line_id)
    if until < since:
        raise BadInput("--until: is before --since")
    first, last = since.date(), until.date()
    spans = [(day, day) for day in days(first, last)] if daily or as_json else [(first, last)]
    for found in _accounts(settings, lines, spans, agents=agents):
        click.echo(_as_json(found) if as_json else "\n".join(_told(found)) + "\n")


def _lines(settings: Settings, line_id: str | None) -> tuple[Line, ...]:
    lines = load_lines(lines_file_of(settings))
    if line_id is None:
        return lines.lines
    if line_id not in lines.by_id:
        raise BadInput(f"--line: no line has the id {line_id}")
    return (lines.by_id[line_id],)


def _accounts(
    settings: Settings, lines: tuple[Line, ...], spans: list[tuple[date, date]], *, agents: bool
) -> Iterator[Accounted]:
    database = connect(settings.database_url, statement_seconds=0)
    try:
        for line in lines:
            for first, last in spans:
                with database.read() as connection:
                    yield account(connection, line, first, last, agents=agents)
    finally:
        database.close()


def _as_json(found: Accounted) -> str:
    return json.dumps(found.account.model_dump(mode="json") | {"aapor": letters(found.funnel.cases)})


def _told(found: Accounted) -> Iterator[str]:
    told = found.account
    span = f"{told.since}" if told.since == told.until else f"{told.since} to {told.until}"
    yield f"{told.line}, {span}: {told.contacts:,} contacts"
    for title, part in (("not asked", told.not_asked), ("open", told.open), ("ended", told.ended)):
        yield from _part(title, part, told.contacts)
    yield from _part("how far", told.steps, told.contacts, summed=False)
    yield from _part("left at question", {str(number): n for number, n in told.left_at_question.items()}, told.contacts)
    yield from _handed_over(told)
    yield f"  apart: {told.walk_ins:,} walk-ins, {told.tests:,} tests"
    yield from map(_spent, told.spend)
    yield from _rates(found)


def _part(title: str, counts: Mapping[str, int], contacts: int, *, summed: bool = True) -> Iterator[str]:
    if counts:
        yield f"  {title}" if not summed else _row(f"  {title}", sum(counts.values()), contacts)
    for word, count in counts.items():
        yield _row(f"    {word.replace('_', ' ')}", count, contacts)


def _row(words: str, count: int, contacts: int) -> str:
    share = f"{100 * count / contacts:6.1f}%" if contacts else ""
    return f"{words:{_WIDTH}}{count:>10,} {share}".rstrip()


def _handed_over(told: Account) -> Iterator[str]:
    if told.handed_over:
        yield "  handed over, of those who were to be"
    for row in told.handed_over:
        who = row.queue or "no queue"
        who = f"{who}, {row.agent_key}" if row.agent_key else who
        yield f"    {who:{_WIDTH - 4}}{row.handed_over:>10,} of {row.handed_over + row.not_handed_over:,}"


def _spent(row: SpentOn) -> str:
    what = f"{row.segments:,} segments" if row.door == "text" else f"{row.minutes:,} minutes"
    unknown = f", the price of {row.unpriced:,} not known" if row.unpriced else ""
    kind = "texts" if row.door == "text" else "calls"
    return f"  spent: {row.sends:,} {kind} {row.outcome.replace('_', ' ')}, {what}, ${row.dollars:,.4f}{unknown}"


def _rates(found: Accounted) -> Iterator[str]:
    rates = outcome_rates(letters(found.funnel.cases))
    named = {"RR1": rates.rr1, "RR2": rates.rr2, "COOP1": rates.coop1, "REF1": rates.ref1, "CON1": rates.con1}
    told = [_share(name, share) for name, share in (*named.items(), ("coverage", rates.coverage)) if share.n]
    if told:
        yield f"  {LABEL}, without open cases: {', '.join(told)}"


def _share(name: str, share: Share) -> str:
    return f"{name} {share.percent} (n = {share.n:,})"
