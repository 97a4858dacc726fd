"""No score of few people can be had from what is shown: attacked here by linear algebra of its own."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reporting.figures.small_numbers import (
    LEAST_ANSWERS,
    LEAST_COMMENTS,
    Standing,
    Sum,
    agent_standing,
    crossing,
    shown,
)

N = st.one_of(st.integers(0, 9), st.integers(0, 60))
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 3))


@st.composite
def crossings(draw, n=N):
    rows, columns = draw(SIZES)
    return crossing({(f"row {row}", f"column {column}"): draw(n) for row in range(rows) for column in range(columns)})


@st.composite
def trees(draw):
    """Teams in units in a service; running totals of the service's units one after the other."""
    cells, sums = {}, []
    for unit in range(draw(st.integers(1, 4))):
        teams = {f"unit {unit} team {team}": draw(N) for team in range(draw(st.integers(1, 3)))}
        sums.append(Sum(f"unit {unit}", list(teams)))
        cells |= teams | {f"unit {unit}": sum(teams.values())}
    units = [one.total for one in sums]
    cells["service"] = sum(cells[unit] for unit in units)
    sums.append(Sum("service", units))
    for last in range(2, len(units)):
        cells[f"to {last}"] = sum(cells[unit] for unit in units[:last])
        sums.append(Sum(f"to {last}", units[:last]))
    return cells, sums


@st.composite
def tables(draw):
    cells, sums = draw(st.one_of(crossings(), trees()))
    return cells, sums, draw(st.sets(st.sampled_from(sorted(cells, key=str)), max_size=3))


class Attack:
    """What somebody learns who knows every n and sees the shown scores. Each cell is a row over the smallest cells."""

    def __init__(self, cells, sums, seen):
        totals = dict(sums)
        self.cells = cells
        self.smallest = [cell for cell in cells if cell not in totals and cells[cell]]
        known = [self.people(cell, totals) for cell in seen]
        self.vectors = {cell: self.people(cell, totals) for cell in cells}
        self.known = np.array([*known, np.zeros(len(self.smallest))])
        self.rank = np.linalg.matrix_rank(self.known)

    def people(self, cell, totals):
        if cell in totals:
            return sum((self.people(part, totals) for part in totals[cell]), np.zeros(len(self.smallest)))
        return np.array([float(cell == one) for one in self.smallest])

    def learns(self, people):
        return np.linalg.matrix_rank(np.vstack([self.known, people])) == self.rank

    def groups_under(self, least):
        """Every set of the smallest cells with fewer people than that."""
        small = [cell for cell in self.smallest if self.cells[cell] < least]
        for size in range(1, least):
            for group in combinations(small, size):
                if sum(self.cells[cell] for cell in group) < least:
                    yield group, sum(self.vectors[cell] for cell in group)


@pytest.mark.parametrize("least", [LEAST_ANSWERS, LEAST_COMMENTS])
@settings(max_examples=150, deadline=None)
@given(table=tables())
def test_nothing_hidden_can_be_had_from_what_is_shown(least, table):
    cells, sums, unlisted = table
    seen = shown(cells, sums, least=least, unlisted=unlisted)
    attack = Attack(cells, sums, seen)
    hidden = [cell for cell, n in cells.items() if n and cell not in seen]
    assert [cell for cell in hidden if cell not in unlisted and attack.learns(attack.vectors[cell])] == []
    assert [group for group, people in attack.groups_under(least) if attack.learns(people)] == []
    assert not {cell for cell in seen if 0 < cells[cell] < least or cell in unlisted}


@pytest.mark.parametrize(
    ("inner", "unlisted"),
    [
        ([[23, 27, 17, 3], [23, 5, 24, 17], [3, 1, 5, 18], [0, 8, 9, 5], [17, 5, 0, 13]], set()),
        ([[3, 6, 4, 8], [3, 7, 5, 6], [8, 9, 3, 4]], {(1, 1), (0, 2), (2, None), (0, None)}),
    ],
)
def test_nor_by_several_sums_together(inner, unlisted):
    cells, sums = crossing({(row, column): n for row, line in enumerate(inner) for column, n in enumerate(line)})
    attack = Attack(cells, sums, shown(cells, sums, least=LEAST_COMMENTS, unlisted=unlisted))
    assert [group for group, people in attack.groups_under(LEAST_COMMENTS) if attack.learns(people)] == []


@given(table=crossings(st.one_of(st.just(0), st.integers(LEAST_ANSWERS, 60))))
def test_where_nothing_is_small_nothing_is_hidden(table):
    cells, sums = table
    assert shown(cells, sums) == set(cells)


def test_a_cell_of_few_people_is_hidden_and_one_of_nobody_has_nothing_to_hide():
    assert shown({"a": 4, "b": 5, "c": 0}) == {"b", "c"}
    assert shown({"a": 7, "b": 8}, least=LEAST_COMMENTS) == {"b"}


def test_the_smallest_other_part_goes_with_a_hidden_one():
    cells = {"all": 103, "north": 3, "east": 60, "south": 10, "west": 30}
    assert shown(cells, [Sum("all", ["north", "east", "south", "west"])]) == {"all", "east", "west"}


def test_of_parts_alike_the_first_goes():
    cells = {"all": 63, "north": 3, "east": 20, "south": 20, "west": 20}
    assert shown(cells, [Sum("all", ["north", "east", "south", "west"])]) == {"all", "south", "west"}


def test_a_part_of_nobody_hides_no_other():
    cells = {"all": 53, "north": 3, "east": 0, "south": 50}
    assert shown(cells, [Sum("all", ["north", "east", "south"])]) == {"all", "east"}


def test_hidden_parts_that_are_too_few_together_hide_a_further_one():
    cells = {"all": 54, "north": 2, "east": 2, "south": 20, "west": 30}
    assert shown(cells, [Sum("all", ["north", "east", "south", "west"])]) == {"all", "west"}


def test_hidden_parts_that_are_enough_together_hide_no_other():
    cells = {"all": 57, "north": 3, "east": 4, "south": 20, "west": 30}
    assert shown(cells, [Sum("all", ["north", "east", "south", "west"])]) == {"all", "south", "west"}


def test_what_is_left_of_a_total_counts_though_it_is_not_listed():
    cells = {"all": 22, "voice": 20, "rest": 2}
    assert shown(cells, [Sum("all", ["voice", "rest"])], unlisted={"rest"}) == {"all"}
    enough = {"all": 25, "voice": 20, "rest": 5}
    assert shown(enough, [Sum("all", ["voice", "rest"])], unlisted={"rest"}) == {"all", "voice"}


def test_two_running_totals_do_not_tell_the_few_answers_between_them():
    cells = {"to Monday": 40, "to Tuesday": 42, "Tuesday": 2}
    sums = [Sum("to Tuesday", ["to Monday", "Tuesday"])]
    assert shown(cells, sums, unlisted={"Tuesday"}) == {"to Tuesday"}


def test_parts_of_different_units_do_not_tell_each_other_through_the_total():
    cells = {"service": 94, "A": 42, "a1": 2, "a2": 40, "B": 52, "b1": 2, "b2": 50}
    sums = [Sum("service", ["A", "B"]), Sum("A", ["a1", "a2"]), Sum("B", ["b1", "b2"])]
    assert shown(cells, sums) == {"service", "A", "B"}
    assert shown(cells, sums, unlisted={"A", "B"}) == {"service", "b2"}


def test_a_hidden_cell_of_a_crossed_table_takes_three_others_with_it():
    cells, sums = crossing({("r", "x"): 3, ("r", "y"): 20, ("s", "x"): 30, ("s", "y"): 40})
    assert cells[None, None] == 93
    assert cells["r", None] == 23
    assert cells[None, "y"] == 60
    assert shown(cells, sums) == {("r", None), ("s", None), (None, "x"), (None, "y"), (None, None)}


def test_a_table_of_nothing_is_a_total_of_nobody():
    assert crossing({}) == ({(None, None): 0}, [Sum((None, None), [])])


def test_a_row_without_a_name_is_refused():
    with pytest.raises(ValueError, match="give those without one a name"):
        crossing({("r", None): 3})


@pytest.mark.parametrize(
    ("cells", "sums", "why"),
    [
        ({"all": 9, "a": 3, "b": 5}, [Sum("all", ["a", "b"])], "all: is 9, but its parts are 8"),
        ({"all": 6, "a": 3}, [Sum("all", ["a", "a"])], "all: a cell counts twice"),
        ({"all": 3, "a": 0}, [Sum("all", ["all", "a"])], "all: a cell counts twice"),
        ({"a": -1}, [], "never below 0"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(cells, sums, why):
    with pytest.raises(ValueError, match=why):
        shown(cells, sums)


@pytest.mark.parametrize(
    ("n", "standing"),
    [(0, "left out"), (9, "left out"), (10, "too few to compare"), (29, "too few to compare"), (30, "compared")],
)
def test_an_agent_is_compared_from_30_answers_and_listed_from_10(n, standing):
    assert agent_standing(n) == Standing(standing)
