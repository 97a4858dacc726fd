"""Texts that never reached us, found later in the provider's list: kept, and met with the question, never an answer.

Nobody knows what the person has read since, so the words of such a text answer nothing. STOP counts, whenever it was
said; a session that has moved since is left alone; one that stands where it stood is asked for again; somebody without
a session gets the question that their text should have been met with.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from app.conversations.beginnings import Caller, caller
from app.conversations.entries import as_json, bare_entry
from app.conversations.inbound import Inbound, Reply, Text
from app.conversations.text_beginnings import begin, stop
from app.conversations.text_invitations import unbegun
from app.conversations.text_records import Remembered, remembered
from app.conversations.text_turns import meant, take_turn, take_up
from app.live.sessions import SessionMoved, TextState
from app.runtime import Runtime
from app.telephony.client import Origin, client, send_text
from app.telephony.errors import ProviderError
from flows.session import Session

log = structlog.get_logger()

ANSWERED_WITHIN_SECONDS = 24 * 3600
"""A text older than this is only kept: who is answered a day later no longer knows what was asked."""


def recover(runtime: Runtime, text: Text, sent_at: float) -> Reply:
    """Take up a text that never reached us, sent at ``sent_at`` (seconds since 1970), and answer it by one of ours.

    A text that did reach us is left alone. The reply was sent, if it has words. Raises Away, after which the text may
    be recovered again.
    """
    who = caller(runtime, text.line_number, text.person_number, text.sid)
    if who is None or who.respondent is None:
        return Reply("")
    arrived = Inbound(text, who, who.respondent, sent_at)
    session_id = runtime.live.session_of_person(who.shard, who.line.id, who.respondent)
    state = None if session_id is None else runtime.live.read_text(session_id)
    known = remembered(runtime, arrived, state)
    if known is None or known.reply is not None or runtime.live.first_reply(who.shard, text.sid) is not None:
        return Reply("")
    try:
        reply = _met(runtime, arrived, state, known)
    except SessionMoved:
        reply = _kept(runtime, arrived)
    if reply.body:
        _send(runtime, who, reply)
    return reply


def _met(runtime: Runtime, arrived: Inbound, state: TextState | None, known: Remembered) -> Reply:
    stands = None if state is None else state.session
    open_by_text = stands is not None and stands.ended is None and stands.door == "text"
    if arrived.wish == "stop":
        return take_turn(runtime, arrived, state, known) if state and open_by_text else stop(runtime, arrived)
    if arrived.wish in {"distress", "wrong_person"} and state and open_by_text:
        return take_turn(runtime, arrived, state, known)
    if arrived.wish is not None:
        return _kept(runtime, arrived)
    now = runtime.clock()
    found = meant(state, known)
    old = now - arrived.at > ANSWERED_WITHIN_SECONDS
    if old or known.opted_out or (found is not None and _last_heard(found) > arrived.at):
        return _kept(runtime, arrived)
    asked = replace(arrived, at=now)
    invited = unbegun(runtime, asked, known.invitation, state, known.session)
    if invited is not None:
        return take_up(runtime, asked, None, replace(known, session=invited))
    if found is None:
        return begin(runtime, asked, opted_out=False)
    if found.ended is not None or found.door != "text":
        return _kept(runtime, arrived)
    return take_up(runtime, asked, state, known)


def _last_heard(session: Session) -> float:
    """When the session last took something in, or put its question; in seconds since 1970."""
    times = (session.opening.started_at, session.prompted_at, *(answer.answered_at for answer in session.answers))
    return max(at for at in times if at is not None)


def _kept(runtime: Runtime, arrived: Inbound) -> Reply:
    """The text as it came, with what it says to the opt-out register and to staff, and nothing more."""
    outs = arrived.opt_in() if arrived.wish == "start" else arrived.opt_outs()
    entry = bare_entry("", messages=[arrived.row("", "recovered")], opt_outs=outs, alerts=arrived.alerts())
    runtime.live.note(arrived.who.shard, arrived.text.sid, as_json(entry), Reply("").stored())
    return Reply("")


def _send(runtime: Runtime, who: Caller, reply: Reply) -> None:
    """Send what the webhook's answer would have said. Without it the person's next text is met in the same way."""
    sender = runtime.lines.sender_of(who.line)
    origin = Origin(sender.number or who.line.number, sender.messaging_service)
    assert who.number is not None
    try:
        send_text(client(runtime.settings), origin, who.number, reply.body)
    except ProviderError as error:
        log.warning("a recovered text was not answered", line=who.line.id, error=str(error))
        return
    if reply.session:
        runtime.live.went_out(reply.session, reply.turn)
