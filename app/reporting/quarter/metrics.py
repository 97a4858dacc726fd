"""``operational_metrics.csv``: how customers were served, by service and channel, each figure with its n."""

from __future__ import annotations

from collections.abc import Mapping

from app.reporting.figures.scores import rounded
from app.reporting.formats.tables import Cell, table
from app.reporting.quarter.picture import Picture
from app.reporting.quarter.volumes import ServiceChannel, Volume

COLUMNS = (
    "service",
    "channel",
    "days",
    "customers",
    "abandoned",
    "abandonment_customers",
    "abandonment_percent",
    "speed_of_answer_seconds",
    "answered_customers",
)
"""``abandonment_customers`` and ``answered_customers`` are the n of the rate and of the mean before them."""


def operational_metrics(picture: Picture) -> bytes:
    """The file: every channel of the services that report for which a volume is known."""
    return table(COLUMNS, (_row(of, volume) for of, volume in picture.volumes.items() if of[0] in picture.services))


def _row(of: ServiceChannel, volume: Volume) -> Mapping[str, Cell]:
    gave_up, waited = volume.abandonment, volume.speed_of_answer
    rate = None if gave_up is None or gave_up.exact is None else str(rounded(gave_up.exact * 100, 1))
    return {
        "service": of[0],
        "channel": of[1],
        "days": volume.days,
        "customers": volume.customers,
        "abandoned": None if gave_up is None else gave_up.part,
        "abandonment_customers": None if gave_up is None else gave_up.n,
        "abandonment_percent": rate,
        "speed_of_answer_seconds": None if waited is None else str(rounded(waited, 1)),
        "answered_customers": None if waited is None else volume.answered,
    }
