"""Tallies of the responses of a view, by line and channel: whole, by stretch of time, and by what it is cut by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from app.lines import Lines
from app.overview.reading import sums
from app.overview.scored import five, two
from app.overview.view import Period, View
from app.records.counted import RESPONSES, SCORE_COUNTS, THUMB_COUNTS
from app.records.responses import STATUSES
from app.reporting.figures.hiding import Place, may_be_shown
from app.reporting.figures.rates import ResponseRate, response_rate
from app.reporting.selection import COLUMNS

Key = tuple[str | None, str]
"""A line, None for responses without one, and a channel."""

Grain = Literal["day", "week", "month"]
_LONGEST_BY_DAY, _LONGEST_BY_WEEK = 35, 100

CUTS = ("survey", "service", "unit", "location", "queue", "language")
"""Filters that cut a line's channel in parts, of which all together are somebody else's page."""

COUNTS = (
    *STATUSES,
    "respondents",
    "offered",
    "timed",
    "milliseconds",
    *(name for name in SCORE_COUNTS if name.startswith(("trust_", "satisfaction_"))),
    *THUMB_COUNTS,
)
ITEMS = ("trust", "satisfaction", "thumbs")
"""Trust on five points, satisfaction, and trust by thumbs."""


@dataclass(slots=True)
class Tally:
    """Counts of one line's channel. ``wording``, ``scales`` and ``entries`` say what the answers were answers to."""

    whole: Counter[str] = field(default_factory=Counter)
    stretches: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By the first day of each day, week or month."""
    surveys: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    places: dict[str, Counter[Place]] = field(default_factory=lambda: {item: Counter() for item in ITEMS})
    """By item, how many answered, by stretch and by what the view is cut by."""
    here: Place = ()
    """What the view is cut to."""
    _shown: dict[str, frozenset[Place]] = field(default_factory=dict)

    @property
    def rate(self) -> ResponseRate:
        """OMB's, without a share where responses were imported, whose offers nobody told."""
        imported = "imported" in self.entries
        return response_rate(self.whole["respondents"], None if imported else self.whole["offered"])

    def may_show(self, item: str, stretch: date | object) -> bool:
        """Whether the item's score of a stretch of time, or of ``WHOLE`` of it, may be shown."""
        if item not in self._shown:
            self._shown[item] = may_be_shown(self.places[item])
        return (stretch, *self.here) in self._shown[item]


def in_order(lines: Lines, found: AbstractSet[str | None]) -> list[str | None]:
    """Lines in the order of the lines file, then those that are in none any more, then none at all."""
    places = {line: place for place, line in enumerate(lines.by_id)}
    return sorted(found, key=lambda line: (line is None, places.get(line or "", len(places)), line or ""))


def grain_of(period: Period) -> Grain:
    """How finely a trend is drawn."""
    if period.days <= _LONGEST_BY_DAY:
        return "day"
    return "week" if period.days <= _LONGEST_BY_WEEK else "month"


def tallied(connection: Connection, view: View) -> Mapping[Key, Tally]:
    """The tallies of a view, of every line and channel that has responses."""
    cuts = [name for name in CUTS if getattr(view, name) is not None]
    here = tuple(getattr(view, name) for name in cuts)
    grain = grain_of(view.period)
    by = ["line_id", "channel", "survey_id", "survey_version", "entry", "day"]
    by += [COLUMNS[name] for name in cuts if COLUMNS[name] not in by]
    rows = sums(connection, RESPONSES, view.without(*cuts), by, COUNTS, months=grain == "month")
    found: dict[Key, Tally] = {}
    for row in rows:
        stretch = stretch_of(row["day"], grain)
        cut = tuple(row[COLUMNS[name]] for name in cuts)
        tally = found.setdefault((row["line_id"], row["channel"]), Tally(here=here))
        _place(tally, (stretch, *cut), row)
        if cut == here:
            _add(tally, stretch, row)
    return {key: tally for key, tally in found.items() if tally.whole}


def _place(tally: Tally, place: Place, row: Mapping[str, Any]) -> None:
    tally.places["trust"][place] += sum(five(row, "trust"))
    tally.places["satisfaction"][place] += sum(five(row, "satisfaction"))
    tally.places["thumbs"][place] += sum(two(row))


def _add(tally: Tally, stretch: date, row: Mapping[str, Any]) -> None:
    counts = {name: row[name] for name in COUNTS if row[name]}
    tally.whole.update(counts)
    tally.stretches[stretch].update(counts)
    if row["respondents"]:
        version = row["survey_version"]
        tally.surveys.add(row["survey_id"] if version is None else f"{row['survey_id']} version {version}")
        tally.entries.add(row["entry"])


def stretch_of(day: date, grain: Grain) -> date:
    """The first day of the day, week or month of a day; weeks begin on Monday."""
    if grain == "day":
        return day
    return day - timedelta(days=day.weekday()) if grain == "week" else day.replace(day=1)
