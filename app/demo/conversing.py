"""How the people of the demonstration take part: by text, reply for reply, and on the phone, key for key."""

from __future__ import annotations

from dataclasses import dataclass

from app.conversations import calls, texts
from app.conversations.beginnings import Offer, Standing, caller
from app.conversations.inbound import Text
from app.demo.people import Person
from app.demo.world import World
from app.errors import BadInput
from app.lines import Line
from app.simulation.provider import new_sid
from flows.engine import prompt
from flows.prompt import Prompt
from flows.session import Keys, Session, Silence

_BEGINS, _STOPS = 0.42, 0.02
"""Of those who are texted: the shares that reply, and that reply STOP."""
_LEAVES = 0.025
"""The share of later texts without a reply."""
_UNCLEAR, _WORDS = 0.02, 0.1
"""The shares of replies that nobody can read, and that come in words instead of a number."""
_HANGS_UP, _SILENT, _WRONG = 0.02, 0.02, 0.02
_KEY_SECONDS = 6.0
_REPLY_SECONDS = 40.0
_LATE_SECONDS = 5 * 3600.0
_WORD = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five"}


@dataclass(slots=True)
class Texting:
    """A thread of one person on one line."""

    world: World
    line: Line
    person: Person
    replied: int = 0

    def arrived(self) -> None:
        """A text is read; a reply follows, or none."""
        chance = self.person.chance
        draw = chance.random()
        if self.replied:
            if draw >= _LEAVES:
                self.world.later(chance.expovariate(1 / _REPLY_SECONDS) + 4, self._reply)
        elif draw < _BEGINS:
            slow = chance.random() < 0.2  # noqa: PLR2004  every fifth
            self.world.later(chance.expovariate(1 / (_LATE_SECONDS if slow else 8 * _REPLY_SECONDS)) + 5, self._reply)
        elif draw < _BEGINS + _STOPS:
            self.world.later(30, lambda: self._send("STOP"))

    def _reply(self) -> None:
        asked = self._asked()
        if asked is None or asked.expects == "nothing":
            return
        self._send(self._words(asked))
        self.replied += 1
        self.arrived()

    def _words(self, asked: Prompt) -> str:
        if not asked.options:
            return self.person.comment() or "SKIP"
        if self.person.chance.random() < _UNCLEAR:
            return self.person.chance.choice(["hmm", "why do you ask", "it was ok I guess"])
        keys = " ".join(self.person.choose(asked))
        return _WORD.get(keys, keys) if self.person.chance.random() < _WORDS else keys

    def _asked(self) -> Prompt | None:
        """What the person is asked now, as the live store has it."""
        runtime = self.world.runtime
        who = caller(runtime, self.line.number, self.person.number, "")
        if who is None or who.respondent is None:
            raise BadInput(f"{self.line.id}: nobody can be texted from there")
        session_id = runtime.live.session_of_person(who.shard, self.line.id, who.respondent)
        state = None if session_id is None else runtime.live.read_text(session_id)
        if state is None or state.session.ended is not None:
            return None
        session = state.session
        return prompt(runtime.catalogue.version(session.opening.survey, session.opening.version), session)

    def _send(self, body: str) -> None:
        texts.receive(self.world.runtime, Text(new_sid("SM"), self.line.number, self.person.number, body))


@dataclass(slots=True)
class Calling:
    """A call that an agent, or the queue, hands over."""

    world: World
    line: Line
    person: Person
    contact: str

    def begin(self) -> None:
        """The survey begins on the phone."""
        call = calls.Call(new_sid("CA"), self.line.number, self.person.number, Offer(contact=self.contact))
        self._goes_on(call, calls.begin(self.world.runtime, call))

    def _goes_on(self, call: calls.Call, standing: Standing) -> None:
        asked = prompt(standing.survey, standing.session)
        chance = self.person.chance
        if asked.expects == "nothing":
            calls.leave(self.world.runtime, call, standing.session.opening.session)
        elif chance.random() < _HANGS_UP:
            self.world.later(3, lambda: calls.leave(self.world.runtime, call, standing.session.opening.session))
        else:
            seconds = _KEY_SECONDS + chance.expovariate(1 / 2)
            self.world.later(seconds, lambda: self._answer(call, standing.session, asked))

    def _answer(self, call: calls.Call, session: Session, asked: Prompt) -> None:
        turn = calls.Turn(
            session.opening.session, session.turn, lambda: session.opening, session.tape, self._keys(asked), call.sid
        )
        self._goes_on(call, calls.answer(self.world.runtime, turn))

    def _keys(self, asked: Prompt) -> Keys | Silence:
        draw = self.person.chance.random()
        if asked.place == "language":
            known = asked.languages.index(self.person.language) if self.person.language in asked.languages else 0
            return Keys(str(known + 1))
        if asked.place == "gate":
            return Keys("1")
        if asked.place == "notice":
            return Keys("#")
        if draw < _SILENT:
            return Silence()
        if draw < _SILENT + _WRONG and asked.expects == "key":
            return Keys("8")
        return Keys(self.person.choose(asked), finished=asked.expects == "keys")
