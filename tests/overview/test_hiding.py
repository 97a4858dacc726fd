"""What few people said is neither shown nor to be had by subtracting what is shown, on one page or on several."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from view_examples import BEGINS, LINES, QUARTER, many, response, store, tapped, view

from app.overview.drivers import drivers
from app.overview.overview import overview
from app.overview.view import Period
from app.reporting.figures.hiding import WHOLE, may_be_shown

WEEK = Period(date(2025, 10, 1), date(2025, 10, 7))


def looked_at(database, **given):
    with database.read() as connection:
        return overview(connection, LINES, view(**given))


def channel_of(page, line="calls", channel="automated_phone"):
    found = [one for of in page.lines for one in of.channels if (one.line, one.channel) == (line, channel)]
    return found[0] if found else None


def queued(sizes, day=0, **changes):
    """Responses by queue."""
    at = BEGINS + timedelta(days=day, hours=8)
    names = [queue for queue, size in sizes.items() for _ in range(size)]
    first = 1000 * (day + 1)
    return [
        response(first + number, queue=queue, started_at=at, offered_at=at, created_at=at, **changes)
        for number, queue in enumerate(names)
    ]


def test_a_score_of_fewer_than_five_is_hidden_and_its_n_is_not(sqlite_database):
    store(sqlite_database, queued({"north": 4}))
    one = channel_of(looked_at(sqlite_database, period=WEEK))
    assert (one.trust.n, one.trust.score, one.trust.hidden, one.trust.interval) == (4, None, True, None)
    assert one.rate.respondents == 4


def test_a_score_of_five_is_shown(sqlite_database):
    store(sqlite_database, queued({"north": 5}))
    one = channel_of(looked_at(sqlite_database, period=WEEK))
    assert (one.trust.n, one.trust.score.counts, one.trust.hidden) == (5, (0, 0, 0, 5, 0), False)


def test_a_score_of_nobody_is_not_hidden(sqlite_database):
    store(sqlite_database, queued({"north": 6}, satisfaction=None))
    one = channel_of(looked_at(sqlite_database, period=WEEK))
    assert (one.satisfaction.n, one.satisfaction.score, one.satisfaction.hidden) == (0, None, False)


def test_a_queue_is_hidden_that_would_give_away_a_small_one(sqlite_database):
    """20 in all, of which 12 and 6 could be had by filtering, would leave the 2."""
    store(sqlite_database, queued({"north": 12, "south": 6, "small": 2}))
    pages = {
        queue: channel_of(looked_at(sqlite_database, period=WEEK, queue=queue))
        for queue in (None, "north", "south", "small")
    }
    assert {queue: one.trust.hidden for queue, one in pages.items()} == {
        None: False,
        "north": False,
        "south": True,
        "small": True,
    }


def test_a_day_is_hidden_that_would_give_away_a_small_one(sqlite_database):
    store(sqlite_database, [row for day, n in enumerate((8, 6, 2)) for row in queued({"north": n}, day)])
    one = channel_of(looked_at(sqlite_database, period=WEEK))
    assert [point.trust.hidden for point in one.trend] == [False, True, True]
    assert not one.trust.hidden


def test_a_mean_over_channels_is_hidden_with_any_of_them(sqlite_database):
    """The mean of all and the mean of one would give the other."""
    rows = [*queued({"north": 9}), *(tapped(number, 2, queue="north") for number in range(3))]
    store(sqlite_database, rows)
    page = looked_at(sqlite_database, period=WEEK)
    assert page.lines[0].pooled["trust"].whole is None


def test_the_share_of_a_driver_is_hidden_where_few_were_asked(sqlite_database):
    rows = [tapped(number, 5, ["ease"]) for number in range(5)]
    rows += [tapped(10 + number, 1, ["ease"]) for number in range(4)]
    store(sqlite_database, rows)
    with sqlite_database.read() as connection:
        part = drivers(connection, LINES, view(period=WEEK)).parts[0]
    assert (part.mentions["positive"]["ease"].share.part, part.mentions["positive"]["ease"].n) == (5, 5)
    assert part.mentions["negative"]["ease"].hidden


@pytest.mark.parametrize("seed", range(12))
def test_nothing_hidden_can_be_solved_for(seed):
    """Plain algebra: no hidden place is a sum of shown ones, whatever they are added to and taken from."""
    chance = random.Random(seed)
    sizes = [chance.randint(1, 4) for _ in range(chance.randint(1, 3))]
    inner = {place: int(chance.expovariate(1 / 6)) for place in itertools.product(*map(range, sizes))}
    shown = may_be_shown(inner)
    order = list(inner)

    def row(place):
        return [
            all(part in (WHOLE, at) for part, at in zip(place, one, strict=True)) and inner[one] > 0 for one in order
        ]

    margins = {place for one in order for place in itertools.product(*((part, WHOLE) for part in one))}
    known = np.array([row(place) for place in shown], dtype=float).reshape(len(shown), len(order))
    rank = np.linalg.matrix_rank(known) if len(shown) else 0
    for place in margins:
        n = sum(inner[one] for one, has in zip(order, row(place), strict=True) if has)
        if 0 < n < 5:
            more = np.vstack([known, np.array(row(place), dtype=float)])
            assert np.linalg.matrix_rank(more) > rank


def sparse(people, *sizes):
    """Few people in a table of many places."""
    chance = random.Random(7)
    return Counter(tuple(map(chance.randrange, sizes)) for _ in range(people))


def test_a_table_with_too_many_small_places_is_decided_on_without_the_values_of_its_first_part():
    inner = sparse(3000, 90, 10, 4)
    shown = may_be_shown(inner)
    wholes = Counter()
    for place, n in inner.items():
        wholes[place[1:]] += n
    assert shown == {(WHOLE, *place) for place in may_be_shown(wholes)}
    assert {(WHOLE, WHOLE, WHOLE), (WHOLE, 3, WHOLE), (WHOLE, 3, 2)} <= shown


def test_nothing_is_shown_of_one_that_is_too_large_all_the_same():
    assert may_be_shown(sparse(8000, 12, 20, 20, 20)) == frozenset()


UNITS = {"East": 30, "West": 7, None: 6}


def of_units(**changes):
    rows = []
    for place, (unit, size) in enumerate(UNITS.items()):
        rows += [response(100 * place + number, organizational_unit=unit, **changes) for number in range(size)]
    return rows


def test_another_unit_is_neither_seen_nor_counted(sqlite_database):
    store(sqlite_database, of_units())
    for units, n in ((frozenset({"East"}), 30), (frozenset({"West"}), 7), (frozenset(UNITS) - {None}, 37), (None, 43)):
        one = channel_of(looked_at(sqlite_database, period=WEEK, units=units))
        assert (one.rate.respondents, one.trust.n, one.statuses["complete"]) == (n, n, n)
    assert channel_of(looked_at(sqlite_database, period=WEEK, units=frozenset())) is None
    assert channel_of(looked_at(sqlite_database, period=WEEK, units=frozenset({"East"}), unit="West")) is None


def test_what_another_unit_does_changes_nothing_of_mine(sqlite_database):
    """Neither a figure nor what is hidden: so nothing can be guessed by looking before and after."""
    mine = view(units=frozenset({"East"}), queue="north")
    rows = [row | {"organizational_unit": "East"} for row in queued({"north": 12, "south": 6, "small": 2})]
    store(sqlite_database, rows)
    with sqlite_database.read() as connection:
        before = overview(connection, LINES, mine)
    others = [row | {"organizational_unit": "West"} for row in many(80, seed=3) if row["deleted"] is False]
    store(sqlite_database, others)
    with sqlite_database.read() as connection:
        assert overview(connection, LINES, mine).lines == before.lines


def test_the_period_of_a_quarter_is_told_by_the_months(sqlite_database):
    """Months and days of the same period come to the same."""
    store(sqlite_database, many(60))
    by_months = channel_of(looked_at(sqlite_database, period=QUARTER))
    parts = [
        channel_of(looked_at(sqlite_database, period=Period(first, last)))
        for first, last in (
            (date(2025, 10, 1), date(2025, 10, 14)),
            (date(2025, 10, 15), date(2025, 11, 30)),
            (date(2025, 12, 1), date(2025, 12, 31)),
        )
    ]
    assert by_months.rate.respondents == sum(one.rate.respondents for one in parts if one is not None)
