"""Keeping what a step changed: its entry, the commit to the live store, or the way straight to SQL."""

from __future__ import annotations

from collections.abc import Sequence

from app.conversations.beginnings import closes_at
from app.conversations.entries import Row, as_json, entry_of, opt_out
from app.errors import AftercallError
from app.lines import Line
from app.live.sessions import Stored
from app.records.entries import write_entries
from app.runtime import Runtime
from flows.session import Session
from flows.survey import Survey
from flows.turns import Step

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


def entry_for(
    runtime: Runtime, survey: Survey, step: Step, messages: Sequence[Row] = (), opt_outs: Sequence[Row] = ()
) -> tuple[Row, float]:
    """The entry of a step and when its session closes, in seconds since 1970.

    An opt-out by a key on the phone goes with it; those of texts are given by ``opt_outs``.
    """
    session, at = step.session, runtime.clock()
    closing = closes_at(survey, session)
    outs = list(opt_outs)
    if session.door == "voice" and any(event.kind == "opted_out" for event in step.events):
        outs += opt_out(session, at, "key", session.opening.source_sid)
    line = line_of(runtime, session)
    return entry_of(survey, line, session, step.events, closing, opt_outs=outs, messages=list(messages)), closing


def commit(
    runtime: Runtime, survey: Survey, before: Stored | None, step: Step, *, came_over: bool = False
) -> Stored | None:
    """Keep a step in the live store; None if done, else where the session really stands. Raises RedisAway."""
    entry, closing = entry_for(runtime, survey, step)
    return runtime.live.commit(before, step.session, as_json(entry), closing, came_over=came_over)


def record(runtime: Runtime, survey: Survey, step: Step) -> None:
    """Write a step to SQL, by the recorder's own upsert. Raises DatabaseAway."""
    write(runtime, [entry_for(runtime, survey, step)[0]])


def write(runtime: Runtime, entries: Sequence[Row]) -> None:
    """Write entries to SQL, by the recorder's own upsert. Raises DatabaseAway."""
    with runtime.database.begin() as connection:
        write_entries(connection, entries)
