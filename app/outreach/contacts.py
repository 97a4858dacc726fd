"""Contacts in: each report is put down, decided on once, and leads to at most one invitation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, select

from app.errors import DatabaseAway
from app.outreach.contact_reports import BadReports, ContactReport, Fault, faults, folded
from app.outreach.first_reports import decide_on
from app.outreach.merging import ANOTHER_CALL, conflict, contradiction, first_columns
from app.outreach.outcome import Outcome, Stored
from app.outreach.planning import Plan, Rules
from app.outreach.sealing import SealedNumbers
from app.outreach.second_reports import follow
from app.records.contacts import Contact, Invitation
from app.records.database import Database
from app.records.days import mark_contacts, mark_repeats
from app.records.locks import lock_invitations
from app.records.upserts import insert_absent
from app.runtime import Runtime

_TRIES = 10


class _Contradicting(Exception):
    """Reports that do not go with what earlier ones said, each with the field and why."""

    def __init__(self, found: Sequence[tuple[ContactReport, str, str]]) -> None:
        super().__init__(f"{len(found)} reports contradict earlier ones")
        self.found = found


class _Overtaken(DatabaseAway):
    """While this transaction waited for a contact, another gave it an invitation, which is not locked here."""


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
    wrong = list(faults(reports, rules.lines, now)) or list(_conflicts(reports, rules, now))
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
        except _Contradicting as error:
            raise BadReports([_fault(reports, *one) for one in error.found]) from error
        except DatabaseAway as error:
            if not left or not _may_be_tried_again(error):
                raise
        else:
            return [outcomes[one.contact_id] for one in reports]
    raise AssertionError("unreachable")


def _conflicts(reports: Sequence[ContactReport], rules: Rules, now: datetime) -> Iterator[Fault]:
    """Reports that came along with another of the same contact, and name another line or number."""
    times = Counter(one.contact_id for one in reports)
    first: dict[tuple[str, str], str] = {}
    for place, one in enumerate(reports):
        if times[one.contact_id] == 1:
            continue
        (plan,) = _plans(rules, [one], now)
        for field, said in (("line", plan.line.id), ("number", plan.respondent)):
            if said is not None and first.setdefault((one.contact_id, field), said) != said:
                yield Fault(place, field, ANOTHER_CALL)
                break


def _fault(reports: Sequence[ContactReport], folded_one: ContactReport, field: str, why: str) -> Fault:
    """The fault of the report whose word a contradiction is; ``folded_one`` may be made of several."""
    said = folded_one.contact_id, getattr(folded_one, field)
    place = next(place for place, one in enumerate(reports) if (one.contact_id, getattr(one, field)) == said)
    return Fault(place, field, why)


def _may_be_tried_again(error: DatabaseAway) -> bool:
    """Whether nothing but another transaction on the same contacts came in between."""
    cause = getattr(error.__cause__, "orig", None)
    return isinstance(error, _Overtaken) or isinstance(cause, psycopg.errors.DeadlockDetected)


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
    """Put down plans of different contacts: those that nobody decided on yet are decided, the others followed up.

    Raises _Contradicting, _Overtaken.
    """
    stored = _stored(connection, rules, plans, now)
    known = [(plan, stored[plan.report.contact_id]) for plan in plans]
    found = [(plan.report, *told) for plan, row in known if (told := _contradiction(rules, plan, row.columns))]
    if found:
        raise _Contradicting(found)
    undecided = [(plan, row) for plan, row in known if row.contact.decision is None]
    decided = [(plan, row) for plan, row in known if row.contact.decision is not None]
    ids = [row.contact.id for _, row in known]
    mark_contacts(connection, ids)
    mark_repeats(connection, ids, now)
    outcomes = [
        *(decide_on(connection, rules, undecided, now) if undecided else ()),
        *(follow(connection, rules, decided, now) if decided else ()),
    ]
    mark_repeats(connection, [row.contact.id for _, row in known if not row.is_new], now)
    return outcomes


def _contradiction(rules: Rules, plan: Plan, stored: Mapping[str, Any]) -> tuple[str, str] | None:
    other = conflict(stored, rules.lines, plan.line, plan.contact_id, plan.respondent)
    return other or contradiction(stored, plan.report)


def _stored(connection: Connection, rules: Rules, plans: Sequence[Plan], now: datetime) -> dict[str, Stored]:
    """What is stored of each contact, by the center's id; of a new one, a row that nobody else can make any more.

    Raises _Overtaken.
    """
    rows = sorted((_row(rules, plan, now) for plan in plans), key=lambda row: str(row["id"]))
    reported = Contact.external_id.in_([row["external_id"] for row in rows])
    locked = lock_invitations(connection, Invitation.contact_id.in_(select(Contact.id).where(reported)))
    insert_absent(connection, Contact, rows)
    contacts = connection.execute(select(Contact).where(reported).order_by(Contact.id).with_for_update()).all()
    made_before = [row.id for row in contacts if not Stored(row, None).is_new]
    mine = select(Invitation).where(Invitation.contact_id.in_(made_before))
    invitations = {row.contact_id: row for row in connection.execute(mine)} if made_before else {}
    if not locked.keys() >= {row.id for row in invitations.values()}:
        raise _Overtaken("the same contacts are being reported by others")
    return {row.external_id: Stored(row, invitations.get(row.id)) for row in contacts}


def _row(rules: Rules, plan: Plan, now: datetime) -> dict[str, Any]:
    columns = first_columns(plan.report, plan.line, plan.respondent, rules.agent_key(plan.report.agent))
    return {**columns, "id": plan.contact_id, "external_id": plan.report.contact_id, "created_at": now}
