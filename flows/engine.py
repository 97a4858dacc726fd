"""The engine: ``begin``, ``resume``, ``leave`` and ``rebuild``. Pure; time, seeds and ids come in with the input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from flows import tape as tapes
from flows.by_text import COMMENT_OFFER, GOES_ON
from flows.channels import AUTOMATED_PHONE
from flows.hearing import heard
from flows.prompt import prompt, takes_several
from flows.said import in_distress, more_words, not_them
from flows.session import TAKES_NO_TURN, Answer, Before, Ending, Event, Input, Keys, Opening, Said, Session, Silence
from flows.steps import Step, advance, chained, gave_up, left_unanswered
from flows.survey import Survey
from flows.turns import consume, welcome

BACK_WITHIN_SECONDS = 3.0
"""A second ``*`` this soon after the first means the question before; later, it asks for another repeat."""

__all__ = [
    "Step",
    "begin",
    "come_over",
    "distress",
    "leave",
    "more_words",
    "prompt",
    "rebuild",
    "restore",
    "resume",
    "stop",
    "takes_several",
    "wrong_person",
]


def begin(survey: Survey, opening: Opening) -> Step:
    """The first prompt of a new session: the choice of language, the gate, or the welcome with the first question."""
    if opening.before is not None:
        return _begin_again(survey, opening, opening.before)
    language = opening.language or (opening.languages or survey.languages)[0]
    session = Session(opening, language, asked_at=opening.started_at, prompted_at=opening.started_at)
    began = (Event("began"),)
    if opening.language is None and len(opening.languages) > 1 and session.door == "voice":
        return Step(session._replace(place="language"), began)
    return chained(began, welcome(survey, session, opening.started_at))


def _begin_again(survey: Survey, opening: Opening, before: Before) -> Step:
    """The first prompt on another channel: the welcome, with the first question that is still open."""
    session = Session(opening, before.language, turn=before.turn, answers=before.answers, reached_at=before.at)
    session = session._replace(asked_at=before.at, prompted_at=before.at)
    if before.finished_at is not None and survey.words("comment_welcome", session.door, session.language):
        return advance(survey, session._replace(lead=("comment_welcome",)), None, before.at)
    return welcome(survey, session, before.at)


def on_the_phone(session: Session) -> Session:
    """What a call hears whose session has gone on by text meanwhile: that it does."""
    opening = session.opening._replace(channel=AUTOMATED_PHONE.name)
    return session._replace(opening=opening, place=GOES_ON, lead=("goes_on_by_text",))


def come_over(survey: Survey, session: Session, channel: str, sid: str, at: float) -> Step:
    """The session on another channel, at the question that is still open.

    It takes a turn, so that an input under way on the old channel is not taken for one on the new. A session at its
    end, or on that channel already, stays as it is. ``sid`` is the provider's id of the call, or what stands for it
    where a text goes first.
    """
    opening = session.opening
    if session.place == "end" or session.ended in {"opted_out", "declined"} or opening.channel == channel:
        return Step(session)
    left = tuple(_without_words(answer) for answer in session.answers)
    known = at if session.ended_at is None else session.ended_at
    finished = known if session.resume_at == COMMENT_OFFER else None
    before = Before(at, session.turn + 1, session.language, opening.channels, left, finished)
    step = begin(survey, opening._replace(channel=channel, source_sid=sid, before=before))
    written = {answer.question: answer for answer in session.answers}
    kept = (written[answer.question] if answer in left else answer for answer in step.session.answers)
    return Step(step.session._replace(answers=tuple(kept)), step.events)


def _without_words(answer: Answer) -> Answer:
    """The answer as far as conditions, counts and scores need it."""
    bare = Answer(answer.question, answer.measure, answer.turn, answer.channel, answer.position)
    return bare._replace(native=answer.native, value=answer.value, missing=answer.missing)


def resume(survey: Survey, session: Session, given: Input) -> Step:
    """One input consumed. A session at its end stays as it is; one that was left or expired goes on."""
    if session.place in {"end", GOES_ON}:
        return Step(session)
    written = _written(survey, session, given)
    if session.ended in TAKES_NO_TURN and session.ended != "hung_up":
        session = session._replace(ended=None, ended_at=None)
    session = _reached(session._replace(turn=session.turn + 1, lead=(), prompted_at=given.at), given.at)
    step = consume(survey, session, written)
    if session.door == "text":
        return _within_messages(survey, session, step, written)
    spelled = _tape_of(written.what, step, several=takes_several(survey, session))
    return Step(step.session._replace(tape=session.tape + spelled), step.events)


def _within_messages(survey: Survey, before: Session, step: Step, given: Input) -> Step:
    """A text conversation ends politely at the most messages that the survey may send."""
    session = step.session
    if session.ended is not None or session.turn - session.opening.first_turn < survey.text.max_messages:
        return step
    asked_again = session.place == before.place and session.place[1:] not in session.answered()
    missed = (left_unanswered(survey, session, "invalid", given),) if asked_again else ()
    return chained(step.events, gave_up(session, missed, given.at))


def _reached(session: Session, at: float | None) -> Session:
    """A text that comes in tells that ours went out to somebody."""
    return session if session.door == "voice" or session.reached_at is not None else session._replace(reached_at=at)


def leave(session: Session, reason: Ending, at: float) -> Step:
    """The session after a hang-up, an expiry or a newer invitation: takes no turn, changes no answer."""
    goes_on = session.place == GOES_ON or session.door == "text"
    if session.ended is not None or (reason == "hung_up" and goes_on):
        return Step(session)
    if session.place == COMMENT_OFFER:
        # The key that asks for the text may be under way.
        finished = at if session.ended_at is None else session.ended_at
        return Step(session._replace(ended="completed", ended_at=finished), (Event("ended", reason="completed"),))
    return Step(session._replace(ended=reason, ended_at=at), (Event("ended", reason=reason),))


def stop(session: Session, at: float) -> Step:
    """The session after STOP: it ends here, the answers given stay."""
    if session.ended is not None:
        return Step(session)
    after = _reached(session._replace(turn=session.turn + 1, lead=(), ended="opted_out", ended_at=at), at)
    return Step(after, (Event("opted_out"), Event("ended", reason="opted_out")))


def distress(session: Session, at: float) -> Step:
    """The session after words of distress that met no question: it ends here, the answers given stay."""
    return _heard(session, at, in_distress)


def wrong_person(session: Session, at: float) -> Step:
    """The session after word that we have the wrong person: it ends here."""
    return _heard(session, at, not_them)


def _heard(session: Session, at: float, end: Callable[[Session, float], Step]) -> Step:
    if session.ended is not None:
        return Step(session)
    return end(_reached(session._replace(turn=session.turn + 1), at), at)


def rebuild(survey: Survey, opening: Opening, tape: str) -> Step:
    """The session that a tape tells of, with all events since it began.

    Raises ValueError on a tape that these keys cannot have written.
    """
    step = begin(survey, opening)
    while tape:
        several = takes_several(survey, step.session)
        what, tape = tapes.take(tape, several=several)
        after = resume(survey, step.session, Input(what, sid=opening.source_sid))
        if after.session.turn == step.session.turn:
            raise ValueError(f"the tape goes on after the end of the survey: {tape!r}")
        step = chained(step.events, after)
    return step


ENDING_CODES = frozenset({"broken_off", "expired", "opted_out", "not_reached"})
"""Missing codes that an ending gives; they are derived again whenever a session ends."""


def restore(
    survey: Survey, opening: Opening, turn: int, language: str, answers: Iterable[Answer], ended: Ending | None
) -> Session:
    """The session that recorded answers tell of, standing at its first open question. Its tape is unknown."""
    if turn == 0:
        return begin(survey, opening).session._replace(lead=(), ended=ended)
    kept = tuple(answer for answer in answers if answer.missing not in ENDING_CODES)
    session = advance(survey, Session(opening, language, turn=turn, answers=kept), None, None).session
    if ended is not None and ended not in TAKES_NO_TURN:
        return session._replace(lead=(), place="end", ended=ended)
    return session._replace(lead=(), ended=ended if session.ended is None else session.ended)


def _written(survey: Survey, session: Session, given: Input) -> Input:
    """The input as the tape can write it: what no tape can hold becomes "could not be understood"."""
    what, asking = given.what, session.place.startswith("?")
    if isinstance(what, Said) and session.door == "text":
        return given
    if isinstance(what, Said):
        what = heard(survey, session, what) if asking else _UNCLEAR
        given = replace(given, what=what)
        if isinstance(what, Said):
            return given
    if isinstance(what, Silence):
        return given
    several = takes_several(survey, session)
    if several and "*" in what.keys:
        return replace(given, what=Keys("*"))
    if several and what.keys not in _LETTERS:
        keys = what.keys.removesuffix("#")
        readable = (keys == "" or keys.isdecimal()) and keys.isascii()
        return replace(given, what=Keys("".join(dict.fromkeys(keys)), finished=True) if readable else _UNCLEAR)
    if len(what.keys) != 1 or what.keys not in tapes.SINGLE:
        return replace(given, what=_UNCLEAR)
    if asking and what.keys == survey.voice.keys["repeat"] == "*" and _is_second_star(session, given.at):
        return replace(given, what=Keys(tapes.BACK))
    return given


_UNCLEAR = Keys(tapes.UNCLEAR)
_LETTERS = frozenset({tapes.BACK, tapes.UNCLEAR, *tapes.LETTERS.values()})


def _is_second_star(session: Session, at: float | None) -> bool:
    if at is None or session.prompted_at is None or not session.tape.endswith(tapes.spelled("*")):
        return False
    return 0 <= at - session.prompted_at < BACK_WITHIN_SECONDS


def _tape_of(what: Keys | Silence | Said, step: Step, *, several: bool) -> str:
    if isinstance(what, Silence):
        return tapes.SILENCE
    if isinstance(what, Keys):
        return what.keys + tapes.END if several and what.finished else tapes.spelled(what.keys)
    understood = next((event.answer for event in step.events if event.kind == "answered"), None)
    if understood is None or understood.native is None:
        return tapes.UNCLEAR
    return understood.native.replace(",", "") + tapes.END if several else understood.native
