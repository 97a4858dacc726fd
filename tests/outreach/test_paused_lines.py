"""What a pause of a line does to invitations that are due, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from planned_invitations import NOON, NUMBERS, compose, invitation, lines, plan

from app.access.audit import COMMAND
from app.errors import BadInput
from app.outreach.claims import Clerk, claim
from app.surveying import pausing

ROOM = {"text": 99, "voice": 99}
LINES = lines(window={"from": "08:00", "until": "21:00"})
HOUR = timedelta(hours=1)


def pause(database, until, now=NOON, reason="Storm"):
    pausing.pause(database, LINES, LINES.lines[0], reason, until, now, COMMAND)


def lift(database, now):
    return pausing.lift(database, LINES, LINES.lines[0], now, COMMAND)


def claimed(database, now=NOON):
    with database.begin() as connection:
        taken = claim(connection, Clerk(LINES, NUMBERS, compose), "benefits", ROOM, now)[0]
    return [one.invitation for one in taken]


def planned(database, *numbers, **invitation_of):
    with database.begin() as connection:
        plan(connection, numbers, **invitation_of)


def test_what_is_due_waits_for_the_end_of_the_pause_and_then_goes(database):
    planned(database, 0)
    pause(database, NOON + HOUR)
    assert claimed(database) == []
    assert (invitation(database).state, invitation(database).due_at) == ("planned", NOON + HOUR)
    assert claimed(database, NOON + HOUR) == ["invitation-0"]


def test_a_reminder_waits_too(database):
    planned(database, 0, action="remind", attempt=1)
    pause(database, NOON + HOUR)
    assert claimed(database) == []
    assert claimed(database, NOON + HOUR) == ["invitation-0"]


def test_what_runs_out_meanwhile_ends_as_too_late_and_is_told_with_the_pause(database):
    planned(database, 0, not_after=NOON + HOUR)
    pause(database, NOON + 5 * HOUR)
    assert claimed(database) == []
    assert claimed(database, NOON + HOUR) == []
    assert (invitation(database).state, invitation(database).final) == ("done", "too_late")
    with database.read() as connection:
        (told,) = pausing.history(connection, LINES.lines[0])
    assert (told.row.reason, told.ran_out) == ("Storm", 1)


def test_a_pause_that_is_lifted_brings_forward_what_it_put_off(database):
    planned(database, 0, 1)
    planned(database, 2, due_at=NOON + 3 * HOUR)
    pause(database, NOON + 24 * HOUR)
    assert claimed(database) == []
    assert lift(database, NOON + HOUR)
    assert claimed(database, NOON + HOUR) == ["invitation-0", "invitation-1"]
    assert invitation(database, 2).due_at == NOON + 3 * HOUR
    assert not lift(database, NOON + HOUR)


def test_an_invitation_that_would_run_out_is_brought_forward_too(database):
    planned(database, 0, not_after=NOON + 2 * HOUR)
    pause(database, NOON + 24 * HOUR)
    assert claimed(database) == []
    lift(database, NOON + HOUR)
    assert claimed(database, NOON + HOUR) == ["invitation-0"]


def test_what_is_not_due_yet_is_not_brought_forward(database):
    """Its delay of ten minutes ends at the very moment at which the pause would have ended."""
    ended = NOON + HOUR - timedelta(minutes=10)
    planned(database, 0, due_at=NOON + HOUR, not_after=ended + timedelta(hours=48))
    pause(database, NOON + HOUR)
    lift(database, NOON + HOUR / 2)
    assert invitation(database).due_at == NOON + HOUR


def test_another_pause_replaces_the_one_that_runs(database):
    planned(database, 0)
    pause(database, NOON + 24 * HOUR)
    assert claimed(database) == []
    pause(database, NOON + 2 * HOUR, NOON + HOUR, "Shorter")
    assert claimed(database, NOON + HOUR) == []
    assert claimed(database, NOON + 2 * HOUR) == ["invitation-0"]
    with database.read() as connection:
        newest, oldest = pausing.history(connection, LINES.lines[0])
    assert (newest.row.reason, newest.row.lifted_at, oldest.row.lifted_at) == ("Shorter", None, NOON + HOUR)


def test_other_lines_go_on(database):
    planned(database, 0)
    other = lines().lines[0].model_copy(update={"id": "other"})
    pausing.pause(database, LINES, other, "Storm", NOON + HOUR, NOON, COMMAND)
    assert claimed(database) == ["invitation-0"]


@pytest.mark.parametrize(("reason", "until"), [(" ", 1), ("x" * 501, 1), ("Storm", 0), ("Storm", 24 * 91)])
def test_a_pause_needs_a_reason_and_an_end(database, reason, until):
    with pytest.raises(BadInput):
        pause(database, NOON + until * HOUR, reason=reason)
    planned(database, 0)
    assert claimed(database) == ["invitation-0"]


def test_a_claim_at_the_moment_of_the_lifting_leaves_nothing_put_off(database):
    planned(database, *range(20))
    pause(database, NOON + 24 * HOUR)
    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(claimed, database), pool.submit(lift, database, NOON)
        first = both[0].result()
        assert both[1].result()
    assert len(first) + len(claimed(database)) == 20
