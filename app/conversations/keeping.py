"""Keeping what a step changed: its entry, the commit to the live store, or the way straight to SQL."""

from __future__ import annotations

from collections.abc import Sequence

from app.conversations.beginnings import closes_at
from app.conversations.entries import Row, alert_row, as_json, entry_of, opt_out
from app.errors import AftercallError
from app.lines import Line
from app.live.sessions import Stored
from app.records.entries import write_entries
from app.runtime import Runtime
from flows import tape as tapes
from flows.session import Session
from flows.steps import Step
from flows.survey import Survey

ATTEMPTS = 5
"""How often a turn is tried again because another request moved the session in between."""


class Lost(AftercallError):
    """A webhook tells of a session that cannot be found or rebuilt."""


def line_of(runtime: Runtime, session: Session) -> Line:
    """The line of a session. Raises Lost where it was taken out of the lines file."""
    line = runtime.lines.by_id.get(session.opening.line)
    if line is None:
        raise Lost(f"{session.opening.session}: line {session.opening.line} is not in the lines file")
    return line


def entry_for(runtime: Runtime, survey: Survey, step: Step, **of_text: list[Row]) -> tuple[Row, float]:
    """The entry of a step and when its session closes, in seconds since 1970.

    What a key or a spoken word on the phone says to the opt-out register and to staff goes with it; that of texts, and
    the texts themselves, are given as ``entry_of`` takes them.
    """
    session = step.session
    closing = closes_at(survey, session)
    more = _of_call(step, runtime.clock()) if session.door == "voice" else {}
    for part, rows in of_text.items():
        more[part] = [*rows, *more.get(part, [])]
    return entry_of(survey, line_of(runtime, session), session, step.events, closing, **more), closing


def _of_call(step: Step, at: float) -> dict[str, list[Row]]:
    session, kinds = step.session, {event.kind for event in step.events}
    opening = session.opening
    more: dict[str, list[Row]] = {}
    if "opted_out" in kinds:
        how = "speech" if session.tape.endswith(tapes.LETTERS["stop"]) else "key"
        more["opt_outs"] = opt_out(session, at, how, opening.source_sid)
    if "wrong_person" in kinds:
        more["opt_outs"] = opt_out(session, at, "wrong_person", opening.source_sid)
    if "distress" in kinds:
        more["alerts"] = [alert_row(opening.line, opening.source_sid, at, opening.response_id)]
    return more


def commit(
    runtime: Runtime,
    survey: Survey,
    before: Stored | None,
    step: Step,
    *,
    came_over: bool = False,
    text_requests: list[Row] | None = None,
) -> Stored | None:
    """Keep a step in the live store; None if done, else where the session really stands. Raises RedisAway."""
    entry, closing = entry_for(runtime, survey, step, text_requests=text_requests or [])
    return runtime.live.commit(before, step.session, as_json(entry), closing, came_over=came_over)


def record(runtime: Runtime, survey: Survey, step: Step, text_requests: list[Row] | None = None) -> None:
    """Write a step to SQL, by the recorder's own upsert. Raises DatabaseAway."""
    write(runtime, [entry_for(runtime, survey, step, text_requests=text_requests or [])[0]])


def write(runtime: Runtime, entries: Sequence[Row]) -> None:
    """Write entries to SQL, by the recorder's own upsert. Raises DatabaseAway."""
    with runtime.database.begin() as connection:
        write_entries(connection, entries)
