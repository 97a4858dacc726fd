"""Student's t distribution: its lower tail and its quantiles, for any degrees of freedom above 0, infinity included.

Sources: Abramowitz and Stegun 1964, 26.7.1 (the tail as an incomplete beta function); NIST Digital Library of
Mathematical Functions, 8.17.22 (that function as a continued fraction, evaluated by Lentz's method).
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_NEARLY_NOTHING = 1e-300
_PRECISION = 1e-15
_MOST_TERMS = 100_000


def below(t: float, freedom: float) -> float:
    """The probability of a value below ``t``. Raises ValueError where ``freedom`` is not above 0."""
    if not freedom > 0:
        raise ValueError(f"no t distribution with {freedom} degrees of freedom")
    if math.isinf(freedom):
        return NormalDist().cdf(t)
    outside = _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t), t * t / (freedom + t * t))
    return outside / 2 if t < 0 else 1 - outside / 2


@lru_cache(maxsize=4096)
def quantile(probability: float, freedom: float) -> float:
    """The value that lies above a share ``probability`` of all values, at least one half and less than 1."""
    if not 0.5 <= probability < 1:  # noqa: PLR2004 (the distribution is symmetric about its half)
        raise ValueError(f"no quantile for a probability of {probability} here")
    if math.isinf(freedom):
        return NormalDist().inv_cdf(probability)
    low, high = 0.0, 1.0
    while below(-high, freedom) > 1 - probability:
        low, high = high, 2 * high
    while high - low > _PRECISION * high:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if below(-middle, freedom) > 1 - probability else (low, middle)
    return high


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """The regularised incomplete beta function; ``rest`` is 1 - x, given so that it keeps its digits."""
    if x == 0 or rest == 0:
        return float(x != 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, rest, x)
    log_x = math.log1p(-rest) if rest < x else math.log(x)
    log_rest = math.log1p(-x) if x < rest else math.log(rest)
    factor = a * log_x + b * log_rest + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(factor) * _continued_fraction(a, b, x) / a


def _continued_fraction(a: float, b: float, x: float) -> float:
    front, back = 1.0, 1 / _kept_off_zero(1 - (a + b) * x / (a + 1))
    value = back
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            back = 1 / _kept_off_zero(1 + term * back)
            front = _kept_off_zero(1 + term / front)
            value *= back * front
        if abs(back * front - 1) < _PRECISION:
            return value
    raise ArithmeticError(f"the incomplete beta function does not settle at {a}, {b}, {x}")


def _kept_off_zero(value: float) -> float:
    return value if abs(value) > _NEARLY_NOTHING else _NEARLY_NOTHING
