"""What the clock does about people, and what passwords do under a flood."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from signing import NOON

from app.access import passwords, people
from app.access.upkeep import disable_inactive_people


def test_the_clock_disables_whoever_stayed_away_for_90_days(database, added):
    mine = added()
    limit = NOON + timedelta(days=90)

    def disabled_at(now):
        return disable_inactive_people(SimpleNamespace(database=database, clock=now.timestamp))

    assert disabled_at(limit) == 0
    assert disabled_at(limit + timedelta(seconds=1)) == 1
    assert disabled_at(limit + timedelta(seconds=2)) == 0
    with database.read() as connection:
        assert people.by_id(connection, mine).disabled


def test_no_more_than_two_passwords_are_tried_at_once(monkeypatch):
    monkeypatch.setattr(passwords, "_WAIT_SECONDS", 0)
    monkeypatch.setattr(passwords, "_turns", threading.BoundedSemaphore(2))
    with passwords._Turn(), passwords._Turn(), pytest.raises(passwords.Busy, match="Too many people"):  # noqa: SLF001
        passwords.matches(None, "any")
    assert not passwords.matches(None, "any")
