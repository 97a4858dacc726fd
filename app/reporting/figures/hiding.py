"""The one decision on what is hidden because too few people stand behind it.

Pages, programs and files ask here. A figure may be had by subtracting what another page of the same period shows, so
the decision is always made over the whole table that the filters cut: filtering by a queue decides over all queues and
their total, whether they are on the page or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from contextlib import suppress

from app.reporting.figures.small_numbers import LEAST_ANSWERS, Sum, shown
from app.reporting.figures.subtraction import TooMuch

WHOLE = object()
"""Stands in a place for all values of that part together."""

Place = tuple[Hashable, ...]
"""One value, or ``WHOLE``, for each thing that the table is cut by."""

_MOST_CELLS = 20_000


def may_be_shown(answers: Mapping[Place, int], *, least: int = LEAST_ANSWERS) -> frozenset[Place]:
    """The places whose figures may be shown, margins too, of a table with so many answers in each innermost place.

    What is hidden can be had neither directly nor by adding and subtracting what is shown. A table that would take too
    long to decide on is hidden by the values of its first part, such as its days, and wholly if that is not enough.
    """
    with suppress(TooMuch):
        return _decided(answers, least)
    coarser: Counter[Place] = Counter()
    for place, n in answers.items():
        coarser[place[1:]] += n
    with suppress(TooMuch):
        return frozenset((WHOLE, *place) for place in _decided(coarser, least))
    return frozenset()


def _decided(answers: Mapping[Place, int], least: int) -> frozenset[Place]:
    cells: Counter[Place] = Counter()
    for place, n in answers.items():
        if len(cells) > _MOST_CELLS:
            raise TooMuch
        cells.update(dict.fromkeys(_margins(place), n))
    parts: dict[tuple[Place, int], list[Place]] = {}
    for place in cells:
        for at, value in enumerate(place):
            if value is not WHOLE:
                parts.setdefault(((*place[:at], WHOLE, *place[at + 1 :]), at), []).append(place)
    return shown(cells, [Sum(total, of) for (total, _), of in parts.items()], least=least)


def _margins(place: Place) -> list[Place]:
    """The place itself and everything that it is a part of."""
    found: list[Place] = [()]
    for value in place:
        found = [(*begun, more) for begun in found for more in (value, WHOLE)]
    return found
