"""Phone calls: begin, answer and leave. With Redis away the engine runs on the tape and the entry goes to SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from app.conversations.beginnings import (
    DIRECT,
    Caller,
    Offer,
    Standing,
    caller,
    closes_at,
    direct_session,
    may_begin,
    opening,
    survey_for,
)
from app.conversations.coming_over import Begun, come_over
from app.conversations.contacts import handed_over
from app.conversations.endings import end, end_in_records, supersede
from app.conversations.entries import Row, as_json, text_request_row
from app.conversations.invited_calls import invited_opening
from app.conversations.keeping import ATTEMPTS, Lost, commit, entry_for, line_of, record
from app.errors import AftercallError, RedisAway
from app.lines import Line
from app.live.sessions import SessionGone, Stored
from app.runtime import Runtime
from flows import engine
from flows import tape as tapes
from flows.by_text import GOES_ON
from flows.channels import AUTOMATED_PHONE
from flows.session import Input, Keys, Opening, Said, Session, Silence
from flows.steps import Step, chained
from flows.survey import Survey

TakesTexts = Callable[[Line, str, str, int], bool]
"""Whether texts can go to a caller of a line: by their number, their respondent key, and their shard."""


class NoSurvey(AftercallError):
    """There is nothing to ask: the line is unknown, or asks nothing through this door now."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that begins or ends, and what it came with."""

    sid: str
    line_number: str
    person_number: str
    offer: Offer = DIRECT
    takes_texts: TakesTexts | None = None
    """Tells whether the survey can go on by text to the caller; None where nobody can tell."""


@dataclass(frozen=True)
class Turn:
    """What the URL and the form of one turn of a call say; how it began is read only where that is needed."""

    session: str
    turn: int
    read_opening: Callable[[], Opening]
    tape: str
    what: Keys | Silence | Said
    call_sid: str
    seal: Callable[[], str | None] | None = None
    """Gives the number of the person on the phone as the records keep it, for a text that they ask for."""

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
        opened = _with_texts(opened, who, survey, call.takes_texts)
        return _begun(runtime, who, survey, engine.begin(survey, opened))
    found = survey_for(runtime, who.line, "voice", at)
    if found is None or (who.line.direct.voice == "off" and offer == DIRECT):
        raise NoSurvey(who.line.id)
    direct = opening(runtime, who, "voice", found, at, offer)
    if not may_begin(runtime, who.line, direct):
        raise NoSurvey(who.line.id)
    opened = _with_texts(handed_over(runtime, who.line, direct), who, found, call.takes_texts)
    return _begun(runtime, who, found, engine.begin(found, opened))


def _with_texts(opened: Opening, who: Caller, survey: Survey, takes_texts: TakesTexts | None) -> Opening:
    """The opening with whether this call may go on by text: its line asks the same survey by text, and they reach."""
    if takes_texts is None or who.number is None or who.respondent is None or opened.before is not None:
        return opened
    if who.line.surveys.get("text") != survey.id or "text" not in survey.doors:
        return opened
    return opened._replace(takes_texts=takes_texts(who.line, who.number, who.respondent, who.shard))


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
    return _heard(runtime, survey, session)


def _heard(runtime: Runtime, survey: Survey, session: Session) -> Standing:
    """Where a call stands; one whose session has gone on by text meanwhile hears that it does."""
    on_the_phone = session if session.door == "voice" else engine.on_the_phone(session)
    return Standing(survey, line_of(runtime, session), on_the_phone)


def _answered_on_the_tape(runtime: Runtime, turn: Turn, given: Input) -> Standing:
    survey = runtime.catalogue.version(turn.opening.survey, turn.opening.version)
    step = _next(survey, None, turn, given)
    record(runtime, survey, step, text_requests=_text_requests(turn, step, given))
    return Standing(survey, line_of(runtime, step.session), step.session)


def _text_requests(turn: Turn, step: Step, given: Input) -> list[Row]:
    """The text that this input asked for, and the number that it goes to."""
    sealed = turn.seal() if turn.seal is not None and step.session.place == GOES_ON else None
    return [] if sealed is None else [text_request_row(step.session, sealed, given.at)]


def _answered_live(runtime: Runtime, survey: Survey, stored: Stored | None, turn: Turn, given: Input) -> Session:
    for _ in range(ATTEMPTS):
        if stored is not None and stored.session.turn > turn.turn:
            return stored.session
        step = _next(survey, stored, turn, given)
        if stored is not None and step.session == stored.session:
            return stored.session
        try:
            requests = _text_requests(turn, step, given)
            stored = commit(runtime, survey, stored, step, text_requests=requests)
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
        return _late_or_not(survey, stored.session, given, engine.resume(survey, stored.session, given))
    rebuilt = rebuild(survey, turn)
    return chained(rebuilt.events, engine.resume(survey, rebuilt.session, given))


def _late_or_not(survey: Survey, before: Session, given: Input, step: Step) -> Step:
    """The step, marked where it took an answer after the close: on a call that goes on, it is kept all the same."""
    answered = any(event.kind == "answered" for event in step.events)
    is_late = answered and given.at is not None and given.at > closes_at(survey, before)
    return replace(step, session=step.session._replace(late=True)) if is_late else step


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
    return _heard(runtime, survey, session)


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
