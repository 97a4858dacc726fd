"""Merging: what a report adds to what is stored of its contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.line_rules import Described, ServiceRule
from app.lines import Line, Lines
from app.outreach.contact_reports import CORRECTED, ContactReport

_COMPLETED = ("started_at", "ended_at", "language", "time_zone")
_SERVED = tuple(name for name in ServiceRule.model_fields if name not in ("queue", "outcome", "reason", "caller_type"))
"""What a line's ``services`` may say of a contact."""


MERGED = (
    *(name for name in CORRECTED if name != "agent"),
    *_COMPLETED,
    *("agent_key", "line_id", "respondent_key", "state", "reported_by", "test"),
)
"""Columns of a contact that reports fill."""


ANOTHER_CALL = "is not that of an earlier report of this contact_id"
"""Why the line or number of a report makes it one of another call."""


class _Stored(dict[str, Any]):
    """Columns of a contact as rules of a line look at them."""

    queue = property(lambda self: self["queue"])
    outcome = property(lambda self: self["outcome"])
    reason = property(lambda self: self["reason"])
    caller_type = property(lambda self: self["caller_type"])


def merged(
    stored: Mapping[str, Any], report: ContactReport, line: Line, respondent: str | None, agent_key: str | None
) -> dict[str, Any]:
    """The columns that change. Facts that the center may correct follow the report, others are filled where null."""
    columns = {name: getattr(report, name) for name in (*CORRECTED, *_COMPLETED) if name != "agent"}
    known = {**columns, "agent_key": agent_key, "line_id": line.id, "respondent_key": respondent}
    told = {name: value for name, value in known.items() if value is not None and _may_say(name, stored)}
    told["state"] = "ended" if "ended" in (stored["state"], report.state) else "started"
    told["reported_by"] = "center"
    if report.test:
        told["test"] = True
    told = {**_served(stored, told, line), **told}
    return {name: value for name, value in told.items() if stored[name] != value}


def first_columns(report: ContactReport, line: Line, respondent: str | None, agent_key: str | None) -> dict[str, Any]:
    """All columns that reports fill, of a contact that nothing was known of."""
    nothing = dict.fromkeys(MERGED)
    return nothing | merged(nothing, report, line, respondent, agent_key)


def contradiction(stored: Mapping[str, Any], report: ContactReport) -> tuple[str, str] | None:
    """The time in a report that cannot stand beside the other one, told earlier, and why; None where both can."""
    started, ended = stored["started_at"] or report.started_at, stored["ended_at"] or report.ended_at
    if started is None or ended is None or started <= ended:
        return None
    if stored["ended_at"] is None:
        return "ended_at", f"is before started_at of an earlier report, {started.isoformat()}"
    if stored["started_at"] is None:
        return "started_at", f"is after ended_at of an earlier report, {ended.isoformat()}"
    return None


def conflict(
    stored: Mapping[str, Any], lines: Lines, line: Line, contact_id: str, respondent: str | None
) -> tuple[str, str] | None:
    """The field of a report that makes it one of another call than the earlier report, and why; None where it may be.

    Nothing is compared with what a call itself told: one that is transferred may show another number. ``contact_id``
    and ``respondent`` are ours; under a new secret the keys of people differ as the ids of contacts do.
    """
    # A report makes and decides its contact at one moment; the stub of a call stood before.
    if stored["decided_at"] is None or stored["created_at"] != stored["decided_at"]:
        return None
    if stored["line_id"] in lines.by_id and stored["line_id"] != line.id:
        return "line", ANOTHER_CALL
    known = stored["respondent_key"] if stored["id"] == contact_id else None
    if known is not None and respondent is not None and known != respondent:
        return "number", ANOTHER_CALL
    return None


def _may_say(name: str, stored: Mapping[str, Any]) -> bool:
    return stored[name] is None or name in CORRECTED or name == "agent_key"


def _served(stored: Mapping[str, Any], told: Mapping[str, Any], line: Line) -> dict[str, Any]:
    """What the contact was about by the line's rules, else by the line, where no report said it itself."""
    before, after = _said_by(line, _Stored(stored)), _said_by(line, _Stored({**stored, **told}))
    ours = {name for name in _SERVED if stored[name] is None or stored[name] == before[name]}
    return {name: value for name, value in after.items() if name in ours and value is not None}


def _said_by(line: Line, contact: Described) -> dict[str, Any]:
    rule = rule_for(line, contact)
    return {name: getattr(rule, name, None) or getattr(line, name) for name in _SERVED}


def rule_for(line: Line, contact: Described) -> ServiceRule | None:
    """The first rule of a line that fits a contact."""
    return next((rule for rule in line.services if rule.fits(contact)), None)
