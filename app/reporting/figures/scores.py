"""Scores and shares from counts, in exact arithmetic, and the one way in which they are rounded.

Sources: OMB Circular A-11 section 280.10 (five points); the point scale as published for federal services, Σ i·nᵢ / n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import index

POINTS = 5
"""Answers on five points come as five counts, of the answers 1 to 5; thumbs as two, of down and of up."""

_POSITIVE = 4
"""The lowest of the points that count as positive."""


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``n``, both whole numbers; the share itself is None where n is 0. ValueError unless 0 ≤ part ≤ n."""

    part: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.n:
            raise ValueError(f"{self.part} of {self.n} is no share")

    @property
    def exact(self) -> Fraction | None:
        """The share, from 0 to 1."""
        return Fraction(self.part, self.n) if self.n else None

    @property
    def percent(self) -> str | None:
        """The share in words, with one place: ``62.5%``."""
        return percent(self.exact) if self.exact is not None else None


@dataclass(frozen=True, slots=True)
class Score:
    """The answers to a question on five points, as the counts of 1 to 5. ValueError for anything else."""

    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        five_counts(self.counts)

    @property
    def n(self) -> int:
        """How many answers there are."""
        return sum(self.counts)

    @property
    def mean(self) -> Fraction | None:
        """The mean, from 1 to 5, not rounded; None without answers."""
        return mean(self.counts)

    @property
    def point_scale(self) -> Decimal | None:
        """The mean as it is published, with two places."""
        return point_scale(self.counts)

    @property
    def positive(self) -> Share:
        """Answers 4 and 5 of all."""
        return positive(self.counts)

    @property
    def distribution(self) -> tuple[Share, ...]:
        """The share of each answer, 1 to 5."""
        return tuple(Share(count, self.n) for count in self.counts)


def five_counts(counts: Sequence[int]) -> tuple[int, ...]:
    """The counts as whole numbers; ValueError unless there are five, none below 0. TypeError for fractions."""
    whole = tuple(map(index, counts))
    if len(whole) != POINTS or min(whole) < 0:
        raise ValueError(f"{list(counts)}: not the counts of five answers")
    return whole


def mean(counts: Sequence[int]) -> Fraction | None:
    """Σ i·nᵢ / n, not rounded; None where n = 0."""
    whole = five_counts(counts)
    n = sum(whole)
    return Fraction(sum(point * count for point, count in enumerate(whole, start=1)), n) if n else None


def point_scale(counts: Sequence[int]) -> Decimal | None:
    """Σ i·nᵢ / n with two places, half up; None where n = 0."""
    exact = mean(counts)
    return None if exact is None else rounded(exact, places=2)


def positive(counts: Sequence[int]) -> Share:
    """Answers 4 and 5 of five points, or thumbs up of two counts (down, up)."""
    if len(counts) == 2:  # noqa: PLR2004 (thumbs: down and up)
        down, up = map(index, counts)
        return Share(up, down + up)
    whole = five_counts(counts)
    return Share(sum(whole[_POSITIVE - 1 :]), sum(whole))


def percent_positive(counts: Sequence[int]) -> Fraction | None:
    """(n₄ + n₅) / n, or the share of thumbs up; exact, from 0 to 1; None where n = 0."""
    return positive(counts).exact


def percent(share: Fraction | float, places: int = 1) -> str:
    """A share from 0 to 1 in words, half up: ``62.5%``. A difference of shares keeps its sign."""
    return f"{rounded(Fraction(share) * 100, places)}%"


def rounded(exact: Fraction, places: int) -> Decimal:
    """The number with so many places; a tie goes away from zero. Python's ``round`` misses ties such as 4.625."""
    units = int(abs(exact) * 10**places + Fraction(1, 2))
    return Decimal(units if exact >= 0 else -units).scaleb(-places)
