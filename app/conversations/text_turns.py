"""What a text does to a session: an answer, a keyword, words after the close, or the session taken up again."""

from __future__ import annotations

from app.conversations.beginnings import Standing
from app.conversations.entries import Row, as_json
from app.conversations.inbound import Inbound, Reply
from app.conversations.keeping import entry_for, line_of
from app.conversations.text_beginnings import Remembered
from app.conversations.wording import phrase, written
from app.live.sessions import TextState, TextTurn
from app.runtime import Runtime
from flows import engine
from flows.session import Answer, Input, Said, Session
from flows.survey import Survey
from flows.turns import Step


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
        return phrase(Standing(self.survey, self.line, self.session), name)

    def keep(
        self,
        step: Step,
        body: str,
        handling: str,
        *,
        accepted: bool = False,
        closed_said: bool = False,
        take_up: bool = False,
        opt_outs: list[Row] | None = None,
    ) -> Reply:
        """Commit the session after the text, and the text with its reply. Raises SessionMoved, RedisAway."""
        arrived, opening = self.arrived, step.session.opening
        reply = Reply(body, opening.session, step.session.turn)
        row = arrived.row(body, handling, opening.response_id, keep_body=not _became_comment(step))
        entry, closing = entry_for(self.runtime, self.survey, step, [row], opt_outs or [])
        turn = TextTurn(
            sid=arrived.text.sid,
            reply=reply.stored(),
            asks=bool(body) and step.session.ended is None,
            accepted=arrived.text.body if accepted else "",
            closed_said=closed_said,
            take_up=take_up,
        )
        twin = self.runtime.live.commit_text(self.before, step.session, as_json(entry), closing, turn)
        return reply if twin is None else Reply.from_stored(twin)


def _became_comment(step: Step) -> bool:
    answers: list[Answer] = [event.answer for event in step.events if event.answer is not None]
    return any(answer.text is not None for answer in answers)


def take_turn(runtime: Runtime, arrived: Inbound, state: TextState) -> Reply:
    """A text to an open session: STOP and HELP first, then the settle time, then the engine."""
    talk = Conversation(runtime, arrived, state.session, state.session)
    word = arrived.keyword
    if word == "stop":
        return _stop(talk)
    if word == "help":
        return talk.keep(Step(state.session), talk.words("help_reply") if arrived.ours else "", "help")
    since = state.seconds_since_out
    if since is None:
        return talk.keep(Step(state.session), talk.asking(state.session), "too_early")
    if since < runtime.settings.text_settle_seconds:
        repeated = arrived.text.body == state.accepted
        return talk.keep(Step(state.session), "" if repeated else talk.asking(state.session), "too_early")
    said = Said(arrived.text.body, media=arrived.text.media)
    step = engine.resume(talk.survey, state.session, Input(said, at=arrived.at, sid=arrived.text.sid))
    accepted = any(event.kind == "answered" for event in step.events)
    return talk.keep(step, talk.asking(step.session), "answered" if accepted else "asked_again", accepted=accepted)


def _stop(talk: Conversation, *, take_up: bool = False) -> Reply:
    body = talk.words("stop_reply") if talk.arrived.ours else ""
    step = engine.stop(talk.session, talk.arrived.at)
    reply = talk.keep(step, body, "stop", take_up=take_up, opt_outs=[talk.arrived.opt_out()])
    _mark(talk, stopped=True)
    return reply


def _mark(talk: Conversation, *, stopped: bool) -> None:
    talk.runtime.live.mark_stopped(talk.arrived.who.shard, talk.arrived.respondent, stopped=stopped)


def closed(runtime: Runtime, arrived: Inbound, state: TextState) -> Reply:
    """A text after the end, or to somebody whose survey is on the phone: the closing words once; nothing starts."""
    return _after_close(Conversation(runtime, arrived, state.session, state.session), closed_said=state.closed_said)


def _after_close(talk: Conversation, *, closed_said: bool) -> Reply:
    word, ours, same = talk.arrived.keyword, talk.arrived.ours, Step(talk.session)
    if word == "stop":
        body = talk.words("stop_reply") if ours else ""
        reply = talk.keep(same, body, "stop", closed_said=closed_said, opt_outs=[talk.arrived.opt_out()])
        _mark(talk, stopped=True)
        return reply
    if word == "start" and talk.session.ended in {"opted_out", "declined"}:
        body = talk.words("start_reply") if ours else ""
        lifted = [talk.arrived.opt_out(lifted=True)]
        reply = talk.keep(same, body, "start", closed_said=closed_said, opt_outs=lifted)
        _mark(talk, stopped=False)
        return reply
    if word == "help":
        return talk.keep(same, talk.words("help_reply") if ours else "", "help", closed_said=closed_said)
    silent = closed_said or talk.session.ended == "opted_out"
    return talk.keep(same, "" if silent else talk.words("closed"), "after_close", closed_said=True)


def take_up(runtime: Runtime, arrived: Inbound, state: TextState | None, known: Remembered) -> Reply:
    """The live store was lost or restarted: the session as far as it is known, and the present question again.

    The text is kept as it came and answers nothing: wrong data is worse than a question asked twice. STOP counts.
    """
    live = state.session if state is not None else None
    stored = known.session.session if known.session is not None else None
    session = max((found for found in (live, stored) if found is not None), key=lambda found: found.turn)
    talk = Conversation(runtime, arrived, session, live)
    if session.ended is not None or session.door != "text":
        return _after_close(talk, closed_said=known.closed_said or (state is not None and state.closed_said))
    if arrived.keyword == "stop":
        return _stop(talk, take_up=True)
    return talk.keep(Step(session), talk.asking(session), "asked_again", take_up=True)
