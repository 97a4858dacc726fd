"""Scores as pages show them: mean, share of 4 and 5, distribution, n and intervals, or that they are hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.records.counted import POINTS, THUMB_COUNTS
from app.reporting.figures.intervals import Interval, mean_interval, share_interval
from app.reporting.figures.scores import Score, Share

NONE_GIVEN = (0,) * len(POINTS)


@dataclass(frozen=True, slots=True)
class Scored:
    """Answers to a question on five points. What few people said is hidden; n is not."""

    n: int
    score: Score | None
    """None where it is hidden, or there are no answers."""

    @property
    def hidden(self) -> bool:
        """Whether there is a score that may not be shown."""
        return self.score is None and self.n > 0

    @property
    def interval(self) -> Interval | None:
        """Of the mean; None where it has none, or is hidden."""
        return None if self.score is None else mean_interval(self.score.counts)

    @property
    def positive_interval(self) -> Interval | None:
        """Of the share of 4 and 5."""
        return None if self.score is None else share_interval(self.score.positive)


@dataclass(frozen=True, slots=True)
class Chosen:
    """People of whom something is true, of those who were asked; hidden like a score."""

    n: int
    share: Share | None

    @property
    def hidden(self) -> bool:
        """Whether there is a share that may not be shown."""
        return self.share is None and self.n > 0

    @property
    def interval(self) -> Interval | None:
        """Wilson's; None where it is hidden, or nobody was asked."""
        return None if self.share is None else share_interval(self.share)


def scored(counts: Sequence[int], *, may_show: bool) -> Scored:
    """Five counts as a score."""
    n = sum(counts)
    return Scored(n, Score(tuple(counts)) if may_show and n else None)


def chosen(part: int, n: int, *, may_show: bool) -> Chosen:
    """``part`` of ``n`` people."""
    return Chosen(n, Share(part, n) if may_show and n else None)


def five(row: Mapping[str, Any], score: str) -> tuple[int, ...]:
    """The counts of the answers 1 to 5 in a counted row."""
    return tuple(row[f"{score}_{point}"] for point in POINTS)


def two(row: Mapping[str, Any]) -> tuple[int, ...]:
    """The counts of thumbs down and up."""
    return tuple(row[name] for name in THUMB_COUNTS)
