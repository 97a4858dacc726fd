"""What a session amounts to: the codes of questions without an answer, the status, the counts and the scores.

Source of the rules: the shared schema's missing codes and status rules (docs/schema.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from flows.by_text import GOES_ON
from flows.channels import CHANNELS
from flows.route import not_asked_because, questions_in_order
from flows.session import Answer, Missing, Session
from flows.survey import DRIVERS, SCORES, Question, Survey
from flows.turns import nothing_settled

Status = Literal["in_progress", "complete", "partial", "broken_off", "declined"]


def final_answers(survey: Survey, session: Session) -> tuple[Answer, ...]:
    """All answers; once the session has ended, also the codes of the question where it ended and of the later ones.

    Derived and not kept in the session, so that an answer in flight at a hang-up still finds its question open.
    """
    if session.ended is None or session.ended == "completed":
        return session.answers
    return (*session.answers, *_unfinished(survey, session))


def _unfinished(survey: Survey, session: Session) -> Iterator[Answer]:
    known = session.answered()
    current = current_question(session)
    for question in questions_in_order(survey, session.opening.seed):
        if question.id in known:
            continue
        passed = Answer(question.id, question.measure, session.turn, session.opening.channel)
        if question.id == current:
            asking = passed._replace(position=session.next_position, asked_at=session.asked_at)
            yield asking._replace(
                missing=_left_because(session), wrong=session.wrong, silent=session.silent, repeats=session.repeats
            )
        else:
            yield passed._replace(missing=not_asked_because(question, session) or "not_reached")


def _left_because(session: Session) -> Missing:
    """The code of the question at which a session ended; only a text waits long enough to expire."""
    if session.ended == "opted_out":
        return "opted_out"
    return "expired" if session.ended == "expired" and session.door == "text" else "broken_off"


def current_question(session: Session) -> str | None:
    """The id of the question that the person was last asked and has not settled; None elsewhere."""
    place = session.resume_at if session.place in {"notice", GOES_ON, "end"} else session.place
    return place[1:] if place is not None and place.startswith("?") else None


def status(survey: Survey, session: Session) -> Status:
    """In progress until it ends; then by the required items and the share of the questions that applied.

    What the wrong person answered completes nothing.
    """
    if session.ended is None and session.finished_at is None:
        return "in_progress"
    if session.ended == "wrong_person":
        return "broken_off"
    given = {answer.question for answer in session.answers if answer.missing in {None, "not_sure"}}
    if session.ended in {"declined", "opted_out"} and nothing_settled(session):
        return "declined"
    applied = [question for question in survey.questions if _applied(question, session)]
    share = len(given & {question.id for question in applied}) / len(applied) if applied else 0.0
    required = {question.id for question in applied if question.required}
    if required <= given and share >= survey.completeness.complete:
        return "complete"
    return "partial" if share >= survey.completeness.partial else "broken_off"


def _applied(question: Question, session: Session) -> bool:
    before = session.opening.before
    finished = before is not None and before.finished_at is not None
    if before is not None and finished and question.kind not in CHANNELS[before.channels[-1]].kinds:
        # It may be added to a survey that was finished without it.
        return False
    known = session.answered().get(question.id)
    if known is not None:
        return known.missing not in {"not_applicable", "not_offered"}
    return question.kind in CHANNELS[session.opening.channel].kinds and not_asked_because(question, session) is None


def counts(session: Session) -> dict[str, int]:
    """``asked_count``: questions prompted at least once; ``answered_count``: those with a substantive answer."""
    asked = {answer.question for answer in session.answers if answer.position is not None}
    current = current_question(session)
    answered = sum(1 for answer in session.answers if answer.position is not None and answer.substantive)
    return {"asked_count": len(asked | ({current} if current else set())), "answered_count": answered}


def scores(survey: Survey, answers: Iterable[Answer]) -> dict[str, Any]:
    """The measured columns of a response: scores 1 to 5 or null, the drivers' indicators 0, 1 or null, the comment.

    The indicators of a tapped list are null unless the list was asked and answered, then 1 for each option chosen
    and 0 for the others that it offered.
    """
    columns: dict[str, Any] = dict.fromkeys(SCORES) | {"trust_scale": None, "comment": None}
    columns |= {f"{sign}_{driver}": None for sign in ("positive", "negative") for driver in DRIVERS}
    for answer in answers:
        question = survey.by_id[answer.question]
        scale = survey.scale_of(question)
        if not answer.substantive:
            continue
        if question.measure in SCORES:
            columns[question.measure] = answer.value
        if question.measure == "trust" and scale is not None:
            columns["trust_scale"] = scale.reports_as
        if question is survey.comment:
            columns["comment"] = answer.text
        if question.measure == "drivers" and scale is not None:
            chosen = set((answer.native or "").split(","))
            columns |= {f"{question.sign}_{option.measure}": int(option.key in chosen) for option in scale.options}
    return columns
