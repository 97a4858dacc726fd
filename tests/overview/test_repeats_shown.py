"""Repeat calls by line and queue, as somebody may see them."""

from __future__ import annotations

from datetime import date, timedelta

from counted_days import NEW_YORK, count_all
from reported_contacts import NOW, a_report, take
from view_examples import LINES, view

from app.overview.funnel import funnel_page
from app.overview.repeats import repeat_calls
from app.overview.view import Period

WEEK = Period(date(2026, 4, 29), date(2026, 5, 5))


def call(which, days_ago, person=1, **fields):
    told = {"number": f"+1212555{person:04}", "ended_at": (NOW - timedelta(days=days_ago)).isoformat()}
    return a_report(f"c-{which}", **(told | fields))


def found(database, **given):
    count_all(database, NEW_YORK)
    with database.read() as connection:
        return repeat_calls(connection, view(**({"period": WEEK} | given)))


def told(of):
    return {one.queue: (one.share.part, one.share.n) for one in of.queues}


def test_repeat_calls_are_told_by_queue_with_the_contacts_that_name_a_person(database):
    take(
        database,
        call(1, 9, queue="claims"),
        call(2, 3, queue="claims"),
        call(3, 2, queue="appeals"),
        call(4, 1, person=2, queue="claims"),
        call(5, 1, number=None, queue="claims"),
        call(6, 1, person=3),
    )
    of = found(database)["benefits"]
    assert (of.whole.share.part, of.whole.share.n, of.within_units) == (2, 4, False)
    assert told(of) == {None: (0, 1), "claims": (1, 2), "appeals": (1, 1)}
    assert told(found(database, queue="appeals")["benefits"]) == {"appeals": (1, 1)}


def test_a_contact_of_a_unit_that_one_may_not_see_is_no_earlier_contact(database):
    take(database, call(1, 3, organizational_unit="West"), call(2, 2, organizational_unit="East"))
    take(database, call(3, 1, person=2), call(4, 0.5, person=2))
    shares = {units: found(database, units=units) for units in (None, frozenset({"East"}), frozenset())}
    whole = [of["benefits"].whole.share if of else None for of in shares.values()]
    assert [(one.part, one.n) if one else None for one in whole] == [(2, 4), (0, 1), None]
    assert found(database, units=frozenset({"East"}))["benefits"].within_units


def test_a_line_whose_contacts_name_nobody_has_none(sqlite_database):
    take(sqlite_database, call(1, 1, number=None))
    count_all(sqlite_database, NEW_YORK)
    with sqlite_database.read() as connection:
        (line,) = funnel_page(connection, LINES, view(period=WEEK)).lines
    assert (line.contacts.contacts, line.repeats) == (1, None)


def test_repeat_calls_of_whole_months_are_the_sums_of_their_days(database):
    take(database, *(call(n, 30 + n) for n in range(5)), *(call(10 + n, n, person=2) for n in range(3)))
    months = Period(date(2026, 4, 1), date(2026, 5, 31))
    share = found(database, period=months)["benefits"].whole.share
    # Of each person all but the first.
    assert (share.part, share.n) == (4 + 2, 8)
