"""Repeat calls: who ended a contact within seven days before, whatever is reported when and in whatever order."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.config import Config
from counted_days import NEW_YORK, check_counted, count_all, counted, forget
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from length import FULL
from reported_contacts import NOW, a_report, take
from sqlalchemy import delete, select

from app.counting.upkeep import count_dirty
from app.records.counted import REPEATS
from app.records.days import DirtyDay, mark_repeats
from app.records.migrate import MIGRATIONS, upgrade
from app.records.models import Contact, Invitation

EXAMPLES = 15 if FULL else 6
RUNS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WEEK = timedelta(days=7)


def call(which, before_now, person=1, **fields):
    """The report of a call that ended so long before now."""
    told = {"ended_at": (NOW - before_now).isoformat(), "number": f"+1212555{person:04}"}
    return a_report(f"c-{which}", **(told | fields))


def days_of(database):
    with database.read() as connection:
        return connection.execute(select(REPEATS).where(REPEATS.c.span == "day")).mappings().all()


def total(database):
    """Contacts that name a person, repeat calls, and those within one unit."""
    count_all(database, NEW_YORK)
    found = Counter()
    for row in days_of(database):
        found.update({name: row[name] for name in ("named", "repeats", "repeats_in_unit")})
    return tuple(found[name] for name in ("named", "repeats", "repeats_in_unit"))


@pytest.mark.parametrize(
    ("apart", "repeats"),
    [(timedelta(seconds=1), 1), (WEEK, 1), (WEEK + timedelta(seconds=1), 0), (timedelta(days=30), 0)],
)
def test_a_contact_repeats_one_that_ended_within_seven_days_before(database, apart, repeats):
    take(database, call(1, apart + timedelta(hours=1)), call(2, timedelta(hours=1)))
    assert total(database) == (2, repeats, repeats)


def test_of_two_that_ended_at_one_moment_one_repeats_the_other(sqlite_database):
    take(sqlite_database, call(1, WEEK), call(2, WEEK))
    assert total(sqlite_database) == (2, 1, 1)


def test_other_people_lines_and_trials_are_no_earlier_contact(sqlite_database):
    take(
        sqlite_database,
        call(1, timedelta(hours=9), person=2),
        call(2, timedelta(hours=8), line="phones"),
        call(3, timedelta(hours=7), test=True),
        call(4, timedelta(hours=6), number=None),
        call(5, timedelta(hours=5), number=None),
        call(6, timedelta(hours=4)),
    )
    assert total(sqlite_database) == (3, 0, 0)


def test_a_contact_of_another_unit_is_repeated_on_the_line_and_not_within_the_unit(sqlite_database):
    units = ("east", "west", "east")
    calls = [call(n, timedelta(hours=9 - n), organizational_unit=unit) for n, unit in enumerate(units)]
    take(sqlite_database, *calls)
    assert total(sqlite_database) == (3, 2, 1)
    found = {row["organizational_unit"]: row["repeats_in_unit"] for row in days_of(sqlite_database)}
    assert found == {"east": 1, "west": 0}


def test_an_earlier_contact_that_is_reported_later_makes_a_repeat_call_of_the_one_that_was_counted(database):
    take(database, call(2, timedelta(hours=1)))
    assert total(database) == (1, 0, 0)
    take(database, call(1, timedelta(days=6)))
    assert total(database) == (2, 1, 1)
    (today,) = [row for row in days_of(database) if row["repeats"]]
    assert today["day"] == NOW.astimezone(NEW_YORK).date()


def test_a_number_that_is_told_later_names_the_person(database):
    take(database, call(1, timedelta(days=3), number=None), call(2, timedelta(days=2)))
    assert total(database) == (1, 0, 0)
    take(database, call(1, timedelta(days=3)))
    assert total(database) == (2, 1, 1)


def plainly(database, zone=NEW_YORK):
    """Repeat calls by day and queue, found by looking at every pair of contacts."""
    with database.read() as connection:
        rows = connection.execute(select(Contact).where(Contact.ended_at.is_not(None))).all()
    rows = [row for row in rows if row.reported_by == "center" and not row.test and row.respondent_key]
    found = Counter()
    for row in rows:
        earlier = [
            other
            for other in rows
            if (other.respondent_key, other.line_id) == (row.respondent_key, row.line_id)
            and (other.ended_at, other.id) < (row.ended_at, row.id)
            and row.ended_at - other.ended_at <= WEEK
        ]
        key = row.ended_at.astimezone(zone).date(), row.line_id, row.organizational_unit, row.queue
        found[(*key, "named")] += 1
        found[(*key, "repeats")] += bool(earlier)
        found[(*key, "repeats_in_unit")] += any(
            other.organizational_unit == row.organizational_unit for other in earlier
        )
    return +found


def as_kept(database):
    found = Counter()
    for row in days_of(database):
        for name in ("named", "repeats", "repeats_in_unit"):
            found[row["day"], row["line_id"], row["organizational_unit"], row["queue"], name] = row[name]
    return +found


def any_call(number, chance):
    """A call of one of three people, on any of many days, of which little is known or much."""
    ended = NOW - chance.choice([1, 6, 7, 7.5, 20]) * timedelta(days=1) + chance.random() * timedelta(hours=20)
    told = {"ended_at": min(ended, NOW).isoformat()}
    if chance.random() < 0.3:
        told = {"state": "started", "ended_at": None}
    about = {
        "line": ("benefits", "phones")[number % 2],
        "number": None if chance.random() < 0.2 else f"+1212555012{number % 3}",
        "queue": chance.choice(["north", "south", None]),
        "organizational_unit": chance.choice(["east", "west", None]),
        "test": chance.random() < 0.1,
    }
    return a_report(f"c-{number}", **(told | about))


@RUNS
@given(seed=st.integers(0, 10**9))
def test_whatever_is_reported_counted_days_come_to_what_all_contacts_say(database, seed):
    forget(database)
    with database.begin() as connection:
        for model in (Invitation, Contact):
            connection.execute(delete(model))
    chance = random.Random(seed)
    for _ in range(12):
        take(database, *(any_call(chance.randint(1, 14), chance) for _ in range(chance.randint(1, 5))))
        if chance.random() < 0.5:
            count_dirty(database, NEW_YORK)
    check_counted(database)
    assert as_kept(database) == plainly(database)


def test_contacts_that_were_there_before_the_table_was_are_counted(database):
    take(database, *(call(n, timedelta(days=3, hours=5 * n), person=n % 3) for n in range(12)))
    forget(database)
    count_all(database, NEW_YORK)
    before = as_kept(database)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0017")
        upgrade(connection)
    count_all(database, NEW_YORK)
    assert as_kept(database) == before == plainly(database)


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [0, 5, 12, 23])
def test_every_local_day_of_the_week_after_a_contact_is_marked(sqlite_database, zone, hour):
    """Also over a change of the clocks, and a little before midnight."""
    where = ZoneInfo(zone)
    ended = NOW.replace(month=11, day=1, hour=hour, minute=55) - WEEK
    with sqlite_database.begin() as connection:
        contact = {"id": "c", "reported_by": "center", "line_id": "benefits", "respondent_key": "r", "created_at": NOW}
        connection.execute(Contact.__table__.insert().values(**contact, ended_at=ended))
        mark_repeats(connection, ["c"], ended + timedelta(days=30))
        marked = {at.astimezone(where).date() for at in connection.execute(select(DirtyDay.at)).scalars()}
    minutes = (ended + timedelta(minutes=n) for n in range(int(WEEK.total_seconds()) // 60 + 1))
    assert marked == {at.astimezone(where).date() for at in minutes}


def test_days_that_are_yet_to_come_are_not_counted(sqlite_database):
    take(sqlite_database, call(1, timedelta(hours=1)))
    count_all(sqlite_database)
    with sqlite_database.read() as connection:
        assert connection.execute(select(DirtyDay)).all() == []
    assert {row[1] for row in counted(sqlite_database, "day")["counted_repeats"]} == {NOW.astimezone(NEW_YORK).date()}
