"""Second reports: what a contact that was decided on gains by another report. The decision stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, update

from app.lines import Line
from app.outreach import moves
from app.outreach.merging import MERGED, merged
from app.outreach.next_steps import Reach
from app.outreach.outcome import Outcome, Stored
from app.outreach.planning import ENDS, ON_THE_PHONE, Plan, Rules, first_moment, last_moment, may_follow_up
from app.records.completion import complete_responses
from app.records.contacts import Contact, Invitation


@dataclass(frozen=True, slots=True)
class _Changes:
    """What is to be written, gathered over a batch."""

    contacts: list[dict[str, Any]] = field(default_factory=list)
    ends: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Invitations by how they end."""
    handed_over: list[Row[Any]] = field(default_factory=list)
    """Invitations of people who are offered the survey on the call itself, after all."""
    called: list[str] = field(default_factory=list)
    """Invitations that go by call, since the number turned out to be a landline."""
    scheduled: list[dict[str, Any]] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    """Invitations whose responses are to be completed."""


def follow(
    connection: Connection, rules: Rules, contacts: Sequence[tuple[Plan, Stored]], now: datetime
) -> list[Outcome]:
    """Complete and correct contacts, and do with their invitations what follows from that."""
    changes = _Changes()
    outcomes = [_followed(rules, changes, plan, stored) for plan, stored in contacts]
    if changes.contacts:
        connection.execute(_WRITING, changes.contacts)
    moves.finish(connection, changes.ends, now)
    if changes.handed_over:
        _hand_over(connection, rules, changes.handed_over)
    if changes.called:
        connection.execute(update(Invitation).where(Invitation.id.in_(changes.called), *_UNSENT).values(**_BY_CALL))
    if changes.scheduled:
        connection.execute(_SCHEDULING, changes.scheduled)
    if changes.begun:
        complete_responses(connection, changes.begun)
    return outcomes


def _followed(rules: Rules, changes: _Changes, plan: Plan, stored: Stored) -> Outcome:
    contact, invitation = stored.contact, stored.invitation
    line = rules.lines.by_id.get(contact.line_id, plan.line)
    before = stored.columns
    told = merged(before, plan.report, line, plan.respondent, rules.agent_key(plan.report.agent))
    if told:
        values = {name: told.get(name, before[name]) for name in MERGED}
        changes.contacts.append({"row": contact.id, "moment": plan.now, **{f"new_{k}": v for k, v in values.items()}})
    due_at = None
    if invitation is not None:
        if told and stored.has_session:
            changes.begun.append(invitation.id)
        due_at = _next(rules, changes, plan, stored, told)
    made = None if invitation is None or contact.decision != "ask" else invitation.id
    return Outcome(plan.report.contact_id, contact.decision, made, due_at, new=False, changed=bool(told))


def _next(rules: Rules, changes: _Changes, plan: Plan, stored: Stored, told: dict[str, Any]) -> datetime | None:
    """Gather what becomes of the invitation, if nothing was sent for it yet; when it is due after that."""
    contact, invitation = stored.contact, stored.invitation
    assert invitation is not None
    planned = invitation.state == "planned"
    due_at: datetime | None = invitation.due_at
    if invitation.final is not None or invitation.attempt or not (planned or invitation.state is None):
        return due_at
    offer, consent = told.get("offer", contact.offer), told.get("consent", contact.consent)
    if stored.has_session or offer == "accepted":
        if planned:
            changes.handed_over.append(invitation)
        return None
    final = ENDS.get(offer or "") or ("declined" if consent is False else None)
    if final is not None:
        changes.ends[final].append(invitation.id)
        return None
    if told.get("landline") and invitation.door == "text":
        line = rules.lines.by_id.get(invitation.line_id, plan.line)
        if not _may_call(line, consent=consent):
            changes.ends["undelivered"].append(invitation.id)
            return None
        changes.called.append(invitation.id)
    if told.get("ended_at", contact.ended_at) is None or not told.keys() & {"ended_at", "time_zone", "state"}:
        return due_at
    return _schedule(rules, changes, plan, stored, told)


def _may_call(line: Line, *, consent: bool | None) -> bool:
    """Whether a person is called whom no text can reach."""
    falls_back = line.outreach.fall_back.undeliverable_text == "call"
    return falls_back and Reach(line.outreach, consent, landline=True).allows("voice")


def _schedule(rules: Rules, changes: _Changes, plan: Plan, stored: Stored, told: dict[str, Any]) -> datetime | None:
    """The end of the call or the person's zone is known now, and so when the invitation is due."""
    contact, invitation = stored.contact, stored.invitation
    assert invitation is not None
    line, due_at = rules.lines.by_id.get(invitation.line_id, plan.line), None
    ended = told.get("ended_at", contact.ended_at)
    if invitation.state == "planned":
        number = rules.numbers.open(contact.sealed_number)
        zone = told.get("time_zone", contact.time_zone)
        due_at = None if number is None else first_moment(line, number, zone, ended, plan.now)
        if due_at is None:
            changes.ends["failed" if number is None else "too_late"].append(invitation.id)
            return None
    until = last_moment(line, ended)
    changes.scheduled.append({"row": invitation.id, "moment": due_at, "until": until})
    return due_at


def _hand_over(connection: Connection, rules: Rules, invitations: Sequence[Row[Any]]) -> None:
    ids = [row.id for row in invitations]
    connection.execute(update(Invitation).where(Invitation.id.in_(ids), *_UNSENT).values(**ON_THE_PHONE))
    keeping = {line.id for line in rules.lines.lines if may_follow_up(line)}
    contacts = [row.contact_id for row in invitations if row.line_id not in keeping]
    connection.execute(update(Contact).where(Contact.id.in_(contacts)).values(sealed_number=None))


_UNSENT = (
    Invitation.final.is_(None),
    Invitation.attempt == 0,
    or_(Invitation.state.is_(None), Invitation.state == "planned"),
)
"""Invitations that nothing was sent for, and that have not ended."""
_BY_CALL = {"kind": "call", "door": "voice"}

_WRITING = (
    update(Contact)
    .where(Contact.id == bindparam("row"))
    .values({"updated_at": bindparam("moment"), **{name: bindparam(f"new_{name}") for name in MERGED}})
)
_SCHEDULING = (
    update(Invitation)
    .where(Invitation.id == bindparam("row"), *_UNSENT)
    .values(due_at=bindparam("moment"), not_after=bindparam("until"))
)
