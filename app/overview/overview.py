"""The overview: how each line is doing, its channels side by side, against the period before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from sqlalchemy import Connection

from app.lines import Lines
from app.outreach.accounts import SpentOn
from app.overview.changing import RATE, Item, changes, in_brief, in_words
from app.overview.pooled import Pooled, pooled
from app.overview.reading import being_counted
from app.overview.scored import Chosen, Scored, chosen, five, scored, two
from app.overview.spent import spent
from app.overview.tallies import ITEMS, Grain, Key, Tally, grain_of, in_order, tallied
from app.overview.view import View
from app.records.responses import STATUSES
from app.reporting.figures.changes import Change
from app.reporting.figures.hiding import WHOLE
from app.reporting.figures.rates import ResponseRate


@dataclass(frozen=True, slots=True)
class Point:
    """One day, week or month of a trend."""

    begins: date
    respondents: int
    trust: Scored
    satisfaction: Scored
    thumbs: Chosen


@dataclass(frozen=True, slots=True)
class Against:
    """A change against the period before; None where that has nothing to compare with, or where it is hidden."""

    change: Change | None
    words: str
    brief: str
    """The same in a few words."""


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel of one line."""

    line: str | None
    channel: str
    statuses: Mapping[str, int]
    """How many responses stand how, by status."""
    rate: ResponseRate
    """OMB's, with the respondents and the offered; no rate where responses were imported, whose offers nobody told."""
    seconds: float | None
    """How long a response took, on average."""
    trust: Scored
    satisfaction: Scored
    thumbs: Chosen
    """Trust where it was asked by thumbs: who pointed up."""
    trend: tuple[Point, ...]
    against: Mapping[str, Against]
    """By ``trust``, ``satisfaction``, ``thumbs`` and ``rate``, which is the response rate."""
    completes_before: int
    """Complete responses of the period before."""

    @property
    def completes(self) -> int:
        """Complete responses."""
        return self.statuses["complete"]


@dataclass(frozen=True, slots=True)
class LineFigures:
    """One line with its channels, in the order of their names."""

    line: str | None
    channels: tuple[ChannelFigures, ...]
    pooled: Mapping[str, Pooled]
    """Trust and satisfaction over all channels at a fixed mix, where there are several; never without its label."""
    spend: tuple[SpentOn, ...] | None
    """None where the line is not the person's alone to see, or only a part of it is looked at."""

    @property
    def completes(self) -> int:
        """Complete responses of all channels."""
        return sum(channel.completes for channel in self.channels)

    @property
    def completes_before(self) -> int:
        """Those of the period before, of the same channels."""
        return sum(channel.completes_before for channel in self.channels)

    @property
    def spent_in_all(self) -> SpentOn | None:
        """The sum of ``spend``."""
        if self.spend is None:
            return None
        counts = {name: sum(getattr(one, name) for one in self.spend) for name in ("sends", "segments", "minutes")}
        dollars, unpriced = fsum(one.dollars for one in self.spend), sum(one.unpriced for one in self.spend)
        return SpentOn(door="all", outcome="all", dollars=round(dollars, 6), unpriced=unpriced, **counts)


@dataclass(frozen=True, slots=True)
class Overview:
    """The lines of a view: those of the lines file in their order, then others."""

    view: View
    grain: Grain
    lines: tuple[LineFigures, ...]
    behind: bool
    """Whether something changed that these figures do not have yet; they will within seconds."""


def overview(connection: Connection, lines: Lines, view: View) -> Overview:
    """The figures of a view."""
    now = tallied(connection, view)
    before = tallied(connection, view.of(view.period.before()))
    found = changes(now, before, (*ITEMS, RATE))
    spend = spent(connection, lines, view)
    told = []
    for line in in_order(lines, {line for line, _ in now}):
        mine = {channel: tally for (of, channel), tally in sorted(now.items(), key=_by_channel) if of == line}
        channels = [
            _channel((line, channel), tally, before.get((line, channel)), found) for channel, tally in mine.items()
        ]
        told.append(LineFigures(line, tuple(channels), pooled(mine), spend.get(line or "")))
    return Overview(view, grain_of(view.period), tuple(told), being_counted(connection, view))


def _by_channel(item: tuple[Key, Tally]) -> str:
    return item[0][1]


def _channel(key: Key, tally: Tally, before: Tally | None, found: Mapping[Item, Change]) -> ChannelFigures:
    (line, channel), whole = key, tally.whole
    trend = tuple(_point(tally, begins, counts) for begins, counts in sorted(tally.stretches.items()))
    items = _items(tally, WHOLE, whole)
    return ChannelFigures(
        line=line,
        channel=channel,
        statuses={status: whole[status] for status in STATUSES},
        rate=tally.rate,
        seconds=whole["milliseconds"] / whole["timed"] / 1000 if whole["timed"] else None,
        **items,
        trend=trend,
        against={
            RATE: _against(found.get((key, RATE)), hidden=False),
            **{item: _against(found.get((key, item)), hidden=not tally.may_show(item, WHOLE)) for item in ITEMS},
        },
        completes_before=0 if before is None else before.whole["complete"],
    )


def _point(tally: Tally, begins: date, counts: Counter[str]) -> Point:
    return Point(begins, counts["respondents"], **_items(tally, begins, counts))


def _items(tally: Tally, stretch: date | object, counts: Counter[str]) -> dict[str, Any]:
    down, up = two(counts)
    return {
        "trust": scored(five(counts, "trust"), may_show=tally.may_show("trust", stretch)),
        "satisfaction": scored(five(counts, "satisfaction"), may_show=tally.may_show("satisfaction", stretch)),
        "thumbs": chosen(up, down + up, may_show=tally.may_show("thumbs", stretch)),
    }


def _against(change: Change | None, *, hidden: bool) -> Against:
    return Against(None if hidden else change, in_words(change, hidden=hidden), in_brief(change, hidden=hidden))
