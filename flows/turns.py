"""What one input does at each place of a survey: the choice of language, the gate, the notice, a question."""

from __future__ import annotations

from dataclasses import dataclass

from flows import tape as tapes
from flows.prompt import takes_several
from flows.replies import Reading, Unread, read_keys, read_words
from flows.route import not_asked_because, questions_in_order
from flows.session import Answer, Event, Input, Keys, Manner, Missing, Said, Session, Silence
from flows.survey import Policy, Question, Survey


@dataclass(frozen=True, slots=True)
class Step:
    """What an input led to. The next prompt is a function of the session."""

    session: Session
    events: tuple[Event, ...] = ()


def chained(events: tuple[Event, ...], step: Step) -> Step:
    """``step`` with earlier events before its own."""
    return Step(step.session, (*events, *step.events))


def consume(survey: Survey, session: Session, given: Input) -> Step:
    """The step that an input leads to from the place where the session stands."""
    match session.place:
        case "language":
            return _choose_language(survey, session, given)
        case "notice":
            return _after_notice(survey, session, given)
        case "gate":
            return _at_gate(survey, session, given)
    return _at_question(survey, session, given)


def _choose_language(survey: Survey, session: Session, given: Input) -> Step:
    languages = session.opening.languages
    key = given.what.keys if isinstance(given.what, Keys) else ""
    if key.isdigit() and 1 <= int(key) <= len(languages):
        return welcome(survey, session._replace(language=languages[int(key) - 1]), given.at)
    if isinstance(given.what, Keys) and session.wrong == 0:
        return Step(session._replace(wrong=1))
    return welcome(survey, session, given.at)


def welcome(survey: Survey, session: Session, at: float | None) -> Step:
    """The welcome: with the gate where this door has one, else with the first question."""
    session = session._replace(lead=("welcome",), wrong=0, silent=0, repeats=0)
    if survey.gate is not None and session.door in survey.gate.doors:
        return Step(session._replace(place="gate"))
    return advance(survey, session, None, at)


def _after_notice(survey: Survey, session: Session, given: Input) -> Step:
    """``*`` hears the notice again; anything else goes on where it was asked for."""
    if isinstance(given.what, Keys) and given.what.keys == survey.voice.keys["repeat"]:
        return Step(session)
    return Step(session._replace(place=session.resume_at or "end", resume_at=None, manner="again", silences=0))


def _control(survey: Survey, session: Session, given: Input) -> Step | None:
    """What repeat, notice and decline do at the gate and at questions; None where the key is none of them."""
    if not isinstance(given.what, Keys):
        return None
    keys, key = survey.voice.keys, given.what.keys
    session = session._replace(silences=0)
    if key == keys["repeat"]:
        again = session._replace(manner="again", repeats=session.repeats + 1)
        return Step(again._replace(lead=("welcome",)) if session.place == "gate" else again)
    if key == keys["notice"] and not takes_several(survey, session):
        return Step(session._replace(place="notice", resume_at=session.place))
    if key == keys["decline"] and _may_decline(session) and not takes_several(survey, session):
        return _declined(session, given.at)
    return None


def nothing_settled(session: Session) -> bool:
    """Whether the session still stands at its gate or first question, where it may be declined."""
    return all(answer.position is None for answer in session.answers)


def _may_decline(session: Session) -> bool:
    """Whether nothing was settled on this channel, so that its welcome may still be declined."""
    return all(answer.position is None or answer.turn < session.opening.first_turn for answer in session.answers)


def _declined(session: Session, at: float | None) -> Step:
    after = session._replace(place="end", lead=("declined",), ended="declined", ended_at=at)
    return Step(after, (Event("opted_out"), Event("ended", reason="declined")))


def _at_gate(survey: Survey, session: Session, given: Input) -> Step:
    gate = survey.gate
    if gate is not None and isinstance(given.what, Keys) and given.what.keys == gate.key:
        cleared = session._replace(silences=0, silent=0, wrong=0, mistakes=0, repeats=0)
        return chained((Event("consented"),), advance(survey, cleared, None, given.at))
    controlled = _control(survey, session, given)
    if controlled is not None:
        return controlled
    silent, wrong = session.silent + _is_silence(given), session.wrong + (not _is_silence(given))
    policy = survey.voice.silence if _is_silence(given) else survey.voice.wrong_key
    if (silent if _is_silence(given) else wrong) > policy.reminders:
        return gave_up(session, (), given.at)
    return Step(session._replace(lead=("gate_not_heard",), silent=silent, wrong=wrong))


def _is_silence(given: Input) -> bool:
    return isinstance(given.what, Silence)


def _at_question(survey: Survey, session: Session, given: Input) -> Step:
    question = survey.by_id[session.place[1:]]
    match given.what:
        case Silence():
            return _silence(survey, session, question, given)
        case Keys():
            return _pressed(survey, session, question, given, given.what)
        case Said():
            return _said(survey, session, question, given, given.what)


def _pressed(survey: Survey, session: Session, question: Question, given: Input, pressed: Keys) -> Step:
    if pressed.keys == tapes.BACK:
        return _back(survey, session, given.at)
    controlled = _control(survey, session, given)
    if controlled is not None:
        return controlled
    if pressed.keys == survey.voice.keys["repeat_scale"]:
        return Step(session._replace(manner="scale", repeats=session.repeats + 1, silences=0))
    if pressed.keys == survey.voice.keys["skip"]:
        return _missed(survey, session, question, "skipped", given)
    return _read(survey, session, question, given, read_keys(question, survey.scale_of(question), pressed))


def _said(survey: Survey, session: Session, question: Question, given: Input, said: Said) -> Step:
    reading = read_words(question, survey.scale_of(question), said, session.door, session.language)
    if isinstance(reading, Unread) and session.door == "text":
        if reading.reason == "skip":
            return _missed(survey, session, question, "skipped", given)
        if reading.reason == "back":
            return _back(survey, session, given.at)
        if reading.language in survey.languages and reading.language in (session.opening.languages or ()):
            return Step(session._replace(language=reading.language or session.language, manner="again"))
    return _read(survey, session, question, given, reading)


def _read(survey: Survey, session: Session, question: Question, given: Input, reading: Reading | Unread) -> Step:
    session = session._replace(silences=0)
    if isinstance(reading, Unread):
        return _mistake(survey, session, question, given, reading)
    answer = _record(session, question, given)._replace(
        native=reading.native,
        value=reading.value,
        text=reading.text,
        missing=reading.missing,
        how=reading.how,
        raw=given.what.words if isinstance(given.what, Said) and reading.text is None else None,
        confidence=given.what.confidence if isinstance(given.what, Said) else None,
    )
    return _settle(survey, session._replace(mistakes=0), answer, given.at)


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


def _settle(survey: Survey, session: Session, answer: Answer, at: float | None) -> Step:
    """The answer kept in place of an earlier one, and the next question."""
    others = tuple(kept for kept in session.answers if kept.question != answer.question)
    event = Event("answered" if answer.missing in {None, "not_sure"} else "missed", answer)
    kept = session._replace(answers=(*others, answer))
    return chained((event,), advance(survey, kept, answer.question, at))


def _missed(survey: Survey, session: Session, question: Question, code: Missing, given: Input) -> Step:
    """The question left without an answer; one that had been answered before keeps that answer."""
    if code == "skipped":
        session = session._replace(silences=0, mistakes=0)
    if question.id in session.answered():
        return advance(survey, session, question.id, given.at)
    answer = _record(session, question, given)._replace(missing=code)
    return _settle(survey, session, answer, given.at)


def _silence(survey: Survey, session: Session, question: Question, given: Input) -> Step:
    counted = session._replace(silences=session.silences + 1, silent=session.silent + 1)
    policy = survey.voice.silence
    return _patience(survey, counted, question, given, (policy, counted.silences, counted.silent, "no_input"))


def _mistake(survey: Survey, session: Session, question: Question, given: Input, unread: Unread) -> Step:
    counted = session._replace(mistakes=session.mistakes + 1, wrong=session.wrong + 1)
    policy = survey.voice.wrong_key if session.door == "voice" else survey.text.wrong
    counted = counted._replace(lead=(unread.lead,))
    return _patience(survey, counted, question, given, (policy, counted.mistakes, counted.wrong, "invalid"))


def _patience(
    survey: Survey, session: Session, question: Question, given: Input, counts: tuple[Policy, int, int, Missing]
) -> Step:
    """Remind, go on or end, as the policy says for so many in a row and so many at this question."""
    policy, in_a_row, here, code = counts
    reached_end = policy.end_after is not None and in_a_row >= policy.end_after
    if not reached_end and here <= policy.reminders:
        lead = ("not_heard",) if code == "no_input" else session.lead
        return Step(session._replace(lead=lead, manner="brief" if session.door == "voice" else "again"))
    if not reached_end and policy.then == "next":
        return _missed(survey, session._replace(lead=()), question, code, given)
    answered = question.id in session.answered()
    missed = () if answered else (_record(session, question, given)._replace(missing=code),)
    return gave_up(session, missed, given.at)


def gave_up(session: Session, missed: tuple[Answer, ...], at: float | None) -> Step:
    """The survey ended because the person no longer answers it; what was answered stays."""
    after = session._replace(place="end", lead=("gave_up",), ended="gave_up", ended_at=at)
    events = (*(Event("missed", answer) for answer in missed), Event("ended", reason="gave_up"))
    return Step(after._replace(answers=(*session.answers, *missed)), events)


def _back(survey: Survey, session: Session, at: float | None) -> Step:
    """The question asked before the present one, again; its answer stands until another is given."""
    order = [question.id for question in questions_in_order(survey, session.opening.seed)]
    asked = {answer.question for answer in session.answers if answer.position is not None}
    before = [
        name
        for name in order[: order.index(session.place[1:])]
        if name in asked and not_asked_because(survey.by_id[name], session) is None
    ]
    if not before:
        return Step(session._replace(manner="again", repeats=session.repeats + 1, silences=0))
    return Step(_ask(session._replace(silences=0), before[-1], at, manner="again"))


def _ask(session: Session, question: str, at: float | None, manner: Manner = "first") -> Session:
    return session._replace(place="?" + question, manner=manner, silent=0, wrong=0, repeats=0, asked_at=at)


def advance(survey: Survey, session: Session, after: str | None, at: float | None) -> Step:
    """The next question to ask after the one named (None: the first), or the end; those passed over keep the reason."""
    order = questions_in_order(survey, session.opening.seed)
    start = 0 if after is None else next(i for i, question in enumerate(order) if question.id == after) + 1
    missed: list[Event] = []
    for question in order[start:]:
        known = session.answered().get(question.id)
        asked = known is not None and known.position is not None
        code = not_asked_because(question, session, known.channel if known is not None and asked else None)
        if code is None and not asked:
            return Step(_ask(session, question.id, at), tuple(missed))
        if code is not None and (known is None or known.missing != code):
            passed = Answer(question.id, question.measure, session.turn, session.opening.channel, missing=code)
            others = tuple(kept for kept in session.answers if kept.question != question.id)
            session = session._replace(answers=(*others, passed))
            missed.append(Event("missed", passed))
    done = session._replace(place="end", lead=(*session.lead, "closing"), ended="completed", ended_at=at)
    return Step(done, (*missed, Event("ended", reason="completed")))
