"""Delivers what was prepared: each recipient is told once, and again only where the first try surely failed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row

from app.access import audit
from app.access.audit import Action, Actor
from app.access.second_factor import SealedSecrets
from app.errors import AftercallError
from app.runtime import Runtime
from app.schedules.claims import UNKNOWN, Claim, due_deliveries, sort_out
from app.schedules.files import attached, still_for
from app.schedules.preparing import Refused, owner_who_may
from app.telephony.errors import Permanent, ProviderError, Unknown
from app.telephony.mail import hand_over, mail_of
from app.telephony.webhook import Call, call

log = structlog.get_logger()

PAUSES = tuple(timedelta(seconds=pause) for pause in (10, 60, 300, 1800, 7200, 18000))
"""After each failed try; the last goes on."""
GIVEN_UP_AFTER = timedelta(hours=24)


class Lost(AftercallError):
    """Another worker took the delivery over."""


def deliver_due(runtime: Runtime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Deliver everything that is due; how much was. Raises DatabaseAway."""
    sort_out(runtime.database, _now(runtime))
    with runtime.database.read() as connection:
        rows = due_deliveries(connection, _now(runtime))
    delivered = 0
    for row in rows:
        if stopping():
            break
        claim = Claim(runtime.database, row, _now(runtime))
        if claim.taken():
            delivered += _deliver(runtime, claim)
    return delivered


def _deliver(runtime: Runtime, claim: Claim) -> bool:
    try:
        _refuse_narrowed(runtime, claim.row)
        (_mail if claim.row.way == "mail" else _webhook)(runtime, claim)
    except Lost:
        return False
    except Unknown as error:
        return _ended(runtime, claim, "due" if claim.row.way == "webhook" else "unknown", str(error))
    except Refused as error:
        return _ended(runtime, claim, "failed", str(error))
    except ProviderError as error:
        return _ended(runtime, claim, "failed" if isinstance(error, Permanent) else "due", str(error))
    return _ended(runtime, claim, "sent", None)


def _refuse_narrowed(runtime: Runtime, row: Row[Any]) -> None:
    """Raises Refused where the owner may not send this any more, since it was prepared."""
    with runtime.database.read() as connection:
        owner = owner_who_may(connection, row.owner_id)
    units = owner.access.units
    if units is not None and (row.units is None or not set(row.units) <= units):
        raise Refused("the owner may see fewer units now")
    if row.file_id is not None and not still_for(runtime, row.file_id, owner):
        raise Refused("the owner may not have all of the file any more")


def _mail(runtime: Runtime, claim: Claim) -> None:
    row, settings = claim.row, runtime.settings
    if settings.smtp_url is None:
        raise Permanent("SMTP_URL is not set, so no mail can be sent")
    file, gone = (None, None) if row.file_id is None else attached(runtime, row.file_id)
    words = row.words if gone is None else f"{row.words}\n{gone}\n"
    mail = mail_of(settings.mail_from, row.recipient, row.subject, words, file)
    # The same for every try, by which mailboxes know a double; programs that answer by themselves leave it (RFC 3834).
    mail["Message-ID"] = f"<{_name_of(row)}@{settings.mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"

    def surely_ours() -> None:
        if not claim.handing():
            raise Lost

    hand_over(settings.smtp_url.get_secret_value(), mail, surely_ours)


def _webhook(runtime: Runtime, claim: Claim) -> None:
    row, settings = claim.row, runtime.settings
    secret = SealedSecrets(settings.encryption_keys).open(row.sealed_secret)
    if secret is None:
        raise Permanent("the key that sealed the secret of the webhook is gone; make the schedule anew")
    body = json.dumps(row.figures, ensure_ascii=False, sort_keys=True).encode()
    what = Call(row.recipient, body, secret, key=_name_of(row), public_only=not settings.local_mode)
    call(what, int(runtime.clock()))


def _ended(runtime: Runtime, claim: Claim, state: str, problem: str | None) -> bool:
    now, row = _now(runtime), claim.row
    tries = row.tries + 1
    late = now - row.due_at_first > GIVEN_UP_AFTER if state == "due" else False
    kept = "failed" if late else state
    values: dict[str, Any] = {"state": kept, "problem": UNKNOWN if kept == "unknown" else problem}
    values |= {"told_at": now} if kept == "sent" else {}
    values |= {"due_at": now + PAUSES[min(tries, len(PAUSES)) - 1], "claimed_at": None} if kept == "due" else {}
    with runtime.database.begin() as connection:
        if claim.ends(connection, **values) and kept == "sent":
            subject, owner = f"schedule:{row.schedule_id}", Actor(f"person:{row.owner_id}")
            told = {"to": row.recipient, "file": row.file_id}
            audit.note(connection, owner, Action.REPORT_SENT, now, subject, **told)
    if problem is not None:
        log.warning("a report was not delivered", run=row.run_id, way=row.way, state=kept, problem=problem)
    return kept == "sent"


def _name_of(row: Row[Any]) -> str:
    """One name for a delivery, whatever try it is, which tells nothing of the recipient."""
    return f"{row.run_id}.{hashlib.sha256(row.recipient.encode()).hexdigest()[:16]}"


def _now(runtime: Runtime) -> datetime:
    return datetime.fromtimestamp(runtime.clock(), UTC)
