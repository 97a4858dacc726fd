"""Scores that fell and break-off that rose: the last whole days against those before, by the test of the pages.

Every day is a new look, and days overlap, so what may be chance is shared out over the looks of a week (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.overview.changing import changes
from app.overview.scored import five, two
from app.overview.tallies import Key, Tally, tallied
from app.overview.view import Period, View
from app.reporting.figures.changes import FALSE_ALARMS, Change, Comparison, Series, compared_shares, judged
from app.reporting.figures.scores import Share, mean, percent, positive, rounded
from app.score_alerts.found import Found, days, p_value

NOW_DAYS, BEFORE_DAYS = 7, 28
"""Whole weeks, so that both sides have every weekday alike."""
LOOKS_A_WEEK = 7
LEVEL = FALSE_ALARMS / LOOKS_A_WEEK
"""What q has to be at most. Under no change at all, at most one week in twenty has a false alarm, over all lines and
scores together; about one in forty, since only what gets worse is told."""

BREAK_OFF = "break-off"
_NAMES = {"trust": "Trust", "satisfaction": "Satisfaction", "thumbs": "Trust (thumbs up)", BREAK_OFF: "Break-off"}


class Compared(NamedTuple):
    """One score of a line's channel over both periods."""

    key: Key
    item: str
    comparison: Comparison


def periods(today: date) -> tuple[Period, Period]:
    """The last whole days, and those before them."""
    last = today - timedelta(days=1)
    first = today - timedelta(days=NOW_DAYS)
    return Period(first, last), Period(first - timedelta(days=BEFORE_DAYS), first - timedelta(days=1))


def worse(connection: Connection, view: View, before: Period) -> list[Found]:
    """What got worse in the view's period against the one before, on any line."""
    now, earlier = tallied(connection, view), tallied(connection, view.of(before))
    return list(found(now, earlier, view.period, before))


def found(now: Mapping[Key, Tally], before: Mapping[Key, Tally], period: Period, earlier: Period) -> Iterator[Found]:
    """As ``worse``, of tallies. All scores of all lines are judged together."""
    compared = [Compared(*item, change.comparison) for item, change in changes(now, before).items()]
    compared += [Compared(key, BREAK_OFF, _break_off(key, before[key], now[key])) for key in now if key in before]
    for one, change in zip(compared, judged(one.comparison for one in compared), strict=True):
        if one.key[0] is not None and _is_worse(one.item, change):
            values = tuple(_value(one.item, tallies[one.key]) for tallies in (before, now))
            yield _told(one.key[0], one, change, values, (earlier, period))


def _is_worse(item: str, change: Change) -> bool:
    if change.q is None or change.q > LEVEL:
        return False
    difference = change.comparison.difference or 0
    return difference > 0 if item == BREAK_OFF else difference < 0


def _break_off(key: Key, before: Tally, now: Tally) -> Comparison:
    return compared_shares((_series(key, before, now), _left(before)), (_series(key, now, before), _left(now)))


def _series(key: Key, tally: Tally, other: Tally) -> Series:
    """Where nobody responded, nothing says that the survey was another than in the other period."""
    named = (tally.surveys or other.surveys, tally.entries or other.entries)
    surveys, entries = (", ".join(sorted(names)) for names in named)
    return Series(f"{BREAK_OFF} of {key[0]}", key[1], surveys, BREAK_OFF, entries)


def _left(tally: Tally) -> Share:
    """Responses broken off, of those that began and ended; who declined did not begin."""
    counts = tally.whole
    return Share(counts["broken_off"], counts["complete"] + counts["partial"] + counts["broken_off"])


def _value(item: str, tally: Tally) -> str:
    if item == BREAK_OFF:
        return percent(_left(tally).exact or Fraction(0))
    if item == "thumbs":
        return percent(positive(two(tally.whole)).exact or Fraction(0))
    return str(rounded(mean(five(tally.whole, item)) or Fraction(0), 2))


def _told(line: str, one: Compared, change: Change, values: tuple[str, ...], spans: tuple[Period, Period]) -> Found:
    channel, tested = one.key[1], change.comparison
    was, now = (days(span.since, span.until) for span in spans)
    p = tested.p or 0.0
    words = (
        f"{_NAMES[one.item]} by {channel.replace('_', ' ')} {'rose' if one.item == BREAK_OFF else 'fell'} "
        f"from {values[0]} ({was}, n = {tested.n_before:,}) to {values[1]} ({now}, n = {tested.n_after:,}); "
        f"{p_value(p)}."
    )
    figures: dict[str, Any] = {
        "before": {"value": values[0], "n": tested.n_before, **_as_json(spans[0])},
        "now": {"value": values[1], "n": tested.n_after, **_as_json(spans[1])},
        "p": p,
        "q": change.q,
    }
    kind = "break_off_rose" if one.item == BREAK_OFF else "score_fell"
    return Found(kind, line, f"{channel} {one.item}", words, figures)


def _as_json(span: Period) -> dict[str, str]:
    return {"since": span.since.isoformat(), "until": span.until.isoformat()}
