"""What words do at a question: an answer, a wish of the person, a new answer to the question before, or a mistake."""

from __future__ import annotations

from flows.replies import Reading, Unread, adds_to_comment, read_words
from flows.session import Event, Input, Said, Session
from flows.steps import (
    Step,
    advance,
    answer_of,
    asked_again,
    back,
    chained,
    ended,
    kept,
    missed,
    mistake,
    question_before,
    take,
)
from flows.survey import Question, Survey

COMMENT_GOES_ON_SECONDS = 120.0
"""How long after a comment further words belong to it: people, and phones, send a long one in parts."""
LONGEST_COMMENT = 5_000
"""Characters; a single text has up to 1,600."""


def said(survey: Survey, session: Session, question: Question, given: Input, words: Said) -> Step:
    """The step that words lead to at a question."""
    before = question_before(survey, session)
    scale_before = None if before is None else survey.scale_of(survey.by_id[before])
    reading = read_words(question, survey.scale_of(question), words, session.door, session.language, scale_before)
    if isinstance(reading, Reading):
        return _understood(survey, session, question, given, reading)
    session = session._replace(silences=0)
    return ended_by(session, reading.reason, given.at) or _wished(survey, session, question, given, reading)


def _understood(survey: Survey, session: Session, question: Question, given: Input, reading: Reading) -> Step:
    """An answer; a comment with words of distress in it is kept, and nothing more is asked."""
    if "distress" in reading.flags:
        after, event = kept(session, answer_of(session, question, given, reading))
        return chained((event,), in_distress(after, given.at))
    flagged = (Event("service_request"),) if "service_request" in reading.flags else ()
    return chained(flagged, take(survey, session, question, given, reading))


def in_distress(session: Session, at: float | None) -> Step:
    """The session of somebody who may be in danger, or a danger: asks nothing more, and keeps what was answered."""
    return _left(session, Event("distress"), ended(session, "distress", "distress", at))


def not_them(session: Session, at: float | None) -> Step:
    """The session of somebody who is not the person we mean: it ends, and is no refusal."""
    return _left(session, Event("wrong_person"), ended(session, "wrong_person", "wrong_person", at))


def _left(session: Session, why: Event, end: Step) -> Step:
    """The end, which remembers at which question it came."""
    return chained((why,), Step(end.session._replace(resume_at=session.place), end.events))


def more_words(session: Session, given: Input) -> Step | None:
    """The comment that was taken last, with further words below it; None where they come too late or it is too long.

    It takes a turn, asks nothing, and leaves the session where it stands. Words that the comment ends with change
    nothing: they came twice.
    """
    last = next((answer for answer in session.answers if answer.text and answer.turn == session.turn), None)
    if last is None or last.text is None or last.answered_at is None or given.at is None:
        return None
    said_now = given.what.words.strip() if isinstance(given.what, Said) else ""
    if given.at - last.answered_at > COMMENT_GOES_ON_SECONDS or not adds_to_comment(said_now):
        return None
    if f"\n{last.text}".endswith(f"\n{said_now}"):
        return Step(session)
    longer = last._replace(text=f"{last.text}\n{said_now}", turn=session.turn + 1, answered_at=given.at)
    if len(longer.text or "") > LONGEST_COMMENT:
        return None
    after, event = kept(session._replace(turn=session.turn + 1), longer)
    return Step(after, (event,))


def ended_by(session: Session, wish: str, at: float | None) -> Step | None:
    """The end that some wishes bring through every door; None for others."""
    match wish:
        case "distress":
            return in_distress(session, at)
        case "stop":
            return _left(session, Event("opted_out"), ended(session, "opted_out", "declined", at))
        case "wrong_person":
            return not_them(session, at)
    return None


def _wished(survey: Survey, session: Session, question: Question, given: Input, reading: Unread) -> Step:
    """What else a text asks for instead of answering; through other doors it is a mistake."""
    reason = reading.reason if session.door == "text" else "unclear"
    match reason:
        case "skip":
            return missed(survey, session, question, "skipped", given)
        case "back":
            return back(survey, session, given.at)
        case "language_switch" if reading.language in set(survey.languages).intersection(session.opening.languages):
            return Step(session._replace(language=reading.language or session.language, manner="again"))
        case "correction":
            corrected = _corrected(survey, session, given, reading.correction)
            return corrected or mistake(survey, session, question, given, "reply_unclear")
        case "question":
            return asked_again(survey, session, question, given, reading.lead)
        case "reaction" | "auto_reply" | "help" | "start" | "repeat":
            # Met before a text comes here, but for what nobody there minds: at most, the question is read once more.
            return asked_again(survey, session, question, given)
        case "service_request":
            asked_for_help = mistake(survey, session, question, given, reading.lead)
            return chained((Event("service_request"),), asked_for_help)
    return mistake(survey, session, question, given, reading.lead)


def _corrected(survey: Survey, session: Session, given: Input, keys: str | None) -> Step | None:
    """Another answer to the question before, and the present one again; None where those keys are no answer to it."""
    before = question_before(survey, session)
    if before is None or keys is None:
        return None
    reading = _reading_of(survey, survey.by_id[before], keys)
    if reading is None:
        return None
    known = session.answered()[before]
    new = answer_of(session, survey.by_id[before], given, reading)
    answer = new._replace(
        wrong=known.wrong, silent=known.silent, repeats=known.repeats, asked_at=known.asked_at, position=known.position
    )
    after, event = kept(session._replace(mistakes=0, lead=("corrected",)), answer)
    return chained((event,), _again_where_it_stood(survey, after, before, given.at))


def _reading_of(survey: Survey, question: Question, keys: str) -> Reading | None:
    scale = survey.scale_of(question)
    if scale is None or not set(keys.split(",")) <= scale.by_key.keys():
        return None
    if question.kind == "choices":
        return Reading("correction", native=keys)
    option = scale.by_key[keys]
    return Reading("correction", native=option.key, value=option.value, missing=option.missing)


def _again_where_it_stood(survey: Survey, session: Session, before: str, at: float | None) -> Step:
    """The present question again, with its counts; another one where the new answer leads elsewhere."""
    again = session._replace(manner="again")
    if session.place[1:] in session.answered():
        return Step(again)
    step = advance(survey, session, before, at)
    if step.session.place != session.place:
        return step
    return Step(again._replace(answers=step.session.answers), step.events)
