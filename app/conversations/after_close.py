"""A text after the end of its session: more of a comment, a word that always counts, or the closing words, once."""

from __future__ import annotations

from typing import Any

from app.conversations.inbound import Inbound, Reply
from app.conversations.text_conversation import Conversation
from app.conversations.text_records import Remembered
from app.live.sessions import TextState
from app.runtime import Runtime
from flows import engine
from flows.steps import Step

REFUSED = frozenset({"opted_out", "declined", "wrong_person"})
"""Ends after which nobody is written to."""


def closed(runtime: Runtime, arrived: Inbound, state: TextState, known: Remembered) -> Reply:
    """A text after the end, or to somebody whose survey is on the phone: the closing words once; nothing starts."""
    talk = Conversation(runtime, arrived, state.session, state.session)
    return after_close(talk, known, Step(state.session), closed_said=state.closed_said)


def after_close(
    talk: Conversation, known: Remembered, step: Step, *, closed_said: bool, take_up: bool = False
) -> Reply:
    """The reply to a text that finds its session at its end, which ``step`` may have just brought."""
    arrived = talk.arrived
    stays: dict[str, Any] = {"closed_said": closed_said, "take_up": take_up}
    if arrived.wish == "stop":
        return talk.keep_stop(step, **stays)
    out = step.session.ended in REFUSED or known.opted_out or _stopped_lately(talk)
    if arrived.wish == "start" and out:
        return talk.keep_start(**stays)
    if arrived.wish == "help":
        return talk.keep_help(step, **stays)
    if arrived.wish in {"distress", "wrong_person"}:
        body = "" if out or not _untold(talk) else talk.words(arrived.wish)
        return talk.keep(step, body, arrived.wish, closed_said=True, take_up=take_up)
    more = None if out else _more_of_the_comment(talk, step, **stays)
    if more is not None:
        return more
    body = "" if closed_said or out else talk.words("closed")
    return talk.keep(step, body, "after_close", closed_said=True, take_up=take_up)


def _stopped_lately(talk: Conversation) -> bool:
    return bool(talk.runtime.live.is_stopped(talk.arrived.who.shard, talk.arrived.respondent))


def _untold(talk: Conversation) -> bool:
    """Once a day, so that two machines never answer each other without end."""
    arrived = talk.arrived
    what = str(arrived.wish)
    return talk.runtime.live.tell_once(
        arrived.who.shard, arrived.who.line.id, what, arrived.respondent, arrived.text.sid
    )


def _more_of_the_comment(talk: Conversation, step: Step, **stays: Any) -> Reply | None:
    """The further words of a comment that ended the survey, kept with it; they get no reply."""
    if step.session.ended != "completed" or step.session.door != "text":
        return None
    more = engine.more_words(step.session, talk.given)
    if more is None:
        return None
    return talk.keep(more, "", "answered" if more.events else "doubled", **stays)
