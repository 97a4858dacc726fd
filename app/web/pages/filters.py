"""The filters of a page, which stand in its address, and the one selection that comes of them and of who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import abort, request

from app.access.people import Person
from app.access.roles import Permission
from app.errors import BadInput
from app.lines import Line
from app.overview.view import Period, View
from app.reporting.selection import Selection
from app.web.pages.guard import person, runtime
from app.web.pages.local_times import local_today, local_zone
from app.web.pages.periods import DAYS, Step, period_of, steps
from flows.channels import CHANNEL_NAMES

WORDS = ("line", "unit", "location", "queue", "agent", "channel", "language")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Where that makes no sense, ``problem`` says why, and what is shown is None."""

    given: Mapping[str, str]
    """As it stands in the address; empty where it gives nothing."""
    period: Period | None
    selection: Selection | None
    view: View | None
    """The same for the figures of counted days, which know no agent; None too for those who see only their own."""
    problem: str | None
    today: date
    """In the zone of the agency's reporting, as all days."""
    lines: Sequence[Line]
    """The lines that may be chosen."""
    units: Sequence[str]
    channels: Sequence[str]
    languages: Sequence[str]
    by_agent: bool
    """Whether results of single agents may be asked for."""

    @property
    def steps(self) -> list[Step]:
        """Links to other days."""
        return [] if self.period is None else list(steps(self.period, self.today))

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters that are set, days apart."""
        return {name: self.given[name] for name in WORDS if self.given[name]}

    def query(self, **changes: str) -> str:
        """The query of an address with the same filters but for ``changes``; other days take the place of these."""
        kept = self.narrowed if changes.keys() & set(DAYS) else self.given
        return "?" + urlencode([(name, value) for name, value in {**kept, **changes}.items() if value])


def read_filters() -> Filters:
    """The filters of the present request, for who is signed in. 403 for agents without the permission for them."""
    me = person()
    by_agent = me.may(Permission.AGENTS_READ)
    given = {name: request.args.get(name, "").strip() for name in (*WORDS, *DAYS)}
    if given["agent"] and not by_agent:
        abort(403)
    today = local_today()
    period, selection, problem = None, None, None
    try:
        period = _period(given, today)
        selection = _selection(given, period, me)
    except BadInput as error:
        problem = str(error)
    lines = [line for line in runtime().lines.lines if me.sees_unit(line.organizational_unit)]
    return Filters(
        given,
        period,
        selection,
        _view(selection, period) if selection and period and me.may(Permission.RESULTS_READ) else None,
        problem,
        today,
        lines,
        sorted({line.organizational_unit for line in lines if line.organizational_unit} | (me.access.units or set())),
        CHANNEL_NAMES,
        sorted({language for line in lines for language in line.languages}),
        by_agent,
    )


def _period(given: Mapping[str, str], today: date) -> Period:
    """Raises BadInput for what is no day, no quarter, or neither in order."""
    if any(len(value) > _LONGEST for value in given.values()):
        raise BadInput(f"A filter has more than {_LONGEST} characters.")
    return period_of(given, today)


def _selection(given: Mapping[str, str], period: Period, me: Person) -> Selection:
    words: dict[str, Any] = {name: given[name] or None for name in WORDS}
    compared = frozenset(line.id for line in runtime().lines.lines if line.agents_compared)
    words |= {"since": period.since, "until": period.until}
    chosen = Selection(local_zone(), **words, units=me.access.units, agents_of=compared)
    if me.may(Permission.RESULTS_READ):
        return chosen
    if me.access.agent_key is None:
        abort(403)
    # Agents see the results of their own calls, whatever the unit was.
    return replace(chosen, agent=me.access.agent_key, units=None, agents_of=None)


def _view(chosen: Selection, period: Period) -> View:
    words = {name: getattr(chosen, name) for name in WORDS if name != "agent"}
    return View(units=chosen.units, zone=chosen.zone, period=period, walk_ins=runtime().settings.local_mode, **words)
