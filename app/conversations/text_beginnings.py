"""A text from somebody who has no session: words like STOP, a new walk-in, or nothing."""

from __future__ import annotations

import structlog

from app.conversations.beginnings import Standing, opening, survey_for
from app.conversations.entries import Row, as_json, bare_entry
from app.conversations.inbound import Inbound, Reply
from app.conversations.keeping import entry_for
from app.conversations.wording import standard_phrase, written
from app.live.sessions import SessionMoved
from app.runtime import Runtime
from flows import engine

log = structlog.get_logger()


def stop(runtime: Runtime, arrived: Inbound) -> Reply:
    """The reply to STOP from somebody who has no live session; it counts whatever else is away. Raises RedisAway."""
    return _noted(runtime, arrived, "stop_reply" if arrived.ours else None, "stop", [arrived.opt_out()])


def put_off(runtime: Runtime, arrived: Inbound) -> Reply:
    """The reply to somebody whom the live store does not know while the records cannot be asked. Raises RedisAway.

    They may be in the midst of a survey, or have opted out: nothing begins before the records have told.
    """
    stopped = runtime.live.is_stopped(arrived.who.shard, arrived.respondent)
    return _noted(runtime, arrived, None if stopped else "hold", "put_off")


def begin(runtime: Runtime, arrived: Inbound, *, opted_out: bool) -> Reply:
    """The reply to a text of somebody who has no session: a keyword's, the first question, or that nothing is asked.

    Raises SessionMoved where another text of the same person began first; RedisAway.
    """
    word, line = arrived.keyword, arrived.who.line
    lately = runtime.live.is_stopped(arrived.who.shard, arrived.respondent)
    if opted_out if lately is None else lately:
        if word == "start":
            lifted = [arrived.opt_out(lifted=True)]
            return _noted(runtime, arrived, "start_reply" if arrived.ours else None, "start", lifted)
        return _noted(runtime, arrived, None, "opted_out")
    if word == "help":
        return _noted(runtime, arrived, "help_reply" if arrived.ours else None, "help")
    survey = survey_for(runtime, line, "text", arrived.at)
    if line.direct.text == "off" or survey is None:
        untold = runtime.live.tell_once(arrived.who.shard, line.id, arrived.respondent, arrived.text.sid)
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
