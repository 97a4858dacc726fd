"""Repeat calls: of the contacts that name a person, those that follow another of the same person within seven days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.overview.reading import sums
from app.overview.view import View
from app.records.counted import REPEATS
from app.reporting.figures.intervals import Interval, share_interval
from app.reporting.figures.scores import Share


@dataclass(frozen=True, slots=True)
class Repeated:
    """Of the contacts of a queue that name a person, the share that are repeat calls."""

    queue: str | None
    share: Share

    @property
    def interval(self) -> Interval | None:
        """Wilson's."""
        return share_interval(self.share)


@dataclass(frozen=True, slots=True)
class RepeatCalls:
    """Repeat calls among the contacts of a line that ended in the period."""

    whole: Repeated
    queues: tuple[Repeated, ...]
    """By name; contacts without a queue first."""
    within_units: bool
    """Whether the earlier contact had to be of the same organizational unit."""


def repeat_calls(connection: Connection, view: View) -> Mapping[str | None, RepeatCalls]:
    """By line, where any contact names a person.

    For somebody who may see some units alone, a contact of another unit is no earlier contact.
    """
    within_units = view.units is not None
    count = "repeats_in_unit" if within_units else "repeats"
    found: dict[str | None, Counter[str | None]] = defaultdict(Counter)
    repeats: dict[str | None, Counter[str | None]] = defaultdict(Counter)
    for row in sums(connection, REPEATS, view, ("line_id", "queue"), ("named", count)):
        found[row["line_id"]][row["queue"]] = row["named"]
        repeats[row["line_id"]][row["queue"]] = row[count]
    return {line: _of_line(repeats[line], named, within_units=within_units) for line, named in found.items()}


def _of_line(repeats: Counter[str | None], named: Counter[str | None], *, within_units: bool) -> RepeatCalls:
    whole = Repeated(None, Share(repeats.total(), named.total()))
    ordered = sorted(named, key=lambda queue: queue or "")
    return RepeatCalls(
        whole, tuple(Repeated(queue, Share(repeats[queue], named[queue])) for queue in ordered), within_units
    )
