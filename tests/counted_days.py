"""Counted days beside what a count of everything from nothing comes to."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from app.counting.upkeep import count_dirty
from app.records.counted import KEPT
from app.records.days import CountedZone, DirtyDay

NEW_YORK = ZoneInfo("America/New_York")


def counted(database, span=None):
    """All that is counted, by table; of days or months alone if said."""
    with database.read() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(table)) if span in (None, row.span)), key=repr
            )
            for table in KEPT
        }


def forget(database):
    """As if nothing had ever been counted."""
    with database.begin() as connection:
        for table in (*KEPT, CountedZone.__table__, DirtyDay.__table__):
            connection.execute(delete(table))


def count_all(database, zone=NEW_YORK):
    """Count until nothing is left to count."""
    while count_dirty(database, zone):
        pass


def check_counted(database, zone=NEW_YORK):
    """Count what changed; it has to come to what counting everything from nothing comes to."""
    count_all(database, zone)
    kept = counted(database)
    forget(database)
    count_all(database, zone)
    anew = counted(database)
    for table, rows in kept.items():
        assert Counter(rows) == Counter(anew[table]), table
    return kept
