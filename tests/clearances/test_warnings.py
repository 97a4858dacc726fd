"""Warnings of the end of a clearance: each once, whoever looks and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from clearance_examples import NOW, lines, respond, standing
from logged_lines import logged_by
from sqlalchemy import select

from app.clearances.gate import Clearances
from app.clearances.warnings import due, warn
from app.outreach import clearance_watch
from app.outreach.clearance_watch import watch_clearances
from app.records.clearances import ClearanceUse, ClearanceWarning

EXPIRES = date(2027, 5, 31)


def before(days):
    """Noon in New York so many days before it expires."""
    return datetime(2027, 5, 31, 16, tzinfo=UTC) - timedelta(days=days)


def warned(database, *standing, now=NOW):
    with database.begin() as connection:
        return [(row["kind"], row["level"]) for row in warn(connection, standing, now)]


@pytest.mark.parametrize(
    ("days", "level"), [(121, None), (120, 120), (61, 120), (60, 60), (31, 60), (30, 30), (0, 30), (-1, 0), (-400, 0)]
)
def test_the_most_urgent_warning_of_the_dates_holds(days, level):
    found = [(row["level"], row["found"]) for row in due(standing(now=before(days)), before(days))]
    assert found == ([] if level is None else [(level, days)])


@pytest.mark.parametrize(
    ("used", "level"), [(0, None), (799, None), (800, 80), (949, 80), (950, 95), (999, 95), (1000, 100), (1500, 100)]
)
def test_the_most_urgent_warning_of_what_is_used_holds(used, level):
    found = [(row["level"], row["found"], row["approved"]) for row in due(standing(used), NOW)]
    assert found == ([] if level is None else [(level, used, 1000)])


def test_a_warning_is_given_once(database):
    assert warned(database, standing(800, before(100)), now=before(100)) == [
        ("clearance_expires", 120),
        ("clearance_used", 80),
    ]
    assert warned(database, standing(801, before(99)), now=before(99)) == []
    assert warned(database, standing(950, before(60)), now=before(60)) == [
        ("clearance_expires", 60),
        ("clearance_used", 95),
    ]


def test_another_last_day_and_another_limit_are_warned_of_anew(database):
    now = before(20)
    assert warned(database, standing(960, now), now=now) == [("clearance_expires", 30), ("clearance_used", 95)]
    extended = date(2027, 7, 31)
    assert warned(database, standing(960, now, extended_until=extended), now=now) == [("clearance_expires", 120)]
    raised = {"extended_until": extended, "approved_responses": 1200}
    assert warned(database, standing(960, now, **raised), now=now) == [("clearance_used", 80)]


def test_the_next_year_is_warned_of_anew(database):
    long = {"expires_on": date(2029, 5, 31)}
    assert warned(database, standing(800, **long)) == [("clearance_used", 80)]
    later = NOW + timedelta(days=365)
    assert warned(database, standing(800, later, **long), now=later) == [("clearance_used", 80)]


def test_of_several_who_look_at_once_one_warns(database):
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: warned(database, standing(800)), range(12)))
    assert sorted(map(len, found)) == [0] * 11 + [1]


def runtime(database, now, **clearance):
    of_lines = lines(clearance)
    return SimpleNamespace(
        database=database, lines=of_lines, clearances=Clearances(of_lines, database), clock=now.timestamp
    )


def test_the_watch_counts_keeps_the_count_and_warns_once(database):
    respond(database, 9)
    watched = runtime(database, NOW, approved_responses=10)
    with logged_by(clearance_watch) as logged:
        assert [watch_clearances(watched), watch_clearances(watched)] == [1, 0]
    assert [(one["event"], one["at"], one["found"]) for one in logged] == [
        ("alert: a clearance comes to its end", 80, 9)
    ]
    with database.read() as connection:
        assert [row.responses for row in connection.execute(select(ClearanceUse))] == [9]
        assert [row.level for row in connection.execute(select(ClearanceWarning))] == [80]


def test_the_watch_has_nothing_to_do_for_lines_without_a_clearance(database):
    plain = SimpleNamespace(said={}, zone=None)
    assert watch_clearances(SimpleNamespace(database=database, clearances=plain, clock=NOW.timestamp)) == 0
