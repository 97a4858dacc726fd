"""How many customers a service had on a channel in a quarter, and how they were served, as the agency counts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, Row, select

from app.records.clearances import Volume as VolumeRecord
from app.reporting.figures.scores import Share, rounded
from app.reporting.fiscal import FiscalQuarter

ServiceChannel = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Volume:
    """The sums over the days of the quarter that are known."""

    days: int
    customers: int
    offered: int | None
    """How many were offered a survey that Aftercall did not offer; None where no day says it."""
    offered_days: int
    abandonment: Share | None
    """Customers who gave up, of all customers of the days that say so."""
    answered: int
    """Customers of the days with a speed of answer who did not give up: the weight of each day."""
    speed_of_answer: Fraction | None
    """Their mean wait in seconds."""

    @property
    def metrics(self) -> str | None:
        """The service-level indicators in words, each with its n; None where nothing is known."""
        told = []
        if self.abandonment is not None and self.abandonment.n:
            told.append(f"abandonment {self.abandonment.percent} of {self.abandonment.n} customers")
        if self.speed_of_answer is not None:
            told.append(f"speed of answer {rounded(self.speed_of_answer, 1)} s of {self.answered} answered customers")
        return "; ".join(told) or None


def volumes_of(connection: Connection, quarter: FiscalQuarter) -> Mapping[ServiceChannel, Volume]:
    """The volumes of a quarter, by service and channel."""
    in_quarter = VolumeRecord.day.between(quarter.first_day, quarter.last_day)
    found: dict[ServiceChannel, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(VolumeRecord).where(in_quarter)):
        found[row.service, row.channel].append(row)
    return {counted: _sum(found[counted]) for counted in sorted(found)}


def _sum(rows: Sequence[Row[Any]]) -> Volume:
    offered = [row.offered for row in rows if row.offered is not None]
    abandoning = [row for row in rows if row.abandoned is not None and row.abandoned <= row.customers]
    timed = [row for row in rows if row.speed_of_answer_seconds is not None]
    answered = sum(map(_answered, timed))
    waited = sum((Fraction(str(row.speed_of_answer_seconds)) * _answered(row) for row in timed), Fraction())
    return Volume(
        days=len(rows),
        customers=sum(row.customers for row in rows),
        offered=sum(offered) if offered else None,
        offered_days=len(offered),
        abandonment=_abandonment(abandoning),
        answered=answered,
        speed_of_answer=waited / answered if answered else None,
    )


def _answered(row: Row[Any]) -> int:
    return max(0, int(row.customers) - int(row.abandoned or 0))


def _abandonment(rows: Sequence[Row[Any]]) -> Share | None:
    return Share(sum(row.abandoned for row in rows), sum(row.customers for row in rows)) if rows else None
