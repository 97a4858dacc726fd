"""Contacts in: each report is put down, decided on once, and leads to at most one invitation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, select

from app.errors import DatabaseAway
from app.outreach.contact_reports import BadReports, ContactReport, faults, folded
from app.outreach.first_reports import decide_on
from app.outreach.merging import first_columns
from app.outreach.outcome import Outcome, Stored
from app.outreach.planning import Plan, Rules
from app.outreach.sealing import SealedNumbers
from app.outreach.second_reports import follow
from app.records.contacts import Contact, Invitation
from app.records.database import Database
from app.records.upserts import insert_absent
from app.runtime import Runtime

_TRIES = 3


def rules_of(runtime: Runtime) -> Rules:
    """What contacts are planned by in a process."""
    settings = runtime.settings
    secret = settings.respondent_secret.get_secret_value().encode()
    return Rules(runtime.lines, runtime.catalogue, SealedNumbers(settings.encryption_keys), secret)


def report(
    database: Database, rules: Rules, reports: Sequence[ContactReport], now: datetime, *, dry_run: bool = False
) -> list[Outcome]:
    """Put down what a center reports, up to ``MOST`` contacts, and what was decided on each, in their order.

    All are written, or none. The same reports again change nothing; another report of a known contact completes and
    corrects it and never leads to a second draw or invitation. ``dry_run`` writes nothing. Raises BadReports,
    DatabaseAway.
    """
    wrong = list(faults(reports, rules.lines, now))
    if wrong:
        raise BadReports(wrong)
    by_contact: dict[str, list[ContactReport]] = defaultdict(list)
    for one in reports:
        by_contact[one.contact_id].append(one)
    # The first report of a contact decides, also where later ones came along with it.
    firsts = _plans(rules, (given[0] for given in by_contact.values()), now)
    rests = _plans(rules, (folded(given[1:]) for given in by_contact.values() if len(given) > 1), now)
    for left in reversed(range(_TRIES)):
        try:
            outcomes = _write(database, rules, [firsts, rests], now, dry_run=dry_run)
        except DatabaseAway as error:
            if not left or not _is_deadlock(error):
                raise
        else:
            return [outcomes[one.contact_id] for one in reports]
    raise AssertionError("unreachable")


def _is_deadlock(error: DatabaseAway) -> bool:
    """Whether two transactions waited for each other, so that this one was ended and may be tried again."""
    cause = getattr(error.__cause__, "orig", None)
    return isinstance(cause, psycopg.errors.DeadlockDetected)


def _plans(rules: Rules, reports: Iterable[ContactReport], now: datetime) -> list[Plan]:
    """The plans, with all that takes its time worked out before the database is held up."""
    plans = []
    for one in reports:
        line = one.line_of(rules.lines)
        assert line is not None
        plan = rules.plan(one, line, now)
        _ = plan.due_at
        plans.append(plan)
    return plans


def _write(
    database: Database, rules: Rules, rounds: Iterable[Sequence[Plan]], now: datetime, *, dry_run: bool
) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    with database.begin() as connection:
        trial = connection.begin_nested() if dry_run else None
        for plans in rounds:
            for outcome in _take(connection, rules, plans, now) if plans else ():
                first = outcomes.get(outcome.contact_id, outcome)
                again = replace(outcome, new=first.new, changed=first.changed or outcome.changed)
                outcomes[outcome.contact_id] = again
        if trial is not None:
            trial.rollback()
    return outcomes


def _take(connection: Connection, rules: Rules, plans: Sequence[Plan], now: datetime) -> list[Outcome]:
    """Put down plans of different contacts: those that nobody decided on yet are decided, the others followed up."""
    stored = _stored(connection, rules, plans, now)
    known = [(plan, stored[plan.report.contact_id]) for plan in plans]
    undecided = [(plan, row) for plan, row in known if row.contact.decision is None]
    decided = [(plan, row) for plan, row in known if row.contact.decision is not None]
    return [
        *(decide_on(connection, rules, undecided, now) if undecided else ()),
        *(follow(connection, rules, decided, now) if decided else ()),
    ]


def _stored(connection: Connection, rules: Rules, plans: Sequence[Plan], now: datetime) -> dict[str, Stored]:
    """What is stored of each contact, by the center's id; of a new one, a row that nobody else can make any more."""
    rows = sorted((_row(rules, plan, now) for plan in plans), key=lambda row: str(row["id"]))
    # Invitations are locked before contacts, everywhere, and both in the order of their keys.
    theirs = select(Invitation.id).where(Invitation.contact_id.in_([row["id"] for row in rows]))
    connection.execute(theirs.order_by(Invitation.id).with_for_update()).all()
    insert_absent(connection, Contact, rows)
    named = select(Contact).where(Contact.external_id.in_([row["external_id"] for row in rows]))
    contacts = connection.execute(named.order_by(Contact.id).with_for_update()).all()
    made_before = [row.id for row in contacts if not Stored(row, None).is_new]
    mine = select(Invitation).where(Invitation.contact_id.in_(made_before))
    invitations = {row.contact_id: row for row in connection.execute(mine)} if made_before else {}
    return {row.external_id: Stored(row, invitations.get(row.id)) for row in contacts}


def _row(rules: Rules, plan: Plan, now: datetime) -> dict[str, Any]:
    columns = first_columns(plan.report, plan.line, plan.respondent, rules.agent_key(plan.report.agent))
    return {**columns, "id": plan.contact_id, "external_id": plan.report.contact_id, "created_at": now}
