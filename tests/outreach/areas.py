"""Callers of some areas, with the zones that each area lies in written down, so that no test takes them from the code.

Spellings are those of contact centers: as dialled at home, in all usual ways.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Person:
    """Somebody who calls: the number as the center spells it, and as it is, and the zones of its area."""

    spelled: str | None
    number: str | None = None
    zones: tuple[str, ...] = ()


DAKOTA = ("America/Chicago", "America/Denver", "America/North_Dakota/Center")
AREAS = (
    ("(212) 555-012{}", "+1212555012{}", ("America/New_York",)),
    ("1-602-495-012{}", "+1602495012{}", ("America/Phoenix",)),
    ("808.555.012{}", "+1808555012{}", ("Pacific/Honolulu",)),
    ("+1 671 300 123{}", "+1671300123{}", ("Pacific/Guam",)),
    ("605 205 012{}", "+1605205012{}", DAKOTA),
)
PEOPLE = tuple(Person(spelled.format(n), number.format(n), zones) for n in range(4) for spelled, number, zones in AREAS)
BY_NUMBER = {person.number: person for person in PEOPLE}
NOBODY = (Person("800-555-0199"), Person("+19005550199"), Person("+1212"), Person("+4930123456"), Person(None))
"""Whom nobody may text: toll-free, premium, no number at all, another country's, withheld."""

LOS_ANGELES = "America/Los_Angeles"
"""Where people live whose number looks as if they had taken it along: the center says so."""


def is_decent(
    number: str, zone: str | None, at: datetime, opens: time, closes: time, closed: Collection[date] = ()
) -> bool:
    """Whether it is daytime on an open day wherever the person may be; ``zone`` is what the center says of it."""
    zones = (zone,) if zone else BY_NUMBER[number].zones
    moments = [at.astimezone(ZoneInfo(name)) for name in zones]
    return all(opens <= moment.time() < closes and moment.date() not in closed for moment in moments)
