"""The change of each score against the period before: real, or such as chance makes, said in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.overview.scored import five, two
from app.overview.tallies import Key, Tally
from app.reporting.figures.changes import (
    Change,
    Comparison,
    Series,
    Verdict,
    compared_means,
    compared_shares,
    judged,
)
from app.reporting.figures.scores import percent, positive, rounded

Item = tuple[Key, str]
"""A line's channel and ``trust``, ``satisfaction`` or ``thumbs``."""

_SCALES = {"trust": "likert_5", "satisfaction": "likert_5", "thumbs": "thumbs"}
_BREAKS = {
    "wording": "the survey was another",
    "offer": "people were asked to take part in another way",
    "scale": "the scale was another",
    "channel": "the channel was another",
    "subject": "it is about something else",
}


def changes(now: Mapping[Key, Tally], before: Mapping[Key, Tally]) -> Mapping[Item, Change]:
    """What changed, of everything that both periods have; judged together, so that many tests make no false alarm."""
    items = [(key, item) for key in now if key in before for item in _SCALES if _n(now[key], item)]
    compared = [_compared(key, item, before[key], now[key]) for key, item in items]
    return dict(zip(items, judged(compared), strict=True))


def _compared(key: Key, item: str, before: Tally, now: Tally) -> Comparison:
    earlier, later = _series(key, item, before), _series(key, item, now)
    if item == "thumbs":
        return compared_shares((earlier, positive(two(before.whole))), (later, positive(two(now.whole))))
    return compared_means((earlier, five(before.whole, item)), (later, five(now.whole, item)))


def _series(key: Key, item: str, tally: Tally) -> Series:
    line, channel = key
    return Series(f"{item} of {line}", channel, _listed(tally.surveys), _SCALES[item], _listed(tally.entries))


def _n(tally: Tally, item: str) -> int:
    return sum(two(tally.whole) if item == "thumbs" else five(tally.whole, item))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def in_words(change: Change | None, *, hidden: bool = False) -> str:
    """One sentence on a change; what is hidden is not told by its change either."""
    if change is None:
        return "Nothing to compare with: the period before has no answers."
    one = change.comparison
    if change.verdict is Verdict.NOT_COMPARABLE:
        return f"Not compared with the period before: {'; '.join(_BREAKS[part] for part in one.breaks)}."
    if change.verdict is Verdict.TOO_FEW or one.difference is None or hidden:
        return f"Too few to compare: {one.n_before} answers before, {one.n_after} now."
    size = _size(one)
    if size is None:
        return f"Unchanged against the period before ({one.n_before} answers before, {one.n_after} now)."
    way = "Up" if one.difference > 0 else "Down"
    real = "a real change" if change.verdict is Verdict.REAL else "could be chance"
    return f"{way} by {size} against the period before: {real} ({one.n_before} answers before, {one.n_after} now)."


def _size(one: Comparison) -> str | None:
    """How large, as scores are rounded; None where nothing is left of it."""
    exact = abs(Fraction(one.difference or 0))
    if one.series.scale == "thumbs":
        return None if not rounded(exact * 100, 1) else f"{percent(exact)[:-1]} points of a hundred"
    return None if not rounded(exact, 2) else f"{rounded(exact, 2)} points"
