"""Invitations that wait to be sent, what the provider says to them, and when its lists were read last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.health.part import Part, State, judged, span
from app.records.contacts import Invitation
from app.records.outreach import ProviderMark, Send

SECTION = "Sending"
COUNTED_AT_MOST = 10_000
LATE_SECONDS = 300.0
RECONCILED_WITHIN_SECONDS = 900.0
NOT_TAKEN = ("refused", "unknown")
"""The provider refused, or nobody knows whether it took it."""
MOST_CODES = 5


def waiting(connection: Connection, now: datetime) -> Part:
    """How many invitations are due, and since when the oldest is."""
    due = (Invitation.state == "planned", Invitation.due_at <= now)
    some = select(Invitation.due_at).where(*due).limit(COUNTED_AT_MOST).subquery()
    count, oldest = connection.execute(select(func.count(), func.min(some.c.due_at))).one()
    if not count:
        return judged("Due invitations", SECTION, "None waits to be sent.", "")
    late = (now - oldest).total_seconds()
    many = f"{COUNTED_AT_MOST:,} or more" if count == COUNTED_AT_MOST else f"{count:,}"
    todo = "See the process worker and the provider's errors; a sender also waits for its rate in the lines file."
    words = f"{many} are due; the oldest since {span(late)}."
    return judged("Due invitations", SECTION, words, todo, look=late > LATE_SECONDS)


def errors(connection: Connection, now: datetime) -> Iterator[Part]:
    """What the provider refused, or did not answer, within the last hour and day, with its most frequent codes."""
    for name, hours in (("Provider errors, last hour", 1), ("Provider errors, last day", 24)):
        lately = (Send.state.in_(NOT_TAKEN), Send.claimed_at >= now - timedelta(hours=hours))
        by_code = select(Send.error_code, func.count()).where(*lately).group_by(Send.error_code)
        found = sorted(
            ((count, code) for code, count in connection.execute(by_code)), reverse=True, key=lambda one: one[0]
        )
        total = sum(count for count, _ in found)
        codes = ", ".join(f"{code or 'no code'}: {count:,}" for count, code in found[:MOST_CODES])
        words = f"{total:,} sends were refused or not answered ({codes})." if total else "None."
        todo = "Look the codes up in the provider's list of errors; 20003 is a wrong token."
        yield judged(name, SECTION, words, todo, look=hours == 1 and total > 0)


def reconciliation(connection: Connection, account: str, now: datetime) -> Iterator[Part]:
    """When the provider's lists of the account were read last."""
    read = {row.kind: row.read_until for row in connection.execute(select(ProviderMark))}
    for kind, words in (("messages", "texts"), ("calls", "calls")):
        name, todo = (
            f"List of {words}, account {account[:6]}…",
            "See the process worker and what it logs: not reconciled.",
        )
        if kind not in read:
            yield Part(name, SECTION, State.LOOK, "Never read yet.", todo)
            continue
        ago = (now - read[kind]).total_seconds()
        yield judged(name, SECTION, f"Read {span(max(0.0, ago))} ago.", todo, look=ago > RECONCILED_WITHIN_SECONDS)
