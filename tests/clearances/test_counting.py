"""The responses of a clearance, counted out of the responses themselves, and the marks that spare the counting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from clearance_examples import NEW_YORK, NOW, NUMBER, lines, respond, standing
from sqlalchemy import delete, event, insert, select

from app.clearances.approvals import said_by
from app.clearances.counting import MARK_HOLDS, counted, keep_marks, standings
from app.records.clearances import Clearance, ClearanceUse
from app.records.responses import Response

MIDNIGHT = datetime(2026, 6, 1, 4, tzinfo=UTC)
"""The first moment of the year in New York, four hours into 1 June in UTC."""
SECOND = timedelta(seconds=1)


def count(database, now=NOW, **approved):
    """The standing, counted now."""
    with database.read() as connection:
        return counted(connection, [standing(now=now, **approved).approval], now, NEW_YORK)[0]


def look_up(database, *clearances, now=NOW):
    """The standing that somebody reads who decides on a contact."""
    with database.read() as connection:
        return standings(connection, said_by(lines(*(clearances or [{}])).lines), now, NEW_YORK)[NUMBER]


def keep(database, found, at=NOW):
    with database.begin() as connection:
        keep_marks(connection, [found], at)


def marks(database):
    with database.read() as connection:
        return connection.execute(select(ClearanceUse)).all()


def test_a_year_begins_at_the_agencys_midnight_and_the_one_before_does_not_count(database):
    respond(database, 2, MIDNIGHT - SECOND)
    respond(database, 3, MIDNIGHT)
    assert count(database).used == 3
    assert count(database, MIDNIGHT - SECOND).used == 5
    assert count(database, MIDNIGHT + timedelta(days=365)).used == 0


def test_a_leap_day_is_the_first_day_of_a_year_that_was_issued_on_one(database):
    leap_day = {"issued_on": date(2024, 2, 29), "expires_on": date(2029, 2, 28)}
    midnight = datetime(2028, 2, 29, 5, tzinfo=UTC)
    respond(database, 1, midnight - SECOND)
    respond(database, 1, midnight)
    assert count(database, midnight + timedelta(days=9), **leap_day).used == 1
    assert count(database, midnight - SECOND, **leap_day).used == 2


def test_only_responses_with_an_answer_count_and_no_tests_whatever_became_of_them(database):
    respond(database, 1)
    respond(database, 1, deleted=True)
    respond(database, 1, source="touchpoints:1", entry="imported")
    respond(database, 1, answered_count=0)
    respond(database, 1, test=True)
    respond(database, 1, clearance="9999-9999")
    respond(database, 1, clearance=None)
    assert count(database).used == 3


def test_lines_that_share_a_clearance_are_counted_together(database):
    respond(database, 2, line_id="line-0")
    respond(database, 3, line_id="line-1")
    with database.read() as connection:
        found = standings(connection, said_by(lines({}, {}).lines), NOW, NEW_YORK)
    assert {number: one.used for number, one in found.items()} == {NUMBER: 5}


def test_a_count_follows_the_rows_also_downwards(database):
    gone = respond(database, 4)
    assert count(database).used == 4
    with database.begin() as connection:
        connection.execute(delete(Response).where(Response.response_id.in_(gone[:3])))
    assert count(database).used == 1


def test_the_response_that_reached_80_percent_tells_since_when_fewer_are_drawn(database):
    for day in range(9):
        respond(database, 1, MIDNIGHT + timedelta(days=day))
    assert count(database, approved_responses=12).lowered_since is None
    assert count(database, approved_responses=11).lowered_since == MIDNIGHT + timedelta(days=8)
    assert count(database, approved_responses=10).lowered_since == MIDNIGHT + timedelta(days=7)
    assert count(database, approved_responses=5).lowered_since == MIDNIGHT + timedelta(days=3)
    assert count(database, approved_responses=0).lowered_since is None


def test_a_fresh_mark_spares_the_counting(database):
    respond(database, 8)
    keep(database, count(database, approved_responses=10))
    respond(database, 1)
    read = look_up(database, {"approved_responses": 10})
    assert (read.used, read.lowered_since) == (8, NOW)


@pytest.mark.parametrize("old", [MARK_HOLDS + SECOND, -MARK_HOLDS - SECOND])
def test_whoever_finds_an_old_mark_counts(database, old):
    keep(database, count(database), NOW - old)
    respond(database, 1)
    assert look_up(database).used == 1


def test_whoever_finds_the_mark_of_another_year_counts(database):
    respond(database, 2, MIDNIGHT - SECOND)
    keep(database, count(database, MIDNIGHT - SECOND), MIDNIGHT - SECOND)
    assert look_up(database, now=MIDNIGHT - SECOND).used == 2
    assert look_up(database, now=MIDNIGHT).used == 0


def test_a_newer_count_stands_and_a_newer_one_replaces_it(database):
    keep(database, standing(5), NOW)
    keep(database, standing(4), NOW - SECOND)
    assert [(row.responses, row.counted_at) for row in marks(database)] == [(5, NOW)]
    keep(database, standing(3), NOW + SECOND)
    assert [row.responses for row in marks(database)] == [3]


def test_two_clocks_at_once_keep_the_newest_count(database):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: keep(database, standing(n), NOW + n * SECOND), range(20)))
    assert [row.responses for row in marks(database)] == [19]


def test_a_count_that_goes_on_while_responses_come_in_is_never_off_by_a_doubled_one(database):
    with ThreadPoolExecutor(4) as pool:
        coming = [pool.submit(respond, database, 5) for _ in range(6)]
        seen = [count(database).used for _ in range(10)]
        for one in coming:
            one.result()
    assert seen == sorted(seen)
    assert count(database).used == 30


def test_limits_that_the_lines_leave_out_come_from_the_records(database):
    row = {"control_number": NUMBER, "expires_on": date(2020, 1, 1), "source": "the API", "approved_responses": 7}
    with database.begin() as connection:
        connection.execute(insert(Clearance).values(**row, created_at=NOW, updated_at=NOW))
    assert look_up(database, {"approved_responses": None}).approval.limit == 7
    assert look_up(database).approval.limit == 1000
    assert look_up(database).days_left(NOW) > 0


def test_nothing_is_looked_up_where_no_line_has_a_clearance(database):
    with database.read() as connection:
        assert standings(connection, {}, NOW, NEW_YORK) == {}


def test_the_count_reads_the_index_that_is_made_for_it(sqlite_database):
    asked = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *args: asked.append(args[2:4]))
    respond(sqlite_database, 1)
    asked.clear()
    count(sqlite_database, approved_responses=1)
    with sqlite_database.read() as connection:
        plans = [
            connection.exec_driver_sql(f"explain query plan {statement}", values).all()
            for statement, values in list(asked)
            if "responses" in statement
        ]
    assert len(plans) == 2
    assert all("INDEX ix_responses_clearance_use" in plan[0].detail for plan in plans)
    assert not any("SORT" in step.detail or "B-TREE" in step.detail for plan in plans for step in plan)
