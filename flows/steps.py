"""What follows from an input: an answer kept, a question left or asked again, the next one, the end."""

from __future__ import annotations

from dataclasses import dataclass

from flows.by_text import COMMENT_OFFER, offers_comment
from flows.prompt import listens
from flows.replies import Reading, Unread
from flows.route import not_asked_because, questions_in_order
from flows.session import Answer, Ending, Event, Input, Manner, Missing, Said, Session
from flows.speaking import Policy
from flows.survey import Question, Survey

SAID_ANYHOW = frozenset({"reply_service_request"})
"""Wordings that lead the next question too, where the present one is left: whom to turn to for help."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an input led to. The next prompt is a function of the session."""

    session: Session
    events: tuple[Event, ...] = ()


def chained(events: tuple[Event, ...], step: Step) -> Step:
    """``step`` with earlier events before its own."""
    return Step(step.session, (*events, *step.events))


def take(survey: Survey, session: Session, question: Question, given: Input, reading: Reading | Unread) -> Step:
    """What was read at a question: its answer, and the next question; or a mistake."""
    session = session._replace(silences=0)
    if isinstance(reading, Unread):
        return mistake(survey, session, question, given, reading.lead)
    return _settle(survey, session._replace(mistakes=0), answer_of(session, question, given, reading), given.at)


def answer_of(session: Session, question: Question, given: Input, reading: Reading) -> Answer:
    """The answer that a reading gives to a question."""
    return _record(session, question, given)._replace(
        native=reading.native,
        value=reading.value,
        text=reading.text,
        missing=reading.missing,
        how=reading.how,
        raw=given.what.words if isinstance(given.what, Said) and reading.text is None else None,
        confidence=given.what.confidence if isinstance(given.what, Said) else None,
    )


def _record(session: Session, question: Question, given: Input) -> Answer:
    before = session.answered().get(question.id)
    return Answer(
        question=question.id,
        measure=question.measure,
        turn=session.turn,
        channel=session.opening.channel,
        position=(before.position if before is not None else None) or session.next_position,
        wrong=session.wrong,
        silent=session.silent,
        repeats=session.repeats,
        sid=given.sid,
        asked_at=session.asked_at,
        answered_at=given.at,
    )


def left_unanswered(survey: Survey, session: Session, code: Missing, given: Input) -> Answer:
    """The question at which a session stands, with the code of why it has no answer."""
    return _record(session, survey.by_id[session.place[1:]], given)._replace(missing=code)


def kept(session: Session, answer: Answer) -> tuple[Session, Event]:
    """The session with an answer, in place of an earlier one, and the event that tells of it."""
    others = tuple(other for other in session.answers if other.question != answer.question)
    event = Event("answered" if answer.missing in {None, "not_sure"} else "missed", answer)
    return session._replace(answers=(*others, answer)), event


def _settle(survey: Survey, session: Session, answer: Answer, at: float | None) -> Step:
    """The answer kept, and the next question."""
    after, event = kept(session, answer)
    return chained((event,), advance(survey, after, answer.question, at))


def missed(survey: Survey, session: Session, question: Question, code: Missing, given: Input) -> Step:
    """The question left without an answer; one that had been answered before keeps that answer."""
    if code == "skipped":
        session = session._replace(silences=0, mistakes=0)
    known = session.answered().get(question.id)
    if known is not None and known.position is not None:
        return advance(survey, session, question.id, given.at)
    answer = _record(session, question, given)._replace(missing=code)
    return _settle(survey, session, answer, given.at)


def mistake(survey: Survey, session: Session, question: Question, given: Input, lead: str) -> Step:
    """A reply that cannot be taken: the question again below the words named ``lead``, the next one, or the end."""
    counted = session._replace(mistakes=session.mistakes + 1, wrong=session.wrong + 1, lead=(lead,))
    policy = survey.voice.wrong_key if session.door == "voice" else survey.text.wrong
    return patience(survey, counted, question, given, (policy, counted.mistakes, counted.wrong, "invalid"))


def asked_again(survey: Survey, session: Session, question: Question, given: Input, *lead: str) -> Step:
    """The question again after a text that is no mistake; it counts among those in a row that brought no answer."""
    counted = session._replace(mistakes=session.mistakes + 1, lead=lead)
    return patience(survey, counted, question, given, (survey.text.wrong, counted.mistakes, 0, "invalid"))


def patience(
    survey: Survey, session: Session, question: Question, given: Input, counts: tuple[Policy, int, int, Missing]
) -> Step:
    """Remind, go on or end, as the policy says for so many in a row and so many at this question."""
    policy, in_a_row, here, code = counts
    reached_end = policy.end_after is not None and in_a_row >= policy.end_after
    left = here > policy.reminders
    ends = reached_end or (left and policy.then == "end")
    if (not ends and not left) or (ends and not _offered_time(session, policy, in_a_row)):
        lead = (_not_heard(survey, session, question),) if code == "no_input" else session.lead
        return Step(session._replace(lead=lead, manner="brief" if session.door == "voice" else "again"))
    if not ends:
        lead = tuple(name for name in session.lead if name in SAID_ANYHOW)
        return missed(survey, session._replace(lead=lead), question, code, given)
    answered = question.id in session.answered()
    unanswered = () if answered else (_record(session, question, given)._replace(missing=code),)
    return gave_up(session, unanswered, given.at)


def _offered_time(session: Session, policy: Policy, in_a_row: int) -> bool:
    """Whether somebody who is about to be given up was told how to get more time: each reminder by phone says it.

    Whatever a policy says, nobody's time is up before that. Source: WCAG 2.2, success criterion 2.2.1.
    """
    return session.door == "text" or session.manner == "brief" or (policy.reminders > 0 and in_a_row > 1)


def _not_heard(survey: Survey, session: Session, question: Question) -> str:
    """The wording that says that nothing came. Surveys that were frozen before there were two have the one for keys."""
    speaks = listens(survey, question) and survey.words("not_heard_speech", "voice", session.language)
    return "not_heard_speech" if speaks else "not_heard"


def gave_up(session: Session, left: tuple[Answer, ...], at: float | None) -> Step:
    """The survey ended because the person no longer answers it; what was answered stays."""
    events = tuple(Event("missed", answer) for answer in left)
    return chained(events, ended(session._replace(answers=(*session.answers, *left)), "gave_up", "gave_up", at))


def ended(session: Session, reason: Ending, lead: str, at: float | None) -> Step:
    """The survey ended by what the person said or did, with the words named ``lead``."""
    after = session._replace(place="end", lead=(lead,), ended=reason, ended_at=at)
    return Step(after, (Event("ended", reason=reason),))


def question_before(survey: Survey, session: Session) -> str | None:
    """The id of the question asked before the present one, where it still applies."""
    order = [question.id for question in questions_in_order(survey, session.opening.seed)]
    asked = {answer.question for answer in session.answers if answer.position is not None}
    before = (
        name
        for name in reversed(order[: order.index(session.place[1:])])
        if name in asked and not_asked_because(survey.by_id[name], session) is None
    )
    return next(before, None)


def back(survey: Survey, session: Session, at: float | None) -> Step:
    """The question asked before the present one, again; its answer stands until another is given."""
    before = question_before(survey, session)
    if before is None:
        return Step(session._replace(manner="again", repeats=session.repeats + 1, silences=0))
    return Step(_ask(session._replace(silences=0), before, at, manner="again"))


def _ask(session: Session, question: str, at: float | None, manner: Manner = "first") -> Session:
    return session._replace(place="?" + question, manner=manner, silent=0, wrong=0, repeats=0, asked_at=at)


def advance(survey: Survey, session: Session, after: str | None, at: float | None) -> Step:
    """The next question to ask after the one named (None: the first), or the end; those passed over keep the reason."""
    order = questions_in_order(survey, session.opening.seed)
    start = 0 if after is None else next(i for i, question in enumerate(order) if question.id == after) + 1
    passed_over: list[Event] = []
    for question in order[start:]:
        known = session.answered().get(question.id)
        asked = known is not None and known.position is not None
        code = not_asked_because(question, session, known.channel if known is not None and asked else None)
        if code is None and not asked:
            return Step(_ask(session, question.id, at), tuple(passed_over))
        if code is not None and (known is None or known.missing != code):
            session, event = kept(
                session, Answer(question.id, question.measure, session.turn, session.opening.channel, missing=code)
            )
            passed_over.append(event)
    if offers_comment(survey, session):
        offered = session._replace(place=COMMENT_OFFER, lead=(*session.lead, COMMENT_OFFER), ended=None, ended_at=at)
        return Step(offered, tuple(passed_over))
    return chained(tuple(passed_over), completed(session, at))


def completed(session: Session, at: float | None) -> Step:
    """The end of a survey of which everything was asked, with the closing words."""
    done = session._replace(place="end", lead=(*session.lead, "closing"), ended="completed", ended_at=at)
    return Step(done, (Event("ended", reason="completed"),))
