"""What a text does to a session: an answer, a word that always counts, or the session taken up again."""

from __future__ import annotations

from dataclasses import replace

from app.conversations.after_close import after_close
from app.conversations.beginnings import closes_at
from app.conversations.inbound import Inbound, Reply
from app.conversations.text_conversation import Conversation
from app.conversations.text_records import ASKED_AGAIN, Remembered
from app.live.sessions import TextState
from app.runtime import Runtime
from flows import engine
from flows.session import Session
from flows.steps import Step

MOST_EARLY = 2
"""Texts in a row within the settle time that get the question again."""


def take_turn(runtime: Runtime, arrived: Inbound, state: TextState, known: Remembered) -> Reply:
    """A text to an open session: words that always count first, then whether it can be an answer, then the engine."""
    talk = Conversation(runtime, arrived, state.session, state.session)
    session = state.session
    always = _always_counts(talk, known)
    if always is not None:
        return always
    if arrived.wish == "help":
        return talk.keep_help(Step(session))
    if arrived.at > closes_at(talk.survey, session):
        return after_close(talk, known, engine.leave(session, "expired", arrived.at), closed_said=False)
    if arrived.wish in {"distress", "wrong_person"}:
        return _read(talk)
    return _too_early(talk, state) or _read(talk)


def _always_counts(talk: Conversation, known: Remembered, **turn: bool) -> Reply | None:
    """The reply where the person wants no more, now or since the live store was away; None for others."""
    arrived, session = talk.arrived, talk.session
    if arrived.wish == "stop":
        return talk.keep_stop(engine.stop(session, arrived.at), **turn)
    if known.opted_out and arrived.wish == "start":
        return talk.keep_start(**turn)
    if known.opted_out:
        handling = "distress" if arrived.wish == "distress" else "opted_out"
        return talk.keep(engine.stop(session, arrived.at), "", handling, **turn)
    if known.distressed:
        return after_close(talk, known, engine.distress(session, arrived.at), closed_said=False, **turn)
    return None


def _too_early(talk: Conversation, state: TextState) -> Reply | None:
    """The reply to a text that cannot answer its question, which has only just gone out or not yet; None for others.

    Right after a comment it is more of that. Words that repeat the answer before get no reply, and after some in a row
    no others do: an automatic answer to ours would go on without end.
    """
    since, session = state.seconds_since_out, state.session
    if since is not None and since >= talk.runtime.settings.text_settle_seconds:
        return None
    more = engine.more_words(session, talk.given)
    if more is not None and more.events:
        body = talk.asking(more.session) if since is None else ""
        return talk.keep(more, body, "answered", accepted=talk.arrived.text.body, early=state.early)
    if since is None:
        return talk.keep(Step(session), talk.asking(session), "too_early")
    quiet = talk.arrived.text.body == state.accepted or state.early >= MOST_EARLY
    return talk.keep(Step(session), "" if quiet else talk.asking(session), "too_early", early=state.early + 1)


def _read(talk: Conversation) -> Reply:
    step = engine.resume(talk.survey, talk.session, talk.given)
    if step.session.ended in {"distress", "wrong_person"}:
        return talk.keep_end(step)
    if step.session.ended == "opted_out":
        return talk.keep_stop(step)
    kinds = {event.kind for event in step.events}
    handling = next((kind for kind in ("service_request", "answered") if kind in kinds), "asked_again")
    accepted = talk.arrived.text.body if "answered" in kinds else ""
    return talk.keep(step, talk.asking(step.session), handling, accepted=accepted)


def meant(state: TextState | None, known: Remembered) -> Session | None:
    """The session that a text can mean, of the live one and the newest in SQL; None where there is neither.

    Of one session the greater turn counts. Turns of two sessions say nothing of each other: the later one is meant.
    """
    live = None if state is None else state.session
    stored = None if known.session is None else known.session.session
    if live is None or stored is None:
        return live or stored
    if live.opening.session == stored.opening.session:
        return max(live, stored, key=lambda found: found.turn)
    return max(live, stored, key=lambda found: found.opening.started_at)


def take_up(runtime: Runtime, arrived: Inbound, state: TextState | None, known: Remembered) -> Reply:
    """The live store was lost or away: the session as far as it is known, and the present question again.

    The text is kept as it came and answers nothing: wrong data is worse than a question asked twice. Words that always
    count do so here too.
    """
    session = meant(state, known)
    assert session is not None
    stored = runtime.live.load(session.opening.session)
    before = None if stored is None else stored.session
    if before is not None and before.turn >= session.turn:
        session = before
    talk = Conversation(runtime, arrived, session, before)
    lately = runtime.live.is_stopped(arrived.who.shard, arrived.respondent)
    known = known if lately is None else replace(known, opted_out=lately)
    if session.ended is not None or session.door != "text":
        said_here = state is not None and state.closed_said and state.session.opening.session == session.opening.session
        said = known.closed_said or said_here
        return after_close(talk, known, Step(session), closed_said=said, take_up=True)
    always = _always_counts(talk, known, take_up=True)
    if always is not None:
        return always
    if session.prompted_at is not None and arrived.at > closes_at(talk.survey, session):
        return after_close(talk, known, engine.leave(session, "expired", arrived.at), closed_said=False, take_up=True)
    if arrived.wish == "distress":
        return talk.keep_end(engine.distress(session, arrived.at), take_up=True)
    if arrived.wish == "wrong_person":
        return talk.keep_end(engine.wrong_person(session, arrived.at), take_up=True)
    asked = session._replace(prompted_at=arrived.at, lead=(ASKED_AGAIN,))
    return talk.keep(Step(asked), talk.asking(asked), "asked_again", take_up=True)
