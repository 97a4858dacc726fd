"""Deliveries: what the provider says became of a text or a call, in whatever order, however often, however late."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from app.line_outreach import Outreach
from app.lines import Lines
from app.outreach import moves
from app.outreach.next_steps import End, Failure, Reach, Step, after_failure, teaches_landline
from app.records.contacts import Contact, Invitation, OptOut
from app.records.database import Database
from app.records.days import mark, mark_invitations
from app.records.outreach import Send, UnfitNumber
from app.records.responses import Response
from app.records.upserts import insert_absent, number_changes, upsert
from app.telephony.errors import OPTED_OUT

log = structlog.get_logger()

RANKS: Mapping[str, int] = {
    "claimed": 0,
    "unknown": 1,
    "refused": 2,
    "queued": 10,
    "sent": 20,
    "ringing": 20,
    "answered": 30,
    "canceled": 40,
    "failed": 41,
    "undelivered": 42,
    "no_answer": 43,
    "busy": 44,
    "completed": 50,
    "delivered": 51,
    "machine": 52,
}
"""A send only moves to a state of a higher rank, so that the order of reports does not matter."""

PASSING = frozenset({"sent", "ringing"})
"""States on which nothing hangs: they are put down only as the first word of a send, since each costs a commit."""

FAILURES = frozenset({"undelivered", "failed", "busy", "no_answer", "canceled", "machine"})

_TEXT_STATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), "queued"),
    **dict.fromkeys(("delivered", "read"), "delivered"),
    **{name: name for name in ("sent", "undelivered", "failed", "canceled")},
}
_CALL_STATES = {
    **dict.fromkeys(("queued", "initiated"), "queued"),
    **{name: name for name in ("ringing", "completed", "busy", "failed", "canceled")},
    "in-progress": "answered",
    "no-answer": "no_answer",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider says of one send, known by its sid, or by invitation and attempt where the sid is new."""

    state: str
    """One of ``SEND_STATES``."""
    sid: str
    invitation: str | None = None
    attempt: int | None = None
    error_code: int | None = None
    seconds: int | None = None
    by_person: bool = False
    """Whether a person surely had the offer: a text that arrived, a call that a person answered."""


def text_state(status: str) -> str | None:
    """Our word for the provider's status of a text; None for one that tells nothing."""
    return _TEXT_STATES.get(status)


def call_state(status: str, answered_by: str | None) -> str | None:
    """Our word for the provider's status of a call; None for one that tells nothing."""
    return "machine" if by_machine(answered_by) else _CALL_STATES.get(status)


def by_machine(answered_by: str | None) -> bool:
    """Whether the provider's ``AnsweredBy`` means that no person was there."""
    return (answered_by or "").startswith(("machine", "fax"))


def take(database: Database, lines: Lines, report: Report, now: datetime) -> bool:
    """Put down one report, if it says anything new; whether it was about a send of ours. Raises DatabaseAway."""
    with database.read() as connection:
        known = connection.execute(select(Send.state).where(*_named(report))).first()
    if known is None or RANKS[report.state] <= RANKS[known.state]:
        return known is not None
    if report.state in PASSING and RANKS[known.state] >= RANKS["queued"]:
        return True
    with database.begin() as connection:
        return apply(connection, lines, report, now)


def apply(connection: Connection, lines: Lines, report: Report, now: datetime) -> bool:
    """Put down what a report says, and what follows from it; whether it was about a send of ours."""
    key = _key(connection, report)
    # The invitation is locked first, here and everywhere.
    locked = select(Invitation).where(Invitation.id == key[0]).with_for_update()
    invitation = None if key[0] is None else connection.execute(locked).first()
    if invitation is None:
        return False
    send = connection.execute(select(Send).where(Send.invitation_id == key[0], Send.attempt == key[1])).first()
    if send is None:
        return False
    if send.sid not in (None, report.sid):
        log.error("alert: two sids for one send", invitation=key[0], attempt=key[1], sids=[send.sid, report.sid])
        return True
    if RANKS[report.state] > RANKS[send.state]:
        line = lines.by_id.get(send.line_id)
        rules = Outreach() if line is None else line.outreach
        _keep(connection, rules, send, report, now)
        _follow(connection, rules, invitation, send, report, now)
        mark(connection, [(send.line_id, send.claimed_at)])
        mark_invitations(connection, [invitation.id])
    return True


def _key(connection: Connection, report: Report) -> tuple[str | None, int | None]:
    if report.invitation is not None and report.attempt is not None:
        return report.invitation, report.attempt
    found = connection.execute(select(Send.invitation_id, Send.attempt).where(Send.sid == report.sid)).first()
    return (None, None) if found is None else (found.invitation_id, found.attempt)


def _named(report: Report) -> list[ColumnElement[bool]]:
    if report.invitation is None or report.attempt is None:
        return [Send.sid == report.sid]
    return [Send.invitation_id == report.invitation, Send.attempt == report.attempt]


def _keep(connection: Connection, rules: Outreach, send: Row[Any], report: Report, now: datetime) -> None:
    changes: dict[str, Any] = {"state": report.state, "sid": report.sid, "updated_at": now}
    if report.error_code is not None:
        changes["error_code"] = report.error_code
    if report.seconds is not None:
        changes["seconds"] = report.seconds
    price = _price(rules, send, report)
    if price is not None:
        changes["price"] = price
    this = (Send.invitation_id == send.invitation_id) & (Send.attempt == send.attempt)
    connection.execute(update(Send).where(this).values(**changes))


def _price(rules: Outreach, send: Row[Any], report: Report) -> float | None:
    """In dollars: a text costs as it is accepted, a call by the minutes begun; None where it is not known."""
    if send.door == "text":
        segment = rules.prices.segment
        return None if segment is None or send.segments is None else round(send.segments * segment, 6)
    minute = rules.prices.minute
    return None if minute is None or report.seconds is None else round(math.ceil(report.seconds / 60) * minute, 6)


def _follow(
    connection: Connection, rules: Outreach, invitation: Row[Any], send: Row[Any], report: Report, now: datetime
) -> None:
    is_newest = invitation.attempt == send.attempt
    if send.state == "refused" and not is_newest:
        log.error("alert: sent twice", invitation=invitation.id, attempt=send.attempt, sid=report.sid)
    if report.by_person or report.state == "delivered":
        _offered(connection, invitation, now)
    if not is_newest or invitation.final is not None:
        return
    if report.state in FAILURES and send.door == "text" and invitation.turn > 0:
        # Part of a long text may fail to arrive; that the person replied counts for more.
        return
    if report.state in FAILURES and send.state in FAILURES and report.state != "machine":
        # A failure by another name: what follows from the first is planned already.
        _learn(connection, send, invitation.respondent_key, report.error_code, now)
    elif report.state in FAILURES:
        fail(connection, rules, invitation, send, cast("Failure", report.state), report.error_code, now)
    elif invitation.state == "sending" or (invitation.state == "planned" and invitation.action != "remind"):
        _waits(connection, rules, invitation, send, now)


def _waits(connection: Connection, rules: Outreach, invitation: Row[Any], send: Row[Any], now: datetime) -> None:
    """The invitation is with the provider or the person. What was planned in its stead is not needed any more."""
    reminder = rules.reminder if send.action == "invite" and send.door == "text" else None
    due_at = None if reminder is None else now + timedelta(seconds=reminder.after)
    moved = {"state": "waiting", "action": send.action, "door": send.door, "due_at": due_at}
    connection.execute(update(Invitation).where(Invitation.id == invitation.id).values(**moved))


def _offered(connection: Connection, invitation: Row[Any], now: datetime) -> None:
    """The person had the offer: from now on it counts."""
    unknown = Invitation.delivered_at.is_(None)
    connection.execute(update(Invitation).where(Invitation.id == invitation.id, unknown).values(delivered_at=now))
    fill_offered(connection, invitation.id, now)


def fill_offered(connection: Connection, invitation_id: str, at: datetime) -> None:
    """Put down in its response when an invitation was offered, if that is not known yet."""
    nothing = (Response.invitation_id == invitation_id) & Response.offered_at.is_(None)
    changed = connection.execute(update(Response).where(nothing).values(offered_at=at, change_seq=None))
    if changed.rowcount:
        number_changes(connection)


def fail(
    connection: Connection,
    rules: Outreach,
    invitation: Row[Any],
    send: Row[Any],
    failure: Failure,
    code: int | None,
    now: datetime,
) -> None:
    """What follows a send that came to nothing; its own row says so already."""
    _learn(connection, send, invitation.respondent_key, code, now)
    step: Step = End("machine")
    if failure != "machine":
        tries, reach = _tries(connection, send, failure), _reach(connection, rules, invitation)
        step = after_failure(reach, invitation, send.door, failure, code, tries=tries, now=now)
    moves.carry_out(connection, [(invitation, step)], now)


def _reach(connection: Connection, rules: Outreach, invitation: Row[Any]) -> Reach:
    """By which doors the person of an invitation may be reached, by all that is known now."""
    learned = (UnfitNumber.respondent_key == invitation.respondent_key) & (UnfitNumber.why == "landline")
    found = select(Contact.consent, Contact.landline, UnfitNumber.why).outerjoin(UnfitNumber, learned)
    known = connection.execute(found.where(Contact.id == invitation.contact_id)).one()
    return Reach(rules, known.consent, landline=bool(known.landline) or known.why is not None)


def _learn(connection: Connection, send: Row[Any], key: str | None, code: int | None, now: datetime) -> None:
    """Put down what the code of a failure tells of the person of that key: opted out, or on a landline."""
    if code == OPTED_OUT and key is not None:
        word = {"respondent_key": key, "line_id": send.line_id, "how": "provider", "sid": send.sid, "lifted": False}
        upsert(connection, OptOut, [word | {"at": now.timestamp()}])
    if teaches_landline(send.door, code) and key is not None:
        insert_absent(connection, UnfitNumber, [{"respondent_key": key, "why": "landline", "learned_at": now}])


def _tries(connection: Connection, send: Row[Any], failure: Failure) -> int:
    """How often it has failed so, this time included."""
    alike = ["refused"] if failure == "refused" else ["undelivered", "failed", "busy", "no_answer"]
    same = (Send.invitation_id == send.invitation_id) & (Send.door == send.door) & (Send.action == send.action)
    count = select(func.count()).select_from(Send).where(same, Send.state.in_(alike))
    return int(connection.execute(count).scalar_one())
