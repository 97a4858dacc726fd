"""Contacts as a center reports them, and the rules of a small lines file to take them by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from planned_invitations import NUMBERS, SECRET, line
from sqlalchemy import select

from app.lines import Lines
from app.outreach.contact_reports import ContactReport
from app.outreach.contacts import report
from app.outreach.planning import Rules
from app.records.contacts import Contact, Invitation

NOW = datetime(2026, 5, 5, 15, 30, tzinfo=UTC)
"""A Tuesday, 11:30 in New York."""
ENDED = NOW - timedelta(minutes=5)
CLEARANCE = {"control_number": "1234-5678", "expires": date(2027, 5, 31), "burden_minutes": 2}
PHONES = {"id": "phones", "number": "+12025550109", "surveys": {"voice": "a11-likert"}, "outreach": {}}
"""A line whose callers are handed over; it sends nothing."""
CALLS = {"id": "calls", "number": "+12025550108"}


def rules(*, surveys=True, outreach=None, **of_line):
    """Three lines, of which ``benefits`` is as given; ``surveys``: whether any survey is active."""
    first = {**line(**(outreach or {})), "clearance": CLEARANCE, **of_line}
    plain = {**line(), "clearance": CLEARANCE}
    calls = {**plain, **CALLS, "outreach": {"invite": "call"}}
    catalogue = SimpleNamespace(active=lambda _survey, _day: object() if surveys else None)
    given = {"lines": [first, {**plain, **PHONES}, calls]}
    return Rules(Lines.model_validate(given), catalogue, NUMBERS, SECRET)


def a_report(contact_id="c-1", **fields):
    """A contact in New York that ended five minutes ago."""
    given = {"line": "benefits", "number": "+12125550123", "ended_at": ENDED.isoformat(), **fields}
    return ContactReport.model_validate({"contact_id": contact_id, **given})


def take(database, *reports, by=None, now=NOW, **options):
    """The outcomes of reports."""
    return report(database, by or rules(), reports, now, **options)


def codes(outcomes):
    return [outcome.code for outcome in outcomes]


def contact_of(database, contact_id="c-1"):
    with database.read() as connection:
        return connection.execute(select(Contact).where(Contact.external_id == contact_id)).one()


def invitations(database):
    """All invitations."""
    with database.read() as connection:
        return connection.execute(select(Invitation).order_by(Invitation.id)).all()
