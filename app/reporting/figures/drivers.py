"""What goes with a good or bad score: shares of mentions for tapped lists, Shapley shares of R² for scored drivers.

Sources: Lindeman, Merenda and Gold 1980 (the average over all orders, LMG); Grömping 2007 (its use and its limits).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.reporting.figures.intervals import Interval, share_interval
from app.reporting.figures.scores import Share

LEAST_CASES = 100

CAUTION = (
    "Association, not cause: people who scored this driver high also tended to score the outcome high. It does not "
    "show what would happen if the driver were improved."
)


class Mention(NamedTuple):
    """How many of the people who were asked a list chose a driver; the interval is None where nobody was asked."""

    driver: str
    share: Share
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Association:
    """Each driver's share of R², in the order given; together they are R². To be shown with ``CAUTION``."""

    shares: Mapping[str, float]
    r_squared: float
    n: int
    """Complete cases: people who answered the outcome and every driver."""
    constant: tuple[str, ...]
    """Drivers that everybody scored alike: their share is 0 because nothing can be seen."""


@dataclass(frozen=True, slots=True)
class NoAssociation:
    """Why there are no Shapley shares, in words, and the complete cases that there are."""

    reason: str
    n: int


def mentions(chosen: Mapping[str, int], asked: Mapping[str, int]) -> tuple[Mention, ...]:
    """Of each driver of one list: chosen / people who were asked that list with that driver on it.

    The lists of what went well and what did not are asked of different people, and so never pooled.
    """
    shares = {driver: Share(chosen.get(driver, 0), people) for driver, people in asked.items()}
    return tuple(Mention(driver, share, share_interval(share)) for driver, share in shares.items())


def association(
    instrument: str, drivers: Sequence[str], answers: Iterable[Sequence[int | None]]
) -> Association | NoAssociation:
    """Shapley shares of R² of an outcome (satisfaction or trust) on drivers that were scored 1 to 5.

    Each row of ``answers`` is a person's outcome and then the drivers in their order, None where there is no answer.
    Only a11-likert: of tapped lists, the outcome decides which list is asked, and R² would show that and nothing else.
    """
    complete = [row for row in answers if None not in row]
    scores = np.array(complete, dtype=np.int64).reshape(len(complete), 1 + len(drivers))
    return association_of_sums(instrument, drivers, len(complete), scores.sum(axis=0), scores.T @ scores)


def association_of_sums(
    instrument: str, drivers: Sequence[str], n: int, totals: NDArray[np.int64], products: NDArray[np.int64]
) -> Association | NoAssociation:
    """As ``association``, from n complete cases: the sum of each variable, the outcome first, and of each product."""
    if instrument != "a11-likert":
        return NoAssociation("the list of drivers that was asked depends on the outcome", 0)
    if n < LEAST_CASES:
        return NoAssociation(f"{n} people answered every question, {LEAST_CASES} are needed", n)
    # In whole numbers, so that a constant is told from one that is not without a tolerance.
    covariance = n * products - np.outer(totals, totals)
    if covariance[0, 0] == 0:
        return NoAssociation("everybody gave the outcome the same score", n)
    varying = [place for place in range(1, 1 + len(drivers)) if covariance[place, place] > 0]
    found = shapley_shares(_correlation(covariance[np.ix_([0, *varying], [0, *varying])]))
    shares = dict.fromkeys(drivers, 0.0) | {drivers[at - 1]: share for at, share in zip(varying, found, strict=True)}
    constant = tuple(driver for place, driver in enumerate(drivers, start=1) if place not in varying)
    return Association(shares, math.fsum(found), n, constant)


def shapley_shares(correlation: NDArray[np.float64]) -> list[float]:
    """The shares of R² from a correlation matrix, the outcome first: each predictor's gain, averaged over all orders.

    All 2ᵖ sets of p predictors are fitted by least squares. Predictors that repeat each other share alike.
    """
    p = len(correlation) - 1
    fitted = [_r_squared(correlation, [place for place in range(p) if chosen >> place & 1]) for chosen in range(1 << p)]
    weight = [math.factorial(size) * math.factorial(p - size - 1) / math.factorial(p) for size in range(p)]
    return [
        math.fsum(
            weight[chosen.bit_count()] * (fitted[chosen | 1 << place] - fitted[chosen])
            for chosen in range(1 << p)
            if not chosen >> place & 1
        )
        for place in range(p)
    ]


def _r_squared(correlation: NDArray[np.float64], chosen: Sequence[int]) -> float:
    places = [1 + place for place in chosen]
    if not places:
        return 0.0
    with_outcome = correlation[0, places]
    slopes = np.linalg.lstsq(correlation[np.ix_(places, places)], with_outcome, rcond=None)[0]
    return float(with_outcome @ slopes)


def _correlation(covariance: NDArray[Any]) -> NDArray[np.float64]:
    deviations = np.sqrt(np.diag(covariance).astype(np.float64))
    return np.asarray(covariance / np.outer(deviations, deviations), dtype=np.float64)
