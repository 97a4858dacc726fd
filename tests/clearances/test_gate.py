"""Whether a session may begin, told from what was read last."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from clearance_examples import CLEARANCE, EXTENSION, NOW, lines, respond
from servers import wait_until

from app.clearances.gate import Clearances, has_expired
from app.errors import DatabaseAway

LAST_MOMENT = datetime(2027, 6, 1, 3, 59, 59, tzinfo=UTC)
"""The end of 31 May in New York."""


def gate(database, *clearances):
    of_lines = lines(*(clearances or [{}]))
    return Clearances(of_lines, database), of_lines.lines[0]


def test_a_session_may_begin_until_the_end_of_the_last_day(database):
    clearances, line = gate(database)
    assert clearances.lets_begin(line, LAST_MOMENT.timestamp())
    assert not clearances.lets_begin(line, (LAST_MOMENT + timedelta(seconds=1)).timestamp())


def test_an_extension_carries_it_on(database):
    clearances, line = gate(database, EXTENSION)
    assert clearances.lets_begin(line, (LAST_MOMENT + timedelta(days=92)).timestamp())
    assert not clearances.lets_begin(line, (LAST_MOMENT + timedelta(days=93)).timestamp())


def test_no_session_may_begin_on_any_line_once_the_shared_limit_is_reached(database):
    clearances, line = gate(database, {"approved_responses": 3}, {"approved_responses": 3})
    respond(database, 2)
    clearances.refresh(NOW)
    assert clearances.lets_begin(line, NOW.timestamp())
    respond(database, 1)
    clearances.refresh(NOW)
    assert not any(clearances.lets_begin(one, NOW.timestamp()) for one in lines({}, {}).lines)


def test_in_the_next_year_sessions_may_begin_again_before_anybody_has_counted(database):
    clearances, line = gate(database, {"approved_responses": 1, "expires": "2029-05-31"})
    respond(database, 1)
    clearances.refresh(NOW)
    assert not clearances.lets_begin(line, LAST_MOMENT.timestamp())
    assert clearances.lets_begin(line, (LAST_MOMENT + timedelta(seconds=1)).timestamp())


def test_the_hours_are_a_limit_too(database):
    clearances, line = gate(database, {"approved_hours": 0.1})
    respond(database, 3)
    clearances.refresh(NOW)
    assert not clearances.lets_begin(line, NOW.timestamp())


class Switched:
    """A database that can be taken away."""

    def __init__(self, database):
        self.there, self.away = database, False

    def read(self):
        if self.away:
            raise DatabaseAway("switched off")
        return self.there.read()


def test_with_the_database_away_what_was_read_last_counts(database):
    switched = Switched(database)
    clearances, line = gate(switched, {"approved_responses": 1})
    respond(database, 1)
    clearances.refresh(NOW)
    switched.away = True
    with pytest.raises(DatabaseAway):
        clearances.refresh(NOW)
    assert not clearances.lets_begin(line, NOW.timestamp())


def test_a_process_that_was_started_learns_by_itself_that_the_limit_is_reached(sqlite_database):
    clearances, line = gate(sqlite_database, {"approved_responses": 1, "expires": "2099-05-31"})
    respond(sqlite_database, 1, datetime.now(UTC))
    clearances.start()
    wait_until(lambda: not clearances.lets_begin(line, time.time()))


def test_before_anything_was_read_the_dates_of_the_lines_file_count(sqlite_database):
    clearances, line = gate(sqlite_database)
    assert clearances.lets_begin(line, NOW.timestamp())
    assert not clearances.lets_begin(line, (LAST_MOMENT + timedelta(seconds=1)).timestamp())


def test_a_line_without_a_clearance_is_not_stopped_by_one(database):
    clearances, line = gate(database)
    without = line.model_copy(update={"clearance": None})
    assert clearances.lets_begin(without, (LAST_MOMENT + timedelta(days=9)).timestamp())
    assert not has_expired(without, LAST_MOMENT + timedelta(days=9))


def test_the_day_is_that_of_the_lines_agency():
    late = lines({"expires": "2026-11-24"}).lines[0]
    honolulu = late.model_copy(update={"time_zone": "Pacific/Honolulu"})
    moment = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    assert late.clearance.valid_through == date(2026, 11, 24)
    assert CLEARANCE["expires"] != "2026-11-24"
    assert (has_expired(late, moment), has_expired(honolulu, moment)) == (True, False)
