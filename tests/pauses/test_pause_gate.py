"""What a process knows of pauses: read in a thread of its own, and good while the database is away."""

from datetime import UTC, datetime, timedelta

import pytest
from planned_invitations import lines
from servers import wait_until

from app.access.audit import COMMAND
from app.errors import DatabaseAway
from app.pauses.gate import Pauses
from app.surveying import pausing

LINES = lines()
LINE = LINES.lines[0]


class Switched:
    """A database that can be taken away."""

    def __init__(self, database):
        self._database, self.away = database, False

    def read(self):
        if self.away:
            raise DatabaseAway("away")
        return self._database.read()


def now():
    return datetime.now(UTC)


def pause(database, hours=1):
    pausing.pause(database, LINES, LINE, "Storm", now() + timedelta(hours=hours), now(), COMMAND)


def test_a_process_learns_of_a_pause_and_of_its_lifting_by_itself(sqlite_database):
    gate = Pauses(sqlite_database)
    gate.start()
    assert gate.lets_begin(LINE.id, now().timestamp())
    pause(sqlite_database)
    wait_until(lambda: not gate.lets_begin(LINE.id, now().timestamp()))
    assert gate.lets_begin("another", now().timestamp())
    pausing.lift(sqlite_database, LINES, LINE, now(), COMMAND)
    wait_until(lambda: gate.lets_begin(LINE.id, now().timestamp()))


def test_while_the_database_is_away_it_goes_by_what_it_read_last(database):
    switched = Switched(database)
    gate = Pauses(switched)
    pause(database)
    gate.refresh(now())
    switched.away = True
    with pytest.raises(DatabaseAway):
        gate.refresh(now())
    assert not gate.lets_begin(LINE.id, now().timestamp())
    assert gate.lets_begin(LINE.id, (now() + timedelta(hours=2)).timestamp())
