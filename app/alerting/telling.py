"""Telling: one notice after the other goes to a member of staff, again and again until it was taken.

Somebody may be told twice where nobody knows whether the first was taken: a false alarm is better than none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Row, select, update
from twilio.rest import Client

from app.alerting.addressing import address
from app.lines import Line, Lines
from app.records.alerts import Alert, AlertNotice
from app.records.database import Database
from app.telephony.alert_posts import post_alert
from app.telephony.client import send_text
from app.telephony.errors import Permanent, ProviderError
from app.telephony.mail import send_mail

log = structlog.get_logger()

PAUSES = tuple(timedelta(seconds=pause) for pause in (5, 10, 20, 40, 60, 120, 300))
"""After each failed try; the last goes on."""
GIVEN_UP_AFTER = timedelta(hours=24)
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class AlertDesk:
    """What telling needs; ``smtp_url`` None where mail cannot be sent from here."""

    database: Database
    lines: Lines
    provider: Client
    smtp_url: str | None
    mail_from: str
    clock: Callable[[], datetime]


def tell_due(desk: AlertDesk) -> int:
    """Address new alerts and tell everybody who is due; how many were told. Raises DatabaseAway."""
    with desk.database.begin() as connection:
        address(connection, desk.lines, desk.clock())
    told = 0
    for notice in _due(desk):
        told += _tell(desk, notice)
    return told


def _due(desk: AlertDesk) -> list[Row[Any]]:
    mine = (
        select(AlertNotice, Alert.line_id, Alert.response_id, Alert.words, Alert.made_at)
        .join(Alert, Alert.id == AlertNotice.alert_id)
        .where(AlertNotice.state == "due", AlertNotice.due_at <= desk.clock())
        .order_by(AlertNotice.due_at)
        .limit(MOST_AT_ONCE)
    )
    with desk.database.read() as connection:
        return list(connection.execute(mine))


def _tell(desk: AlertDesk, notice: Row[Any]) -> bool:
    line = desk.lines.by_id.get(notice.line_id)
    where = None if line is None else _address(line, notice)
    if line is None or where is None:
        return _keep(desk, notice, "the lines file names nobody of that name any more", for_good=True)
    try:
        _send(desk, line, notice, where)
    except ProviderError as error:
        late = desk.clock() - notice.made_at > GIVEN_UP_AFTER
        return _keep(desk, notice, str(error), for_good=isinstance(error, Permanent) or late)
    return _keep(desk, notice, None)


def _address(line: Line, notice: Row[Any]) -> str | None:
    found = next((member for member in line.staff if member.name == notice.name), None)
    where: str | None = getattr(found, notice.way, None)
    return where


def _send(desk: AlertDesk, line: Line, notice: Row[Any], where: str) -> None:
    words = words_of(line, notice)
    if notice.way == "text":
        send_text(desk.provider, line.number, where, words)
    elif notice.way == "webhook":
        post_alert(where, _key(notice), _as_json(line, notice, words))
    elif desk.smtp_url is None:
        raise Permanent("SMTP_URL is not set, so no mail can be sent")
    else:
        send_mail(desk.smtp_url, desk.mail_from, where, f"Aftercall: {notice.kind} on line {line.id}", words)


def _key(notice: Row[Any]) -> str:
    """The same for every try of one notice, so that whoever takes it can leave out the second."""
    return hashlib.sha256(f"{notice.kind}\n{notice.source}\n{notice.name}".encode()).hexdigest()


def _as_json(line: Line, notice: Row[Any], words: str) -> dict[str, Any]:
    about = {"id": notice.alert_id, "kind": notice.kind, "line": line.id, "response_id": notice.response_id}
    return {**about, "at": notice.made_at.isoformat(), "words": words}


def words_of(line: Line, alert: Row[Any]) -> str:
    """What staff is told: line, time and how to find it; never the person's words or number."""
    at = alert.made_at.astimezone(ZoneInfo(line.time_zone))
    when = f"{at:%b} {at.day} {at:%H:%M %Z}"
    if alert.kind == "distress":
        found = f"response {alert.response_id}" if alert.response_id else f"message {alert.source}"
        return f"Aftercall, {line.id}: words of distress on {when}. Please look at it now: {found}."
    return f"Aftercall, {line.id}: {alert.words}"


def _keep(desk: AlertDesk, notice: Row[Any], problem: str | None, *, for_good: bool = False) -> bool:
    """Put down what came of a try; whether the notice was taken."""
    now, tries = desk.clock(), notice.tries + 1
    pause = PAUSES[min(tries, len(PAUSES)) - 1]
    state = "sent" if problem is None else "failed" if for_good else "due"
    told: dict[str, Any] = {"state": state, "tries": tries, "problem": problem, "due_at": now + pause}
    key = {name: getattr(notice, name) for name in ("kind", "source", "name", "way")}
    mine = [getattr(AlertNotice, name) == value for name, value in key.items()]
    with desk.database.begin() as connection:
        connection.execute(update(AlertNotice).where(*mine).values(**told, told_at=now if problem is None else None))
    if state == "failed":
        log.error("alert: staff was not told", **key, problem=problem)
    elif problem is not None:
        log.warning("staff is told again", **key, problem=problem, tries=tries)
    return problem is None
