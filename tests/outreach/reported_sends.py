"""Sends that were claimed, and what the provider reports of them."""

from datetime import timedelta

from planned_invitations import BODY, NOON, NUMBERS, Words, invitation, lines, plan, sends

from app.outreach.claims import Clerk, claim
from app.outreach.deliveries import Report, take

SOON = NOON + timedelta(minutes=1)
CALLS = {"kind": "call", "door": "voice"}
ROOM = {"text": 1000, "voice": 1000}


def claimed(database, numbers=(0,), outreach=None, now=NOON, **planned):
    """Plans and claims; the claims by number of the person, and the lines file."""
    with database.begin() as connection:
        plan(connection, numbers, **planned)
    return again(database, lines(**(outreach or {})), now)


def again(database, of_lines, now):
    """Claims what is due."""
    with database.begin() as connection:
        taken, _ = claim(connection, Clerk(of_lines, NUMBERS, lambda *_: Words(BODY)), "benefits", ROOM, now)
    return {int(one.invitation.removeprefix("invitation-")): one for one in taken}, of_lines


def told(database, of_lines, state, number=0, attempt=1, now=SOON, **more):
    report = Report(state, f"SM{number}-{attempt}", f"invitation-{number}", attempt, **more)
    return take(database, of_lines, report, now)


def standing(database, number):
    """All that reports can change, without what differs from person to person."""
    found = invitation(database, number)
    return (
        [(send.state, send.error_code, send.sid is not None) for send in sends(database, number)],
        (found.state, found.action, found.door, found.due_at, found.final, found.delivered_at),
    )
