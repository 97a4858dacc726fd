"""The filters of a page, which stand in its address, and the one selection that comes of them and of who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, request

from app.access.people import Person
from app.access.roles import Permission
from app.errors import BadInput
from app.lines import Line
from app.reporting.fiscal import FiscalQuarter
from app.reporting.selection import Selection
from app.web.pages.guard import moment, person, runtime
from flows.channels import CHANNEL_NAMES

WORDS = ("line", "unit", "location", "queue", "agent", "channel", "language")
DAYS = ("quarter", "since", "until")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; ``selection`` is None where that makes no sense, and ``problem`` says why."""

    given: Mapping[str, str]
    selection: Selection | None
    problem: str | None
    lines: Sequence[Line]
    """The lines that may be chosen."""
    units: Sequence[str]
    channels: Sequence[str]
    languages: Sequence[str]
    by_agent: bool
    """Whether results of single agents may be asked for."""


def read_filters() -> Filters:
    """The filters of the present request, for who is signed in. 403 for agents without the permission for them."""
    me = person()
    by_agent = me.may(Permission.AGENTS_READ)
    given = {name: request.args.get(name, "").strip() for name in (*WORDS, *DAYS)}
    if given["agent"] and not by_agent:
        abort(403)
    if not any(given[name] for name in DAYS):
        given["quarter"] = str(FiscalQuarter.of(moment().astimezone(_zone()).date()))
    selection, problem = None, None
    try:
        selection = _selection(given, me)
    except BadInput as error:
        problem = str(error)
    lines = [line for line in runtime().lines.lines if me.sees_unit(line.organizational_unit)]
    units = {line.organizational_unit for line in lines if line.organizational_unit} | (me.access.units or set())
    languages = sorted({language for line in lines for language in line.languages})
    return Filters(given, selection, problem, lines, sorted(units), CHANNEL_NAMES, languages, by_agent)


def _selection(given: Mapping[str, str], me: Person) -> Selection:
    """Raises BadInput for what is no day, no quarter, or neither in order."""
    if any(len(value) > _LONGEST for value in given.values()):
        raise BadInput(f"A filter has more than {_LONGEST} characters.")
    days = _days(given)
    words: dict[str, Any] = {name: given[name] or None for name in WORDS}
    chosen = Selection(_zone(), **words, since=days[0], until=days[1], units=me.access.units)
    if not me.may(Permission.RESULTS_READ):
        # Agents see the results of their own calls, whatever the unit was.
        chosen = replace(chosen, agent=me.access.agent_key, units=None)
    chosen.responses()  # raises for days outside the calendar
    return chosen


def _days(given: Mapping[str, str]) -> tuple[date | None, date | None]:
    if given["quarter"]:
        if given["since"] or given["until"]:
            raise BadInput("Please give either a fiscal quarter or days.")
        quarter = FiscalQuarter.parse(given["quarter"])
        return quarter.first_day, quarter.last_day
    since, until = (_day(given[name]) for name in ("since", "until"))
    if since and until and since > until:
        raise BadInput("The first day comes after the last.")
    return since, until


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise BadInput(f"{written!a} is no day, such as 2026-03-31") from error


def _zone() -> ZoneInfo:
    return ZoneInfo(runtime().lines.reporting.time_zone)
