"""Weights of responses that were drawn with different chances, and figures weighted by them.

For looking only: what is published and submitted is never weighted. Sources: Horvitz and Thompson 1952 (1 / draw
probability); Kish 1965 (effective n); weighting-class adjustment for non-response, as in Brick and Kalton 1996.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from app.errors import BadInput
from app.reporting.figures.intervals import Estimate, Interval, wilson
from app.reporting.figures.scores import POINTS

TRIMMED_AT = 5
"""A weight of more than 5 medians is cut to 5 medians: a few people must not stand for everybody."""


class Drawn(NamedTuple):
    """A respondent by the group that the sample was drawn in and the chance of being drawn, above 0 up to 1."""

    stratum: str
    probability: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each respondent, in the order given. Trimming keeps their sum."""

    values: tuple[float, ...]
    trimmed: int
    """How many were cut."""
    n_eff: float
    """(Σw)² / Σw²: the answers of a simple random sample that would be worth as much; 0 without respondents."""


class Weighted(NamedTuple):
    """A weighted figure, its interval at n_eff (None where it has none), n answers and the effective number."""

    value: float
    interval: Interval | None
    n: int
    n_eff: float


def weights(respondents: Sequence[Drawn], drawn: Mapping[str, int]) -> Weights:
    """1 / draw probability, times drawn / respondents of the stratum, trimmed.

    ``drawn`` counts those who were drawn (or else offered the survey) in each stratum. BadInput for a probability
    outside (0, 1], a stratum that nobody answered in, that is not counted, or that has more respondents than drawn.
    """
    answered = Counter(respondent.stratum for respondent in respondents)
    adjustment = {stratum: _adjustment(stratum, answered[stratum], drawn) for stratum in {**drawn, **answered}}
    full = [adjustment[stratum] / _checked(stratum, probability) for stratum, probability in respondents]
    if not full:
        return Weights((), 0, 0.0)
    highest = TRIMMED_AT * median(full)
    cut = [min(weight, highest) for weight in full]
    kept = math.fsum(full) / math.fsum(cut)
    values = tuple(weight * kept for weight in cut)
    return Weights(values, sum(weight > highest for weight in full), effective_n(values))


def _adjustment(stratum: str, answered: int, drawn: Mapping[str, int]) -> float:
    if stratum not in drawn:
        raise BadInput(f"stratum {stratum}: how many were drawn in it is not known")
    if drawn[stratum] < answered:
        raise BadInput(f"stratum {stratum}: {answered} respondents, but only {drawn[stratum]} drawn")
    if answered == 0 and drawn[stratum] > 0:
        raise BadInput(f"stratum {stratum}: nobody answered, so nobody can stand for it; join it with another stratum")
    return drawn[stratum] / answered if answered else 1.0


def _checked(stratum: str, probability: float) -> float:
    if not 0 < probability <= 1:
        raise BadInput(f"stratum {stratum}: the draw probability {probability} is not above 0 and up to 1")
    return probability


def effective_n(values: Sequence[float]) -> float:
    """Kish's (Σw)² / Σw²; 0 without weights."""
    return math.fsum(values) ** 2 / math.fsum(weight * weight for weight in values) if values else 0.0


def weighted_mean(answers: Sequence[int], values: Sequence[float]) -> Weighted | None:
    """The weighted mean of answers 1 to 5, each with its weight, with a t interval; None without answers."""
    if not answers:
        return None
    n_eff, value = effective_n(values), _average(answers, values)
    spread = _average([(answer - value) ** 2 for answer in answers], values)
    interval = None
    if n_eff > 1:
        interval = Estimate(value, spread / (n_eff - 1), n_eff - 1, n_eff).interval(1, POINTS)
    return Weighted(value, interval, len(answers), n_eff)


def weighted_share(chosen: Sequence[bool], values: Sequence[float]) -> Weighted | None:
    """The weighted share of people for whom it is true, each with their weight; None without people."""
    if not chosen:
        return None
    n_eff, value = effective_n(values), min(1.0, _average(chosen, values))
    return Weighted(value, wilson(value, n_eff), len(chosen), n_eff)


def _average(numbers: Sequence[float], values: Sequence[float]) -> float:
    return math.fsum(number * weight for number, weight in zip(numbers, values, strict=True)) / math.fsum(values)
