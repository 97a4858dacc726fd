"""What a table gives away of its hidden cells by adding and subtracting those that it shows, in exact arithmetic.

A row is an equation: the sum of its cells, each times its number, is 0. Shown cells are known, so a row (or a sum of
rows) with one hidden cell gives that cell away, and one whose hidden cells all count once gives their sum away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import chain
from typing import TypeAlias, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_STEPS = 1_000_000
"""Numbers that one decision may look at, less than a second. Tables that are cut by one thing need a tenth of it."""

Row: TypeAlias = dict[K, Fraction | int]
"""The number of each cell in an equation; cells that are not in it are left out."""


class TooMuch(Exception):
    """A table is too large, or has too many small cells, to be decided on."""


class Effort:
    """The steps that are left to one decision."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        """Raises TooMuch where none are left."""
        self._left -= steps
        if self._left < 0:
            raise TooMuch


def reduced(equations: Iterable[Row[K]], hidden: Sequence[K], effort: Effort) -> dict[K, Row[K]]:
    """The equations solved for hidden cells by Gauss and Jordan's elimination.

    Taken in the order of ``hidden``: each row stands under the cell that it is solved for, which counts once in it and
    is in no other; earlier hidden cells are not in it. Raises TooMuch.
    """
    rows = list(equations)
    solved: dict[K, Row[K]] = {}
    for cell in hidden:
        place = next((place for place, row in enumerate(rows) if cell in row), None)
        if place is None:
            continue
        taken = rows.pop(place)
        holding = sum(cell in row for row in chain(rows, solved.values()))
        effort.spend(len(rows) // 8 + holding * len(taken))
        taken = {key: _divided(number, taken[cell]) for key, number in taken.items()}
        rows = [_added(row, taken, -row[cell]) if cell in row else row for row in rows]
        solved = {key: _added(row, taken, -row[cell]) if cell in row else row for key, row in solved.items()}
        solved[cell] = taken
    return solved


def given_away(
    rows: Mapping[K, Row[K]],
    hidden: AbstractSet[K],
    withheld: AbstractSet[K],
    small: Mapping[K, int],
    least: int,
    effort: Effort,
) -> Iterator[Row[K]]:
    """The sums of rows that give away a withheld cell, or what fewer than ``least`` people in hidden cells sum up to.

    ``rows`` are solved for totals first, then for large cells, then for ``small`` ones, given with their n. So rows
    solved for a small cell hold no other hidden cells than small ones, and every such sum of people is a sum of these.
    Raises TooMuch.
    """
    for cell, row in rows.items():
        if cell in withheld and hidden.isdisjoint(row.keys() - {cell}):
            yield row
    yield from _groups({cell: row for cell, row in rows.items() if cell in small}, small, least, effort)


def _groups(rows: Mapping[K, Row[K]], small: Mapping[K, int], least: int, effort: Effort) -> Iterator[Row[K]]:
    """The sums of rows in which small cells count once or not at all and are of fewer than ``least`` people together.

    A cell that a row is solved for stays in every sum that the row is part of, so their n bounds the search.
    """
    holding, taking = _holders(rows)
    open_sums = [(frozenset({cell}), row) for cell, row in rows.items()]
    seen = {solved_for for solved_for, _ in open_sums}
    while open_sums:
        solved_for, summed = open_sums.pop()
        group = [cell for cell in summed if cell in small]
        odd = next((cell for cell in group if summed[cell] != 1), None)
        if odd is None and sum(small[cell] for cell in group) < least:
            yield summed
            continue
        # Only these can mend the odd number, or take people away from a group that is too large.
        mending = holding[odd] if odd is not None else {cell: None for one in group for cell in taking[one]}
        effort.spend(len(summed) + len(mending))
        for cell in mending:
            larger = solved_for | {cell}
            if larger not in seen and sum(small[one] for one in larger) < least:
                seen.add(larger)
                effort.spend(len(rows[cell]))
                open_sums.append((larger, _added(summed, rows[cell], 1)))


def _holders(rows: Mapping[K, Row[K]]) -> tuple[Mapping[K, list[K]], Mapping[K, list[K]]]:
    """By cell, the rows that it is in, and those in which it counts less than 0; rows by what they are solved for."""
    holding, taking = defaultdict(list), defaultdict(list)
    for solved_for, row in rows.items():
        for cell, number in row.items():
            holding[cell].append(solved_for)
            if number < 0:
                taking[cell].append(solved_for)
    return holding, taking


def _divided(number: Fraction | int, by: Fraction | int) -> Fraction | int:
    """The exact quotient. Nearly all numbers are 1 and -1, and whole numbers are much quicker than fractions."""
    return number * by if by in {1, -1} else Fraction(number) / by


def _added(row: Row[K], other: Row[K], factor: Fraction | int) -> Row[K]:
    """``row`` + ``factor`` · ``other``, without the cells that cancel out."""
    summed = {**row}
    for cell, number in other.items():
        summed[cell] = summed.get(cell, 0) + factor * number
    return {cell: number for cell, number in summed.items() if number}
