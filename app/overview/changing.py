"""The change of each score against the period before: real, or such as chance makes, said in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from app.overview.scored import five, two
from app.overview.tallies import ITEMS, Key, Tally
from app.reporting.figures.changes import (
    Change,
    Comparison,
    Series,
    Verdict,
    compared_means,
    compared_shares,
    judged,
)
from app.reporting.figures.scores import Share, percent, positive, rounded

Item = tuple[Key, str]
"""A line's channel and ``trust``, ``satisfaction``, ``thumbs`` or ``RATE``."""

RATE = "rate"
"""The response rate, of those who were offered the survey."""

_SCALES = {"trust": "likert_5", "satisfaction": "likert_5", "thumbs": "thumbs", RATE: "share of offered"}
_SHARES = frozenset({_SCALES["thumbs"], _SCALES[RATE]})
_BREAKS = {
    "wording": "the survey was another",
    "offer": "people were asked to take part in another way",
    "scale": "the scale was another",
    "channel": "the channel was another",
    "subject": "it is about something else",
}

_REAL, _CHANCE = "a real change", "could be chance"


def changes(
    now: Mapping[Key, Tally], before: Mapping[Key, Tally], items: Sequence[str] = ITEMS
) -> Mapping[Item, Change]:
    """What changed, of everything that both periods have; judged together, so that many tests make no false alarm."""
    both = [(key, item) for key in now if key in before for item in items]
    told = [(key, item) for key, item in both if _n(now[key], item)]
    compared = [_compared(key, item, before[key], now[key]) for key, item in told]
    return dict(zip(told, judged(compared), strict=True))


def _compared(key: Key, item: str, before: Tally, now: Tally) -> Comparison:
    earlier, later = _series(key, item, before, now), _series(key, item, now, before)
    if item == RATE:
        return compared_shares((earlier, _rate(before)), (later, _rate(now)))
    if item == "thumbs":
        return compared_shares((earlier, positive(two(before.whole))), (later, positive(two(now.whole))))
    return compared_means((earlier, five(before.whole, item)), (later, five(now.whole, item)))


def _series(key: Key, item: str, tally: Tally, other: Tally) -> Series:
    """The series of one period. Where nobody responded, nothing says that it was another than in the other period."""
    line, channel = key
    surveys, entries = tally.surveys or other.surveys, tally.entries or other.entries
    return Series(f"{item} of {line}", channel, _listed(surveys), _SCALES[item], _listed(entries))


def _rate(tally: Tally) -> Share:
    """Where there is no rate, nothing of nobody, which is too few to compare."""
    return tally.rate.share or Share(0, 0)


def _n(tally: Tally, item: str) -> int:
    if item == RATE:
        return _rate(tally).n
    return sum(two(tally.whole) if item == "thumbs" else five(tally.whole, item))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def in_words(change: Change | None, *, hidden: bool = False) -> str:
    """One sentence on a change; what is hidden is not told by its change either."""
    if change is None:
        return "Nothing to compare with: the period before has no answers."
    one = change.comparison
    of = "offered" if one.series.scale == _SCALES[RATE] else "answers"
    if change.verdict is Verdict.NOT_COMPARABLE:
        return f"Not compared with the period before: {'; '.join(_BREAKS[part] for part in one.breaks)}."
    if change.verdict is Verdict.TOO_FEW or one.difference is None or hidden:
        return f"Too few to compare: {one.n_before:,} {of} before, {one.n_after:,} now."
    size = _size(one)
    if size is None:
        return f"Unchanged against the period before ({one.n_before:,} {of} before, {one.n_after:,} now)."
    way = "Up" if one.difference > 0 else "Down"
    real = _REAL if change.verdict is Verdict.REAL else _CHANCE
    return f"{way} by {size} against the period before: {real} ({one.n_before:,} {of} before, {one.n_after:,} now)."


def in_brief(change: Change | None, *, hidden: bool = False) -> str:
    """The same in a few words, for where the period before and the numbers stand beside it."""
    if change is None:
        return "Nothing to compare with"
    if change.verdict is Verdict.NOT_COMPARABLE:
        return f"Not compared: {'; '.join(_BREAKS[part] for part in change.comparison.breaks)}"
    difference, size = change.comparison.difference, _size(change.comparison)
    if change.verdict is Verdict.TOO_FEW or difference is None or hidden:
        return "Too few to compare"
    if size is None:
        return "Unchanged"
    return f"{'Up' if difference > 0 else 'Down'} by {size}: {_REAL if change.verdict is Verdict.REAL else _CHANCE}"


def _size(one: Comparison) -> str | None:
    """How large, as scores are rounded; None where nothing is left of it."""
    exact = abs(Fraction(one.difference or 0))
    if one.series.scale in _SHARES:
        return None if not rounded(exact * 100, 1) else f"{percent(exact)[:-1]} points of a hundred"
    return None if not rounded(exact, 2) else f"{rounded(exact, 2)} points"
