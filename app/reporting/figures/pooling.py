"""One mean over several channels, at a fixed mix of channels, so that a trend does not move with the mix.

People answer a recorded voice, a text and a page differently, so scores stand side by side by channel. Where one line
over all channels is wanted all the same, each channel keeps the weight that it had in a stated base period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.reporting.figures.intervals import Interval, combined, mean_estimate
from app.reporting.figures.scores import POINTS, mean, percent, rounded


@dataclass(frozen=True, slots=True)
class PooledMean:
    """The mean from 1 to 5 at the mix of ``label``, never to be shown without it, and the n answers behind it."""

    mean: Fraction
    interval: Interval | None
    n: int
    label: str
    left_out: tuple[str, ...]
    """Channels that have answers now but none in the base period."""

    @property
    def point_scale(self) -> Decimal:
        """The mean with two places."""
        return rounded(self.mean, places=2)


def at_fixed_mix(base: Mapping[str, int], counts: Mapping[str, Sequence[int]]) -> PooledMean | None:
    """Pools the counts of 1 to 5 by channel at the mix of ``base``: the answers by channel in the base period.

    None where a channel of the mix has no answers now: its part could only be guessed.
    """
    total = sum(base.values())
    if total <= 0 or min(base.values()) < 0:
        raise ValueError("the base period has no answers to take a mix from")
    mix = {channel: Fraction(answers, total) for channel, answers in base.items() if answers}
    means = {channel: mean(counts[channel]) if channel in counts else None for channel in mix}
    if None in means.values():
        return None
    estimates = [(float(mix[channel]), estimate) for channel in mix if (estimate := mean_estimate(counts[channel]))]
    return PooledMean(
        mean=sum((mix[channel] * known for channel, known in means.items() if known is not None), Fraction()),
        interval=combined(estimates).interval(1, POINTS) if len(estimates) == len(mix) else None,
        n=sum(sum(counts[channel]) for channel in mix),
        label="at a fixed mix of " + ", ".join(f"{channel} {percent(share)}" for channel, share in mix.items()),
        left_out=tuple(channel for channel in counts if channel not in mix and any(counts[channel])),
    )
