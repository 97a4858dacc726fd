"""What a text does to a session: an answer, a keyword, words after the close, or the session taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.conversations.beginnings import Standing, closes_at
from app.conversations.entries import Row, as_json
from app.conversations.inbound import Inbound, Reply
from app.conversations.keeping import entry_for, line_of
from app.conversations.text_records import ASKED_AGAIN, Remembered
from app.conversations.wording import text_phrase, written
from app.live.sessions import TextState, TextTurn
from app.runtime import Runtime
from flows import engine
from flows.session import Input, Said, Session
from flows.survey import Survey
from flows.turns import Step

MOST_EARLY = 2
"""Texts in a row within the settle time that get the question again."""


class Conversation:
    """One text meeting one session: every way out commits the session and the text together, once."""

    def __init__(self, runtime: Runtime, arrived: Inbound, session: Session, before: Session | None) -> None:
        """``before`` is the session as the live store holds it; None where it holds none."""
        self.runtime, self.arrived, self.session, self.before = runtime, arrived, session, before
        opening = session.opening
        self.survey: Survey = runtime.catalogue.version(opening.survey, opening.version)
        self.line = line_of(runtime, session)

    def asking(self, session: Session) -> str:
        """The prompt where the session stands, as a message."""
        return written(Standing(self.survey, self.line, session))

    def words(self, name: str) -> str:
        """One wording of the survey."""
        return text_phrase(Standing(self.survey, self.line, self.session), name)

    def keep(self, step: Step, body: str, handling: str, *, opt_outs: Sequence[Row] = (), **turn: Any) -> Reply:
        """Commit the session after the text, and the text with its reply; ``turn`` is of TextTurn.

        Raises SessionMoved, RedisAway.
        """
        arrived, opening = self.arrived, step.session.opening
        reply = Reply(body, opening.session, step.session.turn)
        row = arrived.row(body, handling, opening.response_id, keep_body=not _became_free_text(step))
        entry, closing = entry_for(self.runtime, self.survey, step, [row], opt_outs)
        asks = bool(body) and step.session.ended is None
        text_turn = TextTurn(arrived.text.sid, reply.stored(), asks, **turn)
        twin = self.runtime.live.commit_text(self.before, step.session, as_json(entry), closing, text_turn)
        return reply if twin is None else Reply.from_stored(twin)

    def keep_stop(self, step: Step, **turn: Any) -> Reply:
        """Commit a STOP with its opt-out, confirmed if that is ours to do."""
        body = self.words("stop_reply") if self.arrived.ours else ""
        reply = self.keep(step, body, "stop", opt_outs=[self.arrived.opt_out()], **turn)
        self.mark_stopped(stopped=True)
        return reply

    def keep_start(self, **turn: Any) -> Reply:
        """Commit a START that lifts an opt-out."""
        body = self.words("start_reply") if self.arrived.ours else ""
        reply = self.keep(Step(self.session), body, "start", opt_outs=[self.arrived.opt_out(lifted=True)], **turn)
        self.mark_stopped(stopped=False)
        return reply

    def mark_stopped(self, *, stopped: bool) -> None:
        """Remember the person's word on being asked until the records have it."""
        self.runtime.live.mark_stopped(self.arrived.who.shard, self.arrived.respondent, stopped=stopped)


def _became_free_text(step: Step) -> bool:
    """Whether the words of the text went into the response as its free text, which is kept once."""
    return any(event.answer is not None and event.answer.text is not None for event in step.events)


def take_turn(runtime: Runtime, arrived: Inbound, state: TextState, known: Remembered) -> Reply:
    """A text to an open session: keywords first, then whether it can be an answer, then the engine."""
    talk = Conversation(runtime, arrived, state.session, state.session)
    word, session = arrived.keyword, state.session
    if word == "stop":
        return talk.keep_stop(engine.stop(session, arrived.at))
    if known.opted_out:
        # They said stop elsewhere, or while the live store was away.
        return talk.keep_start() if word == "start" else talk.keep(engine.stop(session, arrived.at), "", "opted_out")
    if word == "help":
        return talk.keep(Step(session), talk.words("help_reply") if arrived.ours else "", "help")
    if arrived.at > closes_at(talk.survey, session):
        return _after_close(talk, known, engine.leave(session, "expired", arrived.at), closed_said=False)
    return _too_early(talk, state) or _read(talk)


def _too_early(talk: Conversation, state: TextState) -> Reply | None:
    """The reply to a text that cannot answer its question, which has only just gone out or not yet; None for others.

    Words that repeat the answer before get no reply, and after some in a row no others do: an automatic answer to
    ours would go on without end.
    """
    since, session = state.seconds_since_out, state.session
    if since is None:
        return talk.keep(Step(session), talk.asking(session), "too_early")
    if since >= talk.runtime.settings.text_settle_seconds:
        return None
    quiet = talk.arrived.text.body == state.accepted or state.early >= MOST_EARLY
    return talk.keep(Step(session), "" if quiet else talk.asking(session), "too_early", early=state.early + 1)


def _read(talk: Conversation) -> Reply:
    text = talk.arrived.text
    given = Input(Said(text.body, media=text.media), at=talk.arrived.at, sid=text.sid)
    step = engine.resume(talk.survey, talk.session, given)
    answered = any(event.kind == "answered" for event in step.events)
    handling = "answered" if answered else "asked_again"
    return talk.keep(step, talk.asking(step.session), handling, accepted=text.body if answered else "")


def closed(runtime: Runtime, arrived: Inbound, state: TextState, known: Remembered) -> Reply:
    """A text after the end, or to somebody whose survey is on the phone: the closing words once; nothing starts."""
    talk = Conversation(runtime, arrived, state.session, state.session)
    return _after_close(talk, known, Step(state.session), closed_said=state.closed_said)


def _after_close(
    talk: Conversation, known: Remembered, step: Step, *, closed_said: bool, take_up: bool = False
) -> Reply:
    arrived = talk.arrived
    word = arrived.keyword
    stays: dict[str, Any] = {"closed_said": closed_said, "take_up": take_up}
    if word == "stop":
        return talk.keep_stop(step, **stays)
    refused = step.session.ended in {"opted_out", "declined"}
    out = refused or known.opted_out or talk.runtime.live.is_stopped(arrived.who.shard, arrived.respondent)
    if word == "start" and out:
        return talk.keep_start(**stays)
    if word == "help":
        return talk.keep(step, talk.words("help_reply") if arrived.ours else "", "help", **stays)
    body = "" if closed_said or out else talk.words("closed")
    return talk.keep(step, body, "after_close", closed_said=True, take_up=take_up)


def take_up(runtime: Runtime, arrived: Inbound, state: TextState | None, known: Remembered) -> Reply:
    """The live store was lost or away: the session as far as it is known, and the present question again.

    The text is kept as it came and answers nothing: wrong data is worse than a question asked twice. STOP counts.
    """
    live = state.session if state is not None else None
    stored = known.session.session if known.session is not None else None
    session = max((found for found in (live, stored) if found is not None), key=lambda found: found.turn)
    talk = Conversation(runtime, arrived, session, live)
    if session.ended is not None or session.door != "text":
        said = known.closed_said or (state is not None and state.closed_said)
        return _after_close(talk, known, Step(session), closed_said=said, take_up=True)
    if arrived.keyword == "stop":
        return talk.keep_stop(engine.stop(session, arrived.at), take_up=True)
    if known.opted_out:
        return talk.keep(engine.stop(session, arrived.at), "", "opted_out", take_up=True)
    if session.prompted_at is not None and arrived.at > closes_at(talk.survey, session):
        return _after_close(talk, known, engine.leave(session, "expired", arrived.at), closed_said=False, take_up=True)
    asked = session._replace(prompted_at=arrived.at, lead=(ASKED_AGAIN,))
    return talk.keep(Step(asked), talk.asking(asked), "asked_again", take_up=True)
