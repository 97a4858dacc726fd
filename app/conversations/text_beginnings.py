"""A text from somebody who has no session: words like STOP, a new walk-in, or nothing."""

from __future__ import annotations

import structlog

from app.conversations.beginnings import Standing, lets_begin, opening, survey_for
from app.conversations.entries import as_json, bare_entry
from app.conversations.inbound import Inbound, Reply
from app.conversations.keeping import entry_for
from app.conversations.wording import standard_phrase, written
from app.live.sessions import SessionMoved
from app.runtime import Runtime
from flows import engine

log = structlog.get_logger()


def stop(runtime: Runtime, arrived: Inbound) -> Reply:
    """The reply to STOP from somebody who has no live session; it counts whatever else is away. Raises RedisAway."""
    return _noted(runtime, arrived, "stop_reply" if arrived.ours else None, "stop")


def unheeded(runtime: Runtime, arrived: Inbound, response_id: str | None) -> Reply:
    """What a phone or a machine sent on its own, kept: nothing else comes of it. Raises RedisAway."""
    return _noted(runtime, arrived, None, str(arrived.wish), response_id)


def put_off(runtime: Runtime, arrived: Inbound) -> Reply:
    """The reply to somebody whom the live store does not know while the records cannot be asked. Raises RedisAway.

    They may be in the midst of a survey, or have opted out: nothing begins before the records have told.
    """
    stopped = runtime.live.is_stopped(arrived.who.shard, arrived.respondent)
    ending = arrived.wish if arrived.wish in {"distress", "wrong_person"} else None
    return _noted(runtime, arrived, None if stopped else ending or "hold", ending or "put_off")


def begin(runtime: Runtime, arrived: Inbound, *, opted_out: bool) -> Reply:
    """The reply to a text of somebody who has no session: a wish's, the first question, or that nothing is asked.

    Raises SessionMoved where another text of the same person began first; RedisAway.
    """
    wish, line = arrived.wish, arrived.who.line
    lately = runtime.live.is_stopped(arrived.who.shard, arrived.respondent)
    if opted_out if lately is None else lately:
        if wish == "start":
            return _noted(runtime, arrived, "start_reply" if arrived.ours else None, "start", lifts=True)
        return _noted(runtime, arrived, None, "distress" if wish == "distress" else "opted_out")
    if wish == "help":
        return _noted(runtime, arrived, "help_reply" if arrived.ours else None, "help")
    if wish in {"distress", "wrong_person"}:
        return _noted(runtime, arrived, wish if _untold(runtime, arrived, wish) else None, wish)
    survey = survey_for(runtime, line, "text", arrived.at)
    if line.direct.text == "off" or survey is None or not lets_begin(runtime, line, arrived.at):
        untold = _untold(runtime, arrived, "no_survey")
        return _noted(runtime, arrived, "no_survey" if untold else None, "no_survey")
    step = engine.begin(survey, opening(runtime, arrived.who, "text", survey, arrived.at))
    reply = Reply(written(Standing(survey, line, step.session)), step.session.opening.session)
    row = arrived.row(reply.body, "began", step.session.opening.response_id)
    entry, closing = entry_for(runtime, survey, step, messages=[row])
    begun = runtime.live.begin(step.session, as_json(entry), closing, reply.stored(), arrived.text.body)
    if begun.known is not None or begun.routed is not None:
        raise SessionMoved(step.session.opening.session)
    return reply


def _untold(runtime: Runtime, arrived: Inbound, what: str) -> bool:
    who = arrived.who
    return runtime.live.tell_once(who.shard, who.line.id, what, arrived.respondent, arrived.text.sid)


def _noted(
    runtime: Runtime,
    arrived: Inbound,
    phrase: str | None,
    handling: str,
    response_id: str | None = None,
    *,
    lifts: bool = False,
) -> Reply:
    """The reply to a text that touches no session, kept with it, and with what it says to the register and to staff."""
    reply = Reply("" if phrase is None else standard_phrase(phrase, "text", arrived.who.line))
    outs = arrived.opt_in() if lifts else arrived.opt_outs()
    row = arrived.row(reply.body, handling, response_id)
    entry = bare_entry("", messages=[row], opt_outs=outs, alerts=arrived.alerts(response_id))
    twin = runtime.live.note(arrived.who.shard, arrived.text.sid, as_json(entry), reply.stored())
    if twin is not None:
        return Reply.from_stored(twin)
    if outs:
        runtime.live.mark_stopped(arrived.who.shard, arrived.respondent, stopped=not lifts)
    return reply
