"""How likely it is that nothing is wrong: two exact tests of counts.

Sources: Przyborowski and Wilenski 1940 (two Poisson counts); Fisher 1935 (two shares, the margins held).
"""

from __future__ import annotations

import math


def of_silence(usual: int, weeks: int) -> float:
    """The probability that none came now, where ``usual`` came in the same hours of ``weeks`` earlier weeks together.

    Of a Poisson count over weeks + 1 equal times, that each of ``usual`` events fell into the earlier ones.
    """
    return math.exp(-usual * math.log1p(1 / weeks))


def of_failures(bad: int, n: int, bad_before: int, n_before: int) -> float:
    """The probability of ``bad`` or more failures of ``n``, where all failures fell among all sends by chance.

    The upper tail of the hypergeometric distribution.
    """
    whole, failures = n + n_before, bad + bad_before
    if n_before == 0:
        return 1.0
    total = _log_choose(whole, n)
    tail = (
        math.exp(_log_choose(failures, k) + _log_choose(whole - failures, n - k) - total)
        for k in range(bad, min(n, failures) + 1)
        if n - k <= whole - failures
    )
    return min(1.0, math.fsum(tail))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
