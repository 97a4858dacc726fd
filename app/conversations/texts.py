"""Texts: a message to a line begins or continues the session of its sender on that line.

Texts carry no turn, so the server guards them: a known MessageSid gets its first reply again, a text cannot answer a
question that has only just gone out, and after the live store was lost the present question is asked again.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from app.conversations.after_close import closed
from app.conversations.beginnings import caller
from app.conversations.calls import NoSurvey
from app.conversations.endings import supersede
from app.conversations.entries import bare_entry
from app.conversations.inbound import Inbound, Reply, Text
from app.conversations.keeping import ATTEMPTS, Lost, write
from app.conversations.text_beginnings import begin, put_off, stop, unheeded
from app.conversations.text_invitations import unbegun
from app.conversations.text_records import Remembered, remembered
from app.conversations.text_turns import take_turn, take_up
from app.conversations.wording import standard_phrase
from app.errors import RedisAway
from app.live.sessions import SessionMoved, TextState
from app.records import queries
from app.runtime import Runtime

log = structlog.get_logger()

BEATEN = frozenset({"expired", "superseded"})


def receive(runtime: Runtime, text: Text) -> Reply:
    """The reply to one text; a twin gets the first one's. Raises NoSurvey for an unknown line, Away, Lost."""
    who = caller(runtime, text.line_number, text.person_number, text.sid)
    if who is None or who.respondent is None:
        raise NoSurvey(text.line_number)
    arrived = Inbound(text, who, who.respondent, runtime.clock())
    try:
        first = runtime.live.first_reply(who.shard, text.sid)
        state = _state(runtime, arrived) if first is None else None
    except RedisAway:
        return _hold(runtime, arrived)
    reply = Reply.from_stored(first) if first is not None else _answered(runtime, arrived, state)
    _leaves_now(runtime, reply)
    return reply


def _state(runtime: Runtime, arrived: Inbound) -> TextState | None:
    who = arrived.who
    session_id = runtime.live.session_of_person(who.shard, who.line.id, arrived.respondent)
    return None if session_id is None else runtime.live.read_text(session_id)


def _answered(runtime: Runtime, arrived: Inbound, state: TextState | None) -> Reply:
    was_open = state is not None and state.session.ended is None
    for _ in range(ATTEMPTS):
        try:
            return _once(runtime, arrived, state, was_open=was_open)
        except SessionMoved:
            state = _state(runtime, arrived)
    raise Lost(f"{arrived.text.sid}: the session moved {ATTEMPTS} times under one text")


def _once(runtime: Runtime, arrived: Inbound, state: TextState | None, *, was_open: bool) -> Reply:
    if state is None and arrived.wish == "stop":
        return stop(runtime, arrived)
    if arrived.is_machines:
        return unheeded(runtime, arrived, None if state is None else state.session.opening.response_id)
    known = remembered(runtime, arrived, state)
    if known is None:
        return put_off(runtime, arrived)
    if known.reply is not None:
        return Reply(known.reply)
    invited = unbegun(runtime, arrived, known.invitation, state, known.session)
    if invited is not None:
        return _take_up_invited(runtime, arrived, state, replace(known, session=invited, closed_said=False))
    if state is not None and state.same_run and not known.held:
        # A text that was under way when a sweep or a call ended its session is not beaten by that.
        ended = state.session.ended is not None and not (was_open and state.session.ended in BEATEN)
        return (closed if ended or state.session.door != "text" else take_turn)(runtime, arrived, state, known)
    if state is not None or known.session is not None:
        return take_up(runtime, arrived, state, known)
    return begin(runtime, arrived, opted_out=known.opted_out)


def _take_up_invited(runtime: Runtime, arrived: Inbound, older: TextState | None, known: Remembered) -> Reply:
    """The reply that begins the session of an invitation. An older session of the person ends, as when it was sent."""
    reply = take_up(runtime, arrived, None, known)
    if older is not None:
        supersede(runtime, older.session.opening.session)
    return reply


def _leaves_now(runtime: Runtime, reply: Reply) -> None:
    """The settle time counts from here. If this is lost, the next text is met with the question again."""
    if not reply.session or not reply.body:
        return
    try:
        runtime.live.went_out(reply.session, reply.turn)
    except RedisAway as error:
        log.warning("reply not marked as out", session_id=reply.session, error=str(error))


def _hold(runtime: Runtime, arrived: Inbound) -> Reply:
    """With Redis away nobody knows which question stands: the text is kept as it came, and asked for once more.

    STOP counts, so does word of a wrong person, and staff is told of distress.

    Raises DatabaseAway where it could not be kept: the provider then brings it again.
    """
    with runtime.database.read() as connection:
        known = queries.message_by_sid(connection, arrived.text.sid)
        out = queries.opted_out(connection, arrived.respondent)
    if known is not None:
        return Reply(known.reply or "")
    phrase, handling = _while_away(arrived, out=out)
    body = "" if phrase is None else standard_phrase(phrase, "text", arrived.who.line)
    row = arrived.row(body, handling)
    write(runtime, [bare_entry("", messages=[row], opt_outs=arrived.opt_outs(), alerts=arrived.alerts())])
    return Reply(body)


def _while_away(arrived: Inbound, *, out: bool) -> tuple[str | None, str]:
    """The wording that answers a text while Redis is away, None for none, and its handling."""
    match arrived.wish:
        case "stop":
            return "stop_reply" if arrived.ours else None, "stop"
        case "distress" | "wrong_person":
            return None if out else arrived.wish, arrived.wish
        case "reaction" | "auto_reply":
            return None, arrived.wish
    return "hold", "held"
