"""Which figures of few people are hidden, so that they can be had neither directly nor by subtraction.

A score of fewer than 5 answers and the comments of fewer than 8 are hidden. Where the others of a table would give a
hidden one away, further ones are hidden, the smallest first, and totals only where no part is left to hide
(complementary cell suppression; Cox 1980). Everybody is taken to know every n, so an n may be shown where its score is
hidden. What the rule does not do: keep somebody from narrowing a hidden score down from the ends of the scale, or from
comparing tables that were not given here together.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from app.reporting.figures.subtraction import Effort, Row, given_away, reduced

LEAST_ANSWERS = 5
LEAST_COMMENTS = 8
LEAST_OF_AN_AGENT = 10
LEAST_TO_COMPARE = 30

K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)

Place: TypeAlias = tuple[R | None, C | None]
"""A cell of a table by its row and column; None stands for all of them: a margin, or the grand total."""


class Sum(NamedTuple, Generic[K]):
    """A total and the cells that it is made of, all of them, none twice."""

    total: K
    parts: Sequence[K]


class Standing(StrEnum):
    """How an agent appears where agents are compared."""

    LEFT_OUT = "left out"
    TOO_FEW = "too few to compare"
    COMPARED = "compared"


def agent_standing(n: int) -> Standing:
    """By the number of answers: left out under 10, listed but marked under 30, else compared."""
    if n < LEAST_OF_AN_AGENT:
        return Standing.LEFT_OUT
    return Standing.TOO_FEW if n < LEAST_TO_COMPARE else Standing.COMPARED


def crossing(inner: Mapping[tuple[R, C], int]) -> tuple[dict[Place[R, C], int], list[Sum[Place[R, C]]]]:
    """The cells of a table with its margins and grand total, and their sums. ValueError for a row or column of None."""
    cells: dict[Place[R, C], int] = {}
    parts: dict[Place[R, C], list[Place[R, C]]] = {(None, None): []}
    for (row, column), n in inner.items():
        if row is None or column is None:
            raise ValueError("None stands for all rows or columns: give those without one a name")
        cells[row, column] = n
        parts.setdefault((row, None), []).append((row, column))
        parts.setdefault((None, column), []).append((row, column))
    parts[None, None] = [margin for margin in parts if margin[0] is not None]
    cells |= {margin: sum(cells[part] for part in of) for margin, of in parts.items() if margin != (None, None)}
    cells[None, None] = sum(inner.values())
    return cells, [Sum(margin, of) for margin, of in parts.items()]


def shown(
    cells: Mapping[K, int],
    sums: Iterable[Sum[K]] = (),
    *,
    least: int = LEAST_ANSWERS,
    unlisted: Collection[K] = (),
) -> frozenset[K]:
    """The cells that may be shown, of those with n answers each.

    ``unlisted`` are cells that the table does not list but that the others could give away: the rest of a total of
    which only some parts are listed, or the answers that came between two running totals. They are never shown. A
    cell of n = 0 has no score and nothing to hide. ValueError where a sum does not add up; raises TooMuch for a table
    that would take too long.
    """
    effort = Effort()
    all_sums = list(sums)
    _check(cells, all_sums)
    hidden = {cell for cell, n in cells.items() if n > 0 and (n < least or cell in unlisted)}
    withheld = {cell for cell in hidden if cell not in unlisted or cells[cell] < least}
    while further := _further(cells, all_sums, hidden, withheld, least, effort):
        hidden |= further
        withheld |= further
    return frozenset(cell for cell in cells if cell not in hidden and cell not in unlisted)


def _further(
    cells: Mapping[K, int], sums: Sequence[Sum[K]], hidden: set[K], withheld: set[K], least: int, effort: Effort
) -> set[K]:
    """The cells to hide next: of each subtraction that gives something away the smallest needed, totals last."""
    totals = {total for total, _ in sums}
    places = {cell: place for place, cell in enumerate(cells)}
    # In this order totals are put in terms of their parts, and small cells are left in terms of each other.
    order = sorted(hidden, key=lambda cell: (cell not in totals, cells[cell] < least, places[cell]))
    rows = reduced([_as_row(one, cells) for one in sums], order, effort)
    further: set[K] = set()
    small = {cell: cells[cell] for cell in hidden if cell not in totals and cells[cell] < least}
    for subtraction in given_away(rows, hidden, withheld, small, least, effort):
        needed = subtraction.keys() - hidden
        if not further.intersection(needed):
            further.add(min(needed, key=lambda cell: (cell in totals, cells[cell], places[cell])))
    return further


def _as_row(one: Sum[K], cells: Mapping[K, int]) -> Row[K]:
    numbers = {one.total: -1, **dict.fromkeys(one.parts, 1)}
    return {cell: number for cell, number in numbers.items() if cells[cell]}


def _check(cells: Mapping[K, int], sums: Iterable[Sum[K]]) -> None:
    if any(n < 0 for n in cells.values()):
        raise ValueError("an n is never below 0")
    for total, parts in sums:
        if total in parts or len(set(parts)) != len(parts):
            raise ValueError(f"{total}: a cell counts twice")
        if cells[total] != sum(cells[part] for part in parts):
            raise ValueError(f"{total}: is {cells[total]}, but its parts are {sum(cells[part] for part in parts)}")
