"""A text from somebody without a live session: what SQL remembers of them, words like STOP, or a new walk-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from app.conversations.beginnings import Standing, opening, survey_for
from app.conversations.entries import Row, as_json, bare_entry
from app.conversations.inbound import Inbound, Reply
from app.conversations.keeping import entry_for
from app.conversations.restoring import Restored, from_records
from app.conversations.wording import standard_phrase, written
from app.errors import DatabaseAway
from app.live.sessions import SessionMoved
from app.records import queries
from app.runtime import Runtime
from flows import engine

log = structlog.get_logger()

NOTHING_STARTS_FOR_DAYS = 30
"""After a session on a line, a text of the same person starts no other for so long."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What SQL knows of a text and its sender."""

    reply: str | None = None
    """The reply that this very text got before."""
    session: Restored | None = None
    closed_said: bool = False
    opted_out: bool = False


def remembered(runtime: Runtime, arrived: Inbound) -> Remembered:
    """What SQL knows; nothing where it is away, since a person who writes should not wait for it."""
    try:
        with runtime.database.read() as connection:
            message = queries.message_by_sid(connection, arrived.text.sid)
            known = queries.newest_response(connection, arrived.who.line.id, arrived.respondent)
            told = known is not None and queries.was_told_closed(connection, known.response.response_id)
            out = queries.opted_out(connection, arrived.respondent)
    except DatabaseAway as error:
        log.warning("a text is answered without the records", error=str(error))
        return Remembered()
    found = None if known is None or _long_ago(known.response.started_at, arrived.at) else known
    return Remembered(
        reply=None if message is None else message.reply or "",
        session=None if found is None else from_records(runtime, found),
        closed_said=told,
        opted_out=out,
    )


def _long_ago(started: datetime, at: float) -> bool:
    return (datetime.fromtimestamp(at, UTC) - started).days >= NOTHING_STARTS_FOR_DAYS


def begin(runtime: Runtime, arrived: Inbound, *, opted_out: bool) -> Reply:
    """The reply to a text of somebody who has no session: a keyword's, the first question, or that nothing is asked.

    Raises SessionMoved where another text of the same person began first; RedisAway.
    """
    word, line = arrived.keyword, arrived.who.line
    if word == "stop":
        return _noted(runtime, arrived, "stop_reply" if arrived.ours else None, "stop", [arrived.opt_out()])
    if opted_out or runtime.live.is_stopped(arrived.who.shard, arrived.respondent):
        if word == "start":
            lifted = [arrived.opt_out(lifted=True)]
            return _noted(runtime, arrived, "start_reply" if arrived.ours else None, "start", lifted)
        return _noted(runtime, arrived, None, "opted_out")
    if word == "help":
        return _noted(runtime, arrived, "help_reply" if arrived.ours else None, "help")
    survey = survey_for(runtime, line, "text", arrived.at)
    if line.direct.text == "off" or survey is None:
        untold = runtime.live.tell_once(arrived.who.shard, line.id, arrived.respondent)
        return _noted(runtime, arrived, "no_survey" if untold else None, "no_survey")
    step = engine.begin(survey, opening(runtime, arrived.who, "text", survey, arrived.at))
    reply = Reply(written(Standing(survey, line, step.session)), step.session.opening.session)
    row = arrived.row(reply.body, "began", step.session.opening.response_id)
    entry, closing = entry_for(runtime, survey, step, [row])
    begun = runtime.live.begin(step.session, as_json(entry), closing, reply.stored(), arrived.text.body)
    if begun.known is not None or begun.routed is not None:
        raise SessionMoved(step.session.opening.session)
    return reply


def _noted(
    runtime: Runtime, arrived: Inbound, phrase: str | None, handling: str, opt_outs: list[Row] | None = None
) -> Reply:
    """The reply to a text that touches no session, kept with it."""
    reply = Reply("" if phrase is None else standard_phrase(phrase, "text", arrived.who.line))
    entry = bare_entry("", messages=[arrived.row(reply.body, handling)], opt_outs=opt_outs or [])
    twin = runtime.live.note(arrived.who.shard, arrived.text.sid, as_json(entry), reply.stored())
    if twin is not None:
        return Reply.from_stored(twin)
    if opt_outs:
        runtime.live.mark_stopped(arrived.who.shard, arrived.respondent, stopped=not opt_outs[0]["lifted"])
    return reply
