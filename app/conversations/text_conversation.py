"""One text meeting one session: every way out commits the session and the text together, once."""

from __future__ import annotations

from typing import Any

from app.conversations.beginnings import Standing
from app.conversations.entries import as_json
from app.conversations.inbound import Inbound, Reply
from app.conversations.keeping import entry_for, line_of
from app.conversations.wording import text_phrase, written
from app.live.sessions import TextTurn
from app.runtime import Runtime
from flows.session import Input, Said, Session
from flows.steps import Step
from flows.survey import Survey


class Conversation:
    """A text, the session that it meets, and what is kept of both."""

    def __init__(self, runtime: Runtime, arrived: Inbound, session: Session, before: Session | None) -> None:
        """``before`` is the session as the live store holds it; None where it holds none."""
        self.runtime, self.arrived, self.session, self.before = runtime, arrived, session, before
        opening = session.opening
        self.survey: Survey = runtime.catalogue.version(opening.survey, opening.version)
        self.line = line_of(runtime, session)

    @property
    def given(self) -> Input:
        """The text as the engine takes it."""
        text = self.arrived.text
        return Input(Said(text.body, media=text.media), at=self.arrived.at, sid=text.sid)

    def asking(self, session: Session) -> str:
        """The prompt where the session stands, as a message."""
        return written(Standing(self.survey, self.line, session))

    def words(self, name: str) -> str:
        """One wording of the survey."""
        return text_phrase(Standing(self.survey, self.line, self.session), name)

    def keep(self, step: Step, body: str, handling: str, *, lifts: bool = False, **turn: Any) -> Reply:
        """Commit the session after the text, and the text with its reply; ``turn`` is of TextTurn.

        What the text says to the opt-out register and to staff goes with it; ``lifts`` makes a START count. Raises
        SessionMoved, RedisAway.
        """
        arrived, opening = self.arrived, step.session.opening
        reply = Reply(body, opening.session, step.session.turn)
        outs = arrived.opt_in() if lifts else arrived.opt_outs()
        entry, closing = entry_for(
            self.runtime,
            self.survey,
            step,
            messages=[arrived.row(body, handling, opening.response_id, keep_body=not _became_free_text(step))],
            opt_outs=outs,
            alerts=arrived.alerts(opening.response_id),
        )
        asks = bool(body) and step.session.ended is None
        text_turn = TextTurn(arrived.text.sid, reply.stored(), asks, **turn)
        twin = self.runtime.live.commit_text(self.before, step.session, as_json(entry), closing, text_turn)
        if twin is not None:
            return Reply.from_stored(twin)
        if outs:
            # Remembered until the records have it.
            self.runtime.live.mark_stopped(arrived.who.shard, arrived.respondent, stopped=not lifts)
        return reply

    def keep_stop(self, step: Step, **turn: Any) -> Reply:
        """Commit a STOP, confirmed if that is ours to do."""
        return self.keep(step, self.words("stop_reply") if self.arrived.ours else "", "stop", **turn)

    def keep_start(self, **turn: Any) -> Reply:
        """Commit a START that lifts an opt-out."""
        body = self.words("start_reply") if self.arrived.ours else ""
        return self.keep(Step(self.session), body, "start", lifts=True, **turn)

    def keep_help(self, step: Step, **turn: Any) -> Reply:
        """Commit a HELP, answered if that is ours to do."""
        return self.keep(step, self.words("help_reply") if self.arrived.ours else "", "help", **turn)

    def keep_end(self, step: Step, **turn: Any) -> Reply:
        """Commit the end that distress, or word of a wrong person, brings. No closing words follow it."""
        return self.keep(step, self.asking(step.session), str(self.arrived.wish), closed_said=True, **turn)


def _became_free_text(step: Step) -> bool:
    """Whether the words of the text went into the response as its free text, which is kept once."""
    return any(event.answer is not None and event.answer.text is not None for event in step.events)
