"""Dispositions: how each offer ended. Pure; ``settling`` writes them down.

The first that fits counts: whoever answered goes by the status of the response, also if STOP came after it.
docs/dispositions.md has the rules as a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

ENDS_OF_SENDS: Mapping[str, str] = {
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
    "refused": "failed",
    "busy": "busy",
    "no_answer": "no_answer",
    "machine": "machine",
}
"""What a send that reached nobody makes of its invitation, if nothing follows it."""

_SENT_FOR_ALL_WE_KNOW = frozenset({"queued", "sent", "ringing", "answered", "delivered", "completed"})
_ENDS_WITHOUT_ANSWERS = frozenset({"opted_out", "declined", "superseded", "failed"})
"""Ends of a session, as the engine names them, that say it all where nothing was answered."""


class Case(NamedTuple):
    """What the end of one offer depends on: columns of its invitation, its response and its newest send."""

    kind: str
    """Of the invitation: ``direct``, ``text`` or ``call``."""
    door: str
    state: str | None
    """Of the invitation; None for one that is never sent."""
    status: str | None
    """Of the response; None without one."""
    session_end: str | None
    """What ended the session; None while it goes on, or before it begins."""
    replied: bool
    """Whether anything came from the person since the session began."""
    asked: bool
    """Whether a question was asked."""
    answered: bool
    """Whether at least one question has a substantive answer."""
    sent: str | None
    """The state of the newest send; None if nothing was sent."""
    offered: bool
    """Whether the person surely had the offer."""


def disposition(case: Case, *, over: bool) -> str | None:
    """How an offer ended, None while it is open. ``over``: the last moment at which anything may come has passed."""
    if case.status is not None and (case.session_end is not None or over):
        return _of_session(case)
    return _without_session(case) if over else None


def _of_session(case: Case) -> str:
    if case.session_end == "wrong_person":
        return "wrong_number"
    if case.status in {"complete", "partial"}:
        return str(case.status)
    if case.answered:
        return "broken_off"
    if case.session_end in _ENDS_WITHOUT_ANSWERS:
        return case.session_end
    if case.door == "text" and not case.replied:
        return _of_silence(case)
    return "broken_off" if case.asked else "left_at_welcome"


def _of_silence(case: Case) -> str:
    """Of a text that nobody replied to. A direct one began with the person's own text."""
    if case.kind == "direct":
        return "left_at_welcome"
    lost = ENDS_OF_SENDS.get(case.sent or "")
    return lost if lost is not None and not case.offered else "no_reply"


def _without_session(case: Case) -> str:
    if case.kind == "direct":
        return "not_handed_over"
    if case.state == "planned":
        return "too_late"
    lost = ENDS_OF_SENDS.get(case.sent or "")
    if lost is not None or case.sent not in _SENT_FOR_ALL_WE_KNOW:
        return lost or "failed"
    if case.door == "text":
        return "no_reply"
    return "left_at_welcome" if case.offered else "no_answer"
