"""Phone calls: begin, answer and leave. With Redis away the engine runs on the tape and the entry goes to SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from app.conversations.beginnings import DIRECT, Caller, Offer, Standing, caller, direct_session, opening, survey_for
from app.conversations.coming_over import Begun, come_over
from app.conversations.contacts import handed_over
from app.conversations.endings import end, end_in_records, supersede
from app.conversations.entries import as_json
from app.conversations.invited_calls import invited_opening
from app.conversations.keeping import ATTEMPTS, Lost, commit, entry_for, line_of, record
from app.errors import AftercallError, RedisAway
from app.live.sessions import SessionGone, Stored
from app.runtime import Runtime
from flows import engine
from flows import tape as tapes
from flows.channels import AUTOMATED_PHONE
from flows.session import Input, Keys, Opening, Said, Session, Silence
from flows.survey import Survey
from flows.turns import Step, chained


class NoSurvey(AftercallError):
    """There is nothing to ask: the line is unknown, or asks nothing through this door now."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that begins or ends, and what it came with."""

    sid: str
    line_number: str
    person_number: str
    offer: Offer = DIRECT


@dataclass(frozen=True)
class Turn:
    """What the URL and the form of one turn of a call say; how it began is read only where that is needed."""

    session: str
    turn: int
    read_opening: Callable[[], Opening]
    tape: str
    what: Keys | Silence | Said
    call_sid: str

    @cached_property
    def opening(self) -> Opening:
        """How the session began, as the URL tells it."""
        return self.read_opening()


def begin(runtime: Runtime, call: Call) -> Standing:
    """The first prompt of a call; a twin of the webhook gets the same. Raises NoSurvey, Away."""
    at = runtime.clock()
    who = caller(runtime, call.line_number, call.person_number, call.sid)
    if who is None:
        raise NoSurvey(call.line_number)
    opened, offer = invited_opening(runtime, who, call.offer, at)
    if opened is not None:
        survey = runtime.catalogue.version(opened.survey, opened.version)
        return _begun(runtime, who, survey, engine.begin(survey, opened))
    found = survey_for(runtime, who.line, "voice", at)
    if found is None or (who.line.direct.voice == "off" and offer == DIRECT):
        raise NoSurvey(who.line.id)
    direct = handed_over(runtime, who.line, opening(runtime, who, "voice", found, at, offer))
    return _begun(runtime, who, found, engine.begin(found, direct))


def _begun(runtime: Runtime, who: Caller, survey: Survey, step: Step) -> Standing:
    entry, closing = entry_for(runtime, survey, step)
    try:
        begun = runtime.live.begin(step.session, as_json(entry), closing)
    except RedisAway:
        record(runtime, survey, step)
        return Standing(survey, who.line, step.session)
    if begun.older is not None:
        supersede(runtime, begun.older)
    if begun.known is None:
        return Standing(survey, who.line, step.session)
    opened = begun.known.opening
    survey = runtime.catalogue.version(opened.survey, opened.version)
    known = begun.known
    if known.door != "voice" and "voice" in survey.doors:
        stands = Begun(survey, known, Stored(known, known.ended or ""))
        known = come_over(runtime, stands, AUTOMATED_PHONE.name, who.sid)
    return Standing(survey, who.line, known)


def answer(runtime: Runtime, turn: Turn) -> Standing:
    """The prompt after one input; a twin gets the prompt where the session stands. Raises Lost, Away."""
    given = Input(turn.what, at=runtime.clock(), sid=turn.call_sid)
    try:
        stored = runtime.live.load(turn.session, turn.turn)
    except RedisAway:
        return _answered_on_the_tape(runtime, turn, given)
    opened = turn.opening if stored is None else stored.session.opening
    survey = runtime.catalogue.version(opened.survey, opened.version)
    try:
        session = _answered_live(runtime, survey, stored, turn, given)
    except RedisAway:
        return _answered_on_the_tape(runtime, turn, given)
    return Standing(survey, line_of(runtime, session), session)


def _answered_on_the_tape(runtime: Runtime, turn: Turn, given: Input) -> Standing:
    survey = runtime.catalogue.version(turn.opening.survey, turn.opening.version)
    step = _next(survey, None, turn, given)
    record(runtime, survey, step)
    return Standing(survey, line_of(runtime, step.session), step.session)


def _answered_live(runtime: Runtime, survey: Survey, stored: Stored | None, turn: Turn, given: Input) -> Session:
    for _ in range(ATTEMPTS):
        if stored is not None and stored.session.turn > turn.turn:
            return stored.session
        step = _next(survey, stored, turn, given)
        if stored is not None and step.session == stored.session:
            return stored.session
        try:
            stored = commit(runtime, survey, stored, step)
        except SessionGone:
            stored = None
            continue
        if stored is None:
            return step.session
    raise Lost(f"{turn.session}: the session moved {ATTEMPTS} times under turn {turn.turn}")


def _next(survey: Survey, stored: Stored | None, turn: Turn, given: Input) -> Step:
    """The step of this input: on the stored session, or on the one that the tape tells of where that is ahead.

    The caller answers the prompt that they heard: where a stored session of the same turn came by another tape (a
    reply was lost, or made while the store was away), the tape in the URL wins.
    """
    if stored is not None and stored.session.turn == turn.turn and stored.session.tape == turn.tape:
        return engine.resume(survey, stored.session, given)
    rebuilt = rebuild(survey, turn)
    return chained(rebuilt.events, engine.resume(survey, rebuilt.session, given))


def rebuild(survey: Survey, turn: Turn) -> Step:
    """The session that a turn's URL tells of. Raises Lost where tape and turn do not fit each other."""
    try:
        step = engine.rebuild(survey, turn.opening, turn.tape)
    except ValueError as error:
        raise Lost(f"{turn.session}: {error}") from error
    if step.session.turn != turn.turn or turn.opening.session != turn.session:
        raise Lost(f"{turn.session}: a tape of {step.session.turn} inputs at turn {turn.turn}")
    return step


def leave(runtime: Runtime, call: Call, session_id: str | None = None) -> None:
    """The caller hung up: the session given, else the call's own, ends with what was answered. Raises Away."""
    who = caller(runtime, call.line_number, call.person_number, call.sid)
    if who is None:
        return
    direct = direct_session(runtime, who, "voice")
    try:
        end(runtime, session_id or runtime.live.session_of_call(who.shard, call.sid) or direct, "hung_up")
    except RedisAway:
        end_in_records(runtime, session_id or direct, "hung_up")


def present(runtime: Runtime, turn: Turn) -> Standing:
    """The prompt where a call stands, for one whose last reply did not arrive; consumes nothing. Raises Lost, Away."""
    survey = runtime.catalogue.version(turn.opening.survey, turn.opening.version)
    try:
        stored = runtime.live.load(turn.session)
    except RedisAway:
        stored = None
    ahead = stored is None or stored.session.turn < turn.turn
    session = rebuild(survey, turn).session if stored is None or ahead else stored.session
    return Standing(survey, line_of(runtime, session), session)


def without_stores(runtime: Runtime, turn: Turn) -> tuple[str | None, Keys | Silence]:
    """The language of a call, None before one was chosen, and its input as keys, as the URL alone tells them.

    Words that were spoken become the key that they mean here, or what the tape writes for words not understood.
    """
    survey = runtime.catalogue.at_hand(turn.opening.survey, turn.opening.version)
    session = None if survey is None else rebuild(survey, turn).session
    language = turn.opening.language if session is None else session.language
    if not isinstance(turn.what, Said):
        return language, turn.what
    if survey is None or session is None:
        return language, Keys(tapes.UNCLEAR)
    after = engine.resume(survey, session, Input(turn.what)).session
    return language, tapes.take(after.tape[len(session.tape) :], several=engine.takes_several(survey, session))[0]
