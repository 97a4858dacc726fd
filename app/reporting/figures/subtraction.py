"""What a table gives away of its hidden cells by adding and subtracting those that it shows, in exact arithmetic.

A row is an equation: the sum of its cells, each times its number, is 0. Shown cells are known, so a row (or a sum of
rows) with one hidden cell gives that cell away, and one whose hidden cells all count once gives their sum away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TypeAlias, TypeVar

K = TypeVar("K", bound=Hashable)

Row: TypeAlias = dict[K, Fraction | int]
"""The number of each cell in an equation; cells that are not in it are left out."""


def reduced(equations: Iterable[Row[K]], hidden: Sequence[K]) -> dict[K, Row[K]]:
    """The equations solved for hidden cells by Gauss and Jordan's elimination.

    Taken in the order of ``hidden``: each row stands under the cell that it is solved for, which counts once in it and
    is in no other; earlier hidden cells are not in it.
    """
    rows = list(equations)
    solved: dict[K, Row[K]] = {}
    for cell in hidden:
        place = next((place for place, row in enumerate(rows) if cell in row), None)
        if place is None:
            continue
        taken = rows.pop(place)
        taken = {key: _divided(number, taken[cell]) for key, number in taken.items()}
        rows = [_added(row, taken, -row[cell]) if cell in row else row for row in rows]
        solved = {key: _added(row, taken, -row[cell]) if cell in row else row for key, row in solved.items()}
        solved[cell] = taken
    return solved


def given_away(
    rows: Mapping[K, Row[K]], hidden: AbstractSet[K], withheld: AbstractSet[K], small: Mapping[K, int], least: int
) -> Iterator[Row[K]]:
    """The sums of rows that give away a withheld cell, or what fewer than ``least`` people in hidden cells sum up to.

    ``rows`` are solved for totals first, then for large cells, then for ``small`` ones, given with their n. So rows
    solved for a small cell hold no other hidden cells than small ones, and every such sum of people is a sum of these.
    """
    for cell, row in rows.items():
        if cell in withheld and hidden.isdisjoint(row.keys() - {cell}):
            yield row
    yield from _groups({cell: row for cell, row in rows.items() if cell in small}, small, least)


def _groups(rows: Mapping[K, Row[K]], small: Mapping[K, int], least: int) -> Iterator[Row[K]]:
    """The sums of rows in which small cells count once or not at all and are of fewer than ``least`` people together.

    A cell that a row is solved for stays in every sum that the row is part of, so their n bounds the search.
    """
    open_sums = [(frozenset({cell}), row) for cell, row in rows.items()]
    seen = {solved_for for solved_for, _ in open_sums}
    while open_sums:
        solved_for, summed = open_sums.pop()
        group = [cell for cell in summed if cell in small]
        odd = next((cell for cell in group if summed[cell] != 1), None)
        if odd is None and sum(small[cell] for cell in group) < least:
            yield summed
            continue
        for cell, row in rows.items():
            larger = solved_for | {cell}
            if larger in seen or sum(small[one] for one in larger) >= least:
                continue
            # Only these can mend the odd number, or take people away from a group that is too large.
            if odd in row if odd is not None else any(row.get(one, 0) < 0 for one in group):
                seen.add(larger)
                open_sums.append((larger, _added(summed, row, 1)))


def _divided(number: Fraction | int, by: Fraction | int) -> Fraction | int:
    """The exact quotient. Nearly all numbers are 1 and -1, and whole numbers are much quicker than fractions."""
    return number * by if by in {1, -1} else Fraction(number) / by


def _added(row: Row[K], other: Row[K], factor: Fraction | int) -> Row[K]:
    """``row`` + ``factor`` · ``other``, without the cells that cancel out."""
    summed = {**row}
    for cell, number in other.items():
        summed[cell] = summed.get(cell, 0) + factor * number
    return {cell: number for cell, number in summed.items() if number}
