"""One trend over the channels of a line, at a fixed mix, so that it does not move with the mix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.overview.scored import five
from app.overview.tallies import Tally
from app.reporting.figures.hiding import WHOLE
from app.reporting.figures.pooling import PooledMean, at_fixed_mix

POOLED = ("trust", "satisfaction")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean over all channels at the mix of the whole period, and of each stretch of it.

    None where a channel of the mix has no answers, or its score is hidden: the others would give it away.
    """

    whole: PooledMean | None
    trend: tuple[tuple[date, PooledMean | None], ...]


def pooled(channels: Mapping[str, Tally]) -> Mapping[str, Pooled]:
    """By item, of the items that several channels have answers to."""
    found = {}
    for item in POOLED:
        base = {channel: n for channel, tally in channels.items() if (n := sum(five(tally.whole, item)))}
        if len(base) < _SEVERAL:
            continue
        stretches = sorted({begins for channel in base for begins in channels[channel].stretches})
        mixed = {channel: channels[channel] for channel in base}
        trend = tuple((begins, _mean(mixed, item, base, begins)) for begins in stretches)
        found[item] = Pooled(_mean(mixed, item, base, WHOLE), trend)
    return found


def _mean(
    channels: Mapping[str, Tally], item: str, base: Mapping[str, int], stretch: date | object
) -> PooledMean | None:
    if any(not tally.may_show(item, stretch) for tally in channels.values()):
        return None
    counts = {
        channel: five(tally.whole if stretch is WHOLE else tally.stretches[stretch], item)  # type: ignore[index]
        for channel, tally in channels.items()
    }
    return at_fixed_mix(base, counts)
