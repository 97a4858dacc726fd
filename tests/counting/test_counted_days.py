"""Counted days always come to what the rows say, whatever is written, in whatever order and how often."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from counted_days import NEW_YORK, check_counted, counted, forget
from counted_people import (
    DAY,
    Person,
    check_months,
    check_products,
    check_questions,
    check_responses,
    emptied,
    write,
)
from entry_examples import BEGAN, QUESTIONS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from length import FULL
from sqlalchemy import select, update

from app.counting import counting
from app.counting.counting import bounds, count_day, dirty
from app.counting.upkeep import count_dirty
from app.records.completion import complete_responses
from app.records.database import connect
from app.records.days import DirtyDay, mark
from app.records.models import Contact, Response
from app.records.upserts import number_changes

EXAMPLES = 15 if FULL else 6
RUNS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def reported(database, number, chance):
    """The center tells when a contact ended, maybe on another day than was thought, and which queue it was in."""
    ended = datetime.fromtimestamp(BEGAN + chance.choice([-1, 0, 2]) * DAY, UTC)
    with database.begin() as connection:
        told = {"state": "ended", "ended_at": ended, "queue": chance.choice(["north", "east"])}
        connection.execute(update(Contact).where(Contact.id == f"c{number}").values(told))
        mine = Response.invitation_id == f"i{number}"
        connection.execute(update(Response).where(mine).values(contact_id=f"c{number}"))
        complete_responses(connection, [f"i{number}"])


def flagged(database, number, chance):
    with database.begin() as connection:
        mark = {chance.choice(["flagged", "spam", "deleted"]): chance.random() < 0.7, "change_seq": None}
        connection.execute(update(Response).where(Response.invitation_id == f"i{number}").values(mark))
        number_changes(connection)


@RUNS
@given(seed=st.integers(0, 10**9))
def test_any_sequence_of_changes_comes_to_what_the_rows_say(database, seed):
    emptied(database)
    chance = random.Random(seed)
    people = [Person(number, chance) for number in range(1, 7)]
    entries = [person.entry(turn) for person in people for turn in range(len(QUESTIONS) + 1)]
    entries += chance.choices(entries, k=12)
    chance.shuffle(entries)
    while entries:
        size = chance.randint(1, 9)
        write(database, *entries[:size])
        entries = entries[size:]
        what = chance.random()
        if what < 0.25:
            reported(database, chance.randint(1, 6), chance)
        elif what < 0.4:
            flagged(database, chance.randint(1, 6), chance)
        elif what < 0.7:
            count_dirty(database, NEW_YORK)
    check_counted(database)
    check_responses(database)
    check_products(database)
    check_questions(database)
    check_months(database)


def one_day(database):
    emptied(database)
    people = [Person(number, random.Random(number)) for number in range(1, 6)]
    write(database, *(person.entry(len(QUESTIONS)) for person in people))
    count_dirty(database, NEW_YORK)
    return people


def marks(database):
    with database.read() as connection:
        return connection.execute(select(DirtyDay.line_id)).scalars().all()


def test_counting_again_changes_nothing(database):
    one_day(database)
    before = counted(database)
    with database.begin() as connection:
        mark(connection, [(row[2], BEGAN_AT) for row in before["counted_responses"]])
    assert count_dirty(database, NEW_YORK) > 0
    assert counted(database) == before
    assert marks(database) == []
    assert count_dirty(database, NEW_YORK) == 0


BEGAN_AT = datetime.fromtimestamp(BEGAN, UTC)


def test_a_change_during_a_count_is_counted_afterwards(postgres_url, monkeypatch):
    """The change commits after the count has taken the marks away and read the rows, and before it commits."""
    database = connect(postgres_url)
    people = one_day(database)
    more = Person(99, random.Random(99))
    read, written = counting.contacts.spent, []

    def late(connection, *of):
        if not written:
            written.append(True)
            thread = threading.Thread(target=write, args=(database, more.entry(len(QUESTIONS))))
            thread.start()
            thread.join()
        return read(connection, *of)

    monkeypatch.setattr(counting.contacts, "spent", late)
    write(database, people[0].entry(2) | {"answers": []})
    with database.begin() as connection:
        mark(connection, [(people[0].made.line, datetime.fromtimestamp(people[0].began, UTC))])
    count_dirty(database, NEW_YORK)
    assert written
    check_counted(database)
    check_responses(database)
    database.close()


def test_counts_at_once_come_to_the_same(database):
    people = one_day(database)
    before = counted(database)
    days = {
        (person.made.line, datetime.fromtimestamp(person.began, UTC).astimezone(NEW_YORK).date()) for person in people
    }
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda of: count_day(database, NEW_YORK, *of), sorted(days) * 4))
    assert counted(database) == before


def test_the_first_count_takes_what_was_there_before(database):
    one_day(database)
    before = counted(database)
    forget(database)
    count_dirty(database, NEW_YORK)
    assert counted(database) == before


def test_another_zone_counts_everything_anew(database):
    one_day(database)
    count_dirty(database, tokyo := ZoneInfo("Asia/Tokyo"))
    there = counted(database)
    assert there != counted_in(database, NEW_YORK)
    assert there == counted_in(database, tokyo)


def counted_in(database, zone):
    forget(database)
    count_dirty(database, zone)
    return counted(database)


def test_a_day_counted_in_a_zone_that_is_no_longer_meant_is_left_alone(database):
    one_day(database)
    before = counted(database)
    day = BEGAN_AT.astimezone(NEW_YORK).date()
    count_day(database, ZoneInfo("UTC"), "calls", day)
    assert counted(database) == before


def test_the_newest_days_are_counted_first(database):
    emptied(database)
    with database.begin() as connection:
        mark(connection, [("calls", BEGAN_AT + timedelta(days=days)) for days in (0, 5, 2)])
        told = [day for _, day in dirty(connection, NEW_YORK, 10)]
    assert told == sorted(told, reverse=True)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"])
def test_a_mark_lies_in_the_day_of_what_changed(sqlite_database, zone):
    """Also in zones that are not whole hours off, to the last second of the day."""
    where = ZoneInfo(zone)
    day = datetime(2026, 4, 5, tzinfo=where).date()
    since, before = bounds(where, day)
    with sqlite_database.begin() as connection:
        mark(connection, [("calls", since), ("calls", before - timedelta(seconds=1))])
        assert dirty(connection, where, 10) == [("calls", day)]
