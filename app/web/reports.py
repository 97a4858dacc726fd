"""What the provider reports of texts and calls that we sent, out of the forms of its status callbacks."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import request

from app.outreach import deliveries
from app.outreach.deliveries import Report
from app.runtime import Runtime
from app.web.guards import form, record_id

log = structlog.get_logger()

_ANSWERED = frozenset({"human", "unknown"})
"""What the provider calls an answer that was no machine's."""


def take_text_report(runtime: Runtime) -> None:
    """Put down what became of a text; nothing where it is none of our invitations. Raises DatabaseAway."""
    fields = form()
    state = deliveries.text_state(fields.first("MessageStatus") or fields.first("SmsStatus"))
    if state is not None:
        code = _number(fields.first("ErrorCode"))
        _take(runtime, state, fields.first("MessageSid"), error_code=code, by_person=state == "delivered")


def take_call_report(runtime: Runtime) -> None:
    """Put down what became of a call; nothing where it is none of our invitations. Raises DatabaseAway."""
    fields = form()
    answered_by = fields.first("AnsweredBy")
    state = deliveries.call_state(fields.first("CallStatus"), answered_by)
    if state is not None:
        seconds = _number(fields.first("CallDuration"))
        _take(runtime, state, fields.first("CallSid"), seconds=seconds, by_person=answered_by in _ANSWERED)


def _take(runtime: Runtime, state: str, sid: str, *, by_person: bool, **more: int | None) -> None:
    """By invitation and attempt where the URL has both, else by the sid; what names neither is none of ours."""
    known_by = record_id(sid)
    if known_by is None:
        log.warning("a status callback without a readable sid is not kept", state=state)
        return
    invitation, attempt = record_id(request.args.get("invitation")), _number(request.args.get("attempt", ""))
    if request.args and None in (invitation, attempt):
        log.warning("a status callback names no readable invitation and attempt", state=state)
    report = Report(state, known_by, invitation, attempt, by_person=by_person, **more)
    deliveries.take(runtime.database, runtime.lines, report, datetime.fromtimestamp(runtime.clock(), UTC))


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 10 else None  # noqa: PLR2004  as many as a column holds
